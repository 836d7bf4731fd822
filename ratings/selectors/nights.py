"""Nights as pages show them: how far one is, what it changed, and how many firms have which level after it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from accounts.roles import WHOLE_COUNTRY
from ratings.levels import Level
from ratings.models import DistrictCount, Outcome, Run
from ratings.regulation.months import add_months

UNDER_WAY = (Run.State.WAITING, Run.State.RUNNING)
NEAR_A_MONTH = timedelta(days=14)


@dataclass
class Page:
    """A page by key: its rows, and the keys that lead to its neighbours."""

    rows: list[Any] = field(default_factory=list)
    previous: int | None = None
    next: int | None = None
    text: str = ""


def outcomes_page(run: Run, *, after: int | None, before: int | None, size: int = 50) -> Page:
    """The outcomes that a night changed, by key, each with its firm; two rows more than a page are never read."""
    outcomes = Outcome.objects.filter(run=run).select_related("enterprise").defer("grounds")
    if before is not None:
        found = list(outcomes.filter(id__lt=before).order_by("-id")[: size + 1])
        rows, more = found[:size][::-1], len(found) > size
        return Page(rows, previous=rows[0].pk if rows and more else None, next=rows[-1].pk if rows else None)
    found = list(outcomes.filter(id__gt=after or 0).order_by("id")[: size + 1])
    rows, more = found[:size], len(found) > size
    return Page(rows, previous=rows[0].pk if rows and after else None, next=rows[-1].pk if more else None)


@dataclass(frozen=True)
class LevelCount:
    """How many firms have a level, and the difference to a month before where that was counted."""

    level: str
    firms: int
    change: int | None


def level_counts(as_of: date, district: str) -> tuple[list[LevelCount], list[LevelCount], date | None]:
    """The five levels in numbers, after the night of a day: in the country, in the district, and compared with which day.

    A district is the first two digits of its code; that of the General Administration is the whole country.
    """
    month_before = add_months(as_of, -1)
    counted = DistrictCount.objects.filter(as_of__lte=month_before, as_of__gte=month_before - NEAR_A_MONTH)
    before = counted.aggregate(day=Max("as_of"))["day"]
    own = Q(district__startswith="" if district == WHOLE_COUNTRY else district[:2])
    days = [day for day in (as_of, before) if day]
    rows = (
        DistrictCount.objects.filter(as_of__in=days)
        .values_list("as_of", "level")
        .annotate(everywhere=Sum("firms"), here=Sum("firms", filter=own))
        .order_by()
    )
    found = {(day, level): (everywhere, here or 0) for day, level, everywhere, here in rows}
    country, here = (_counts(found, as_of, before, place) for place in (0, 1))
    return country, here, before


def _counts(found: dict, as_of: date, before: date | None, place: int) -> list[LevelCount]:
    counts = []
    for level in Level.values:
        now = found.get((as_of, level), (0, 0))[place]
        then = found.get((before, level), (0, 0))[place] if before else None
        counts.append(LevelCount(level, now, None if then is None else now - then))
    return counts


def bounded_count(rows: QuerySet, most: int) -> int:
    """How many rows there are, at most one more than `most`: enough to say "more than"."""
    return rows.order_by()[: most + 1].count()
