"""Reads of firms and facts, one phrase an idea, to be chained."""

from datetime import date
from typing import Final, Self

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact

FEW: Final = 10_000
"""Up to so many rows a list counts; beyond, it says "more than 10,000"."""

FOUND: Final = 1_000
"""Up to so many firms a search finds and counts before anything else; beyond, it says "more than 1,000"."""
SAMPLE: Final = 20_000
"""So many firms show whether a term is common."""


def district_range(district: str) -> tuple[str, str]:
    """The first code of a customs district and the first one beyond it: its offices share its first two digits."""
    first = int(district[:2]) * 100
    return f"{first:04d}", f"{first + 100:04d}" if first < 9900 else "9999\uffff"


class EnterpriseQuerySet(QuerySet):
    """Firms."""

    def count_few(self, most: int = 0) -> int:
        """The number of firms, or one more than `most` (FEW unless told) when there are more."""
        return self.order_by()[: (most or FEW) + 1].count()

    def of_district(self, district: str) -> Self:
        """Firms of a customs district of four digits and of the offices subordinate to it."""
        first, beyond = district_range(district)
        return self.filter(district__gte=first, district__lt=beyond)

    def of_place(self, district: str) -> Self:
        """The same firms as `of_district`, in the form that the index of a district's names serves."""
        return self.filter(Exact(Left("district", 2), Value(district[:2])))

    def registered_on_day(self, day: date) -> Self:
        """Firms that were registered, and not yet cancelled, on a day."""
        return self.filter(Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=day), registered_on__lte=day)

    def cancelled_by(self, day: date) -> Self:
        """Firms that were cancelled on or before a day."""
        return self.filter(cancelled_on__lte=day)

    def first_ids(self, condition: Q) -> list[int]:
        """The ids of the firms that meet a condition, FOUND + 1 of them at most, in no order."""
        return list(self.order_by().filter(condition).values_list("pk", flat=True)[: FOUND + 1])

    def are_many(self, condition: Q) -> bool:
        """Whether more than FOUND firms meet a condition."""
        return len(self.first_ids(condition)) > FOUND

    def are_common(self, condition: Q) -> bool:
        """Whether more than FOUND of the first SAMPLE firms meet a condition: then firms that do are nearly everywhere."""
        first = self.order_by("pk").values_list("pk", flat=True).first() or 0
        near = self.filter(condition, pk__lt=first + SAMPLE // 10).order_by().values_list("pk")
        if len(near[: FOUND // 10]) < FOUND // 10:  # a rare term is told from a tenth of them
            return False
        return self.filter(pk__lt=first + SAMPLE).are_many(condition)
