"""For which periods the optional files are complete, by the word of their sources."""

from collections import defaultdict
from datetime import date, timedelta

from enterprises.feeds.manifest import Period
from enterprises.models import Coverage

DAY = timedelta(days=1)


def covered_periods() -> dict[str, list[Period]]:
    """By file, the periods that all deliveries together cover, in their order; those that adjoin are one."""
    found: defaultdict[str, list[Period]] = defaultdict(list)
    for file, first, last in Coverage.objects.order_by("file", "starts_on").values_list("file", "starts_on", "ends_on"):
        periods = found[file]
        if periods and first <= periods[-1].last + DAY:
            periods[-1] = Period(periods[-1].first, max(periods[-1].last, last))
        else:
            periods.append(Period(first, last))
    return dict(found)


def covering(periods: list[Period], first: date, last: date, lag_days: int) -> Period | None:
    """The period that holds the days from first to last, or all but the last `lag_days` of them; None where none does."""
    needed = max(first, last - lag_days * DAY)
    return next((period for period in periods if period.first <= first and period.last >= needed), None)
