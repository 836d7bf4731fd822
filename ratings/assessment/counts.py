"""How many firms of each district have each level: counted by the night, read by pages."""

from collections import Counter
from datetime import date

from django.db.models import Count, Q

from enterprises.models import Enterprise
from ratings.levels import Level
from ratings.models import DistrictCount, Standing


def count_day(as_of: date) -> tuple[int, int]:
    """Write the day's counts by district and level, from the standings of this moment.

    A firm without a standing is regular; one without a level (not registered yet, or cancelled) is in no count. Returns how
    many firms there are, and how many have an undetermined ground.
    """
    firms = dict(Enterprise.objects.values_list("district").annotate(firms=Count("pk")).order_by())
    counts: Counter[tuple[str, str]] = Counter({(district, Level.REGULAR): number for district, number in firms.items()})
    others = (
        Standing.objects.exclude(level_in_force=Level.REGULAR)
        .values_list("enterprise__district", "level_in_force")
        .annotate(firms=Count("pk"))
        .order_by()
    )
    for district, level, number in others:
        counts[district, Level.REGULAR] -= number
        if level is not None:
            counts[district, level] += number
    DistrictCount.objects.filter(as_of=as_of).delete()
    DistrictCount.objects.bulk_create(
        DistrictCount(as_of=as_of, district=district, level=level, firms=number)
        for (district, level), number in counts.items()
    )
    return sum(firms.values()), Standing.objects.filter(~Q(undetermined="")).count()
