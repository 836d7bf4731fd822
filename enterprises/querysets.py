"""Reads of firms and facts, one phrase an idea, to be chained."""

from datetime import date
from typing import Final, Self

from django.db.models import Q, QuerySet

FEW: Final = 10_000
"""Up to so many rows a list counts, and a search reads its firms' ids first; beyond, it says "more than 10,000"."""


def district_range(district: str) -> tuple[str, str]:
    """The first code of a customs district and the first one beyond it: its offices share its first two digits."""
    first = int(district[:2]) * 100
    return f"{first:04d}", f"{first + 100:04d}" if first < 9900 else "9999\uffff"


class EnterpriseQuerySet(QuerySet):
    """Firms."""

    def count_few(self) -> int:
        """The number of firms, or FEW + 1 when there are more than FEW."""
        return self.order_by()[: FEW + 1].count()

    def of_district(self, district: str) -> Self:
        """Firms of a customs district of four digits and of the offices subordinate to it."""
        first, beyond = district_range(district)
        return self.filter(district__gte=first, district__lt=beyond)

    def registered_on_day(self, day: date) -> Self:
        """Firms that were registered, and not yet cancelled, on a day."""
        return self.filter(Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=day), registered_on__lte=day)

    def cancelled_by(self, day: date) -> Self:
        """Firms that were cancelled on or before a day."""
        return self.filter(cancelled_on__lte=day)

    def first_ids(self, condition: Q) -> list[int]:
        """The ids of the firms that meet a condition, FEW + 1 of them at most, in no order."""
        return list(self.order_by().filter(condition).values_list("pk", flat=True)[: FEW + 1])
