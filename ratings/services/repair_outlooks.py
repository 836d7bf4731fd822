"""From which day each discredited firm may apply for repair, kept for the list of them (Order 251 arts. 26-29, carried over)."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice

from django.db.models import Exists, OuterRef

from enterprises.models import DecidedRating
from ratings.levels import ADVERSE
from ratings.models import RepairOutlook, Standing
from ratings.regulation.parameters import Rulebook
from ratings.selectors.repair import excluded_by, first_day_of

BATCH = 1000
FIELDS = ("rating_id", "customs", "since", "first_day")


def repair_outlooks_write(*, rulebook: Rulebook, as_of: date) -> int:
    """Bring the outlooks in line with the standings, by the night that just wrote these; returns how many changed.

    Only what differs is written, whatever the night judged: a new figure of the rulebook moves days of firms that no fact
    changed. Memory does not grow with the firms.
    """
    changed = 0
    rows = _outlooks(rulebook, as_of)
    while outlooks := list(islice(rows, BATCH)):
        known = RepairOutlook.objects.in_bulk([outlook.pk for outlook in outlooks])
        differing = [one for one in outlooks if one.pk not in known or _essence(one) != _essence(known[one.pk])]
        RepairOutlook.objects.bulk_create(
            differing, update_conflicts=True, unique_fields=["enterprise"], update_fields=["rating", *FIELDS[1:]]
        )
        changed += len(differing)
    adverse = Standing.objects.filter(level_in_force__in=ADVERSE, enterprise=OuterRef("enterprise"))
    return changed + RepairOutlook.objects.filter(~Exists(adverse)).delete()[0]


def _outlooks(rulebook: Rulebook, as_of: date) -> Iterator[RepairOutlook]:
    """One a firm of an adverse level: that of its latest rating."""
    ratings = DecidedRating.objects.filter(enterprise__standing__level_in_force__in=ADVERSE, effective_on__lte=as_of)
    excluded = excluded_by(None, as_of)
    rows = ratings.order_by("enterprise_id", "effective_on", "pk").select_related("enterprise")
    for firm, of_firm in groupby(rows.iterator(BATCH), key=lambda rating: rating.enterprise_id):
        *_earlier, rating = of_firm
        yield RepairOutlook(
            enterprise_id=firm,
            rating=rating,
            customs=rating.enterprise.district[:2],
            since=rating.effective_on,
            first_day=None if rating.pk in excluded else first_day_of(rating, rulebook),
        )


def _essence(outlook: RepairOutlook) -> tuple[object, ...]:
    return tuple(getattr(outlook, name) for name in FIELDS)
