"""How many firms of each district have each level: counted by the night, read by pages.

A night carries the counts of the last one forward: the firms that are new, and those whose level differs. It counts all firms
only when there is no earlier night, or when a firm moved to another district.
"""

from collections import Counter
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q

from enterprises.models import Enterprise
from ratings.levels import Level
from ratings.models import DistrictCount, Run, Standing

Counts = Counter[tuple[str, str]]
"""Firms by district and level; a firm that is not judged (not registered yet, or cancelled) is in no count."""


def count_day(run: Run, previous: Run | None) -> None:
    """Write the counts of the run's day, and note in the run how many firms there are and have an undetermined ground.

    `previous` is the last finished night. Called when the night's standings are written and its differences still known.
    """
    carried = previous is not None and previous.last_enterprise > 0 and not _moved_since(previous)
    counts = _carried_forward(previous) if previous and carried else _counted()
    run.last_enterprise = Enterprise.objects.aggregate(last=Max("pk"))["last"] or 0
    known = previous.enterprises if previous and carried else 0
    run.enterprises = known + _new_firms(previous if carried else None).total()
    run.undetermined = Standing.objects.filter(~Q(undetermined="")).count()
    DistrictCount.objects.filter(as_of=run.as_of).delete()
    DistrictCount.objects.bulk_create(
        DistrictCount(as_of=run.as_of, district=district, level=level, firms=number)
        for (district, level), number in counts.items()
    )


def _new_firms(previous: Run | None) -> Counter[str]:
    """Firms by district that the previous night did not know; all firms without one."""
    firms = Enterprise.objects.filter(pk__gt=previous.last_enterprise) if previous else Enterprise.objects.all()
    return Counter(dict(firms.values_list("district").annotate(firms=Count("pk")).order_by()))


def _moved_since(previous: Run) -> bool:
    """Whether a firm changed its district since that night; a day of margin covers a delivery that was under way then."""
    versions = Enterprise.history.model.objects
    before = versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).exclude(district=OuterRef("district"))
    since = previous.started_at - timedelta(days=1)
    return versions.filter(Exists(before), history_type="~", history_date__gte=since).exists()


def _carried_forward(previous: Run) -> Counts:
    rows = DistrictCount.objects.filter(as_of=previous.as_of).values_list("district", "level", "firms")
    counts: Counts = Counter({(district, level): firms for district, level, firms in rows})
    for district, number in _new_firms(previous).items():
        counts[district, Level.REGULAR] += number
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.district, d.level_before, d.level_in_force, COUNT(*)
FROM night_difference d JOIN enterprises_enterprise f ON f.id = d.enterprise_id
WHERE d.level_before IS DISTINCT FROM d.level_in_force GROUP BY 1, 2, 3"""
        )
        for district, level_before, level, number in cursor.fetchall():
            _move(counts, district, level_before, level, number)
    return counts


def _counted() -> Counts:
    counts: Counts = Counter({(district, Level.REGULAR): number for district, number in _new_firms(None).items()})
    others = (
        Standing.objects.filter(Q(level_in_force__isnull=True) | ~Q(level_in_force=Level.REGULAR))
        .values_list(F("enterprise__district"), "level_in_force")
        .annotate(firms=Count("pk"))
        .order_by()
    )
    for district, level, number in others:
        _move(counts, district, Level.REGULAR, level, number)
    return counts


def _move(counts: Counts, district: str, level_before: str | None, level: str | None, number: int) -> None:
    if level_before is not None:
        counts[district, level_before] -= number
    if level is not None:
        counts[district, level] += number
