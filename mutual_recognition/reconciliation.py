"""The official count beside what the portal can name: the difference is computed, never typed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from mutual_recognition.models import OfficialTotal, Partner, Standing


@dataclass(frozen=True)
class Line:
    """One figure of the official count and the same figure counted from the partners."""

    official: int
    named: int
    may_differ: bool

    @property
    def missing(self) -> int:
        """How many the official count has and the list has not; negative when the list has more."""
        return self.official - self.named

    @property
    def agrees(self) -> bool:
        """Whether both figures are the same."""
        return self.missing == 0

    @property
    def is_mismatch(self) -> bool:
        """Whether the difference cannot be put down to partners that are signed but not yet identified."""
        return self.missing < 0 or (self.missing > 0 and not self.may_differ)


@dataclass(frozen=True)
class Reconciliation:
    """The newest official count reconciled with the named partners. Counts are countries and regions, or economies."""

    total: OfficialTotal
    signed: Line
    implemented: Line
    signed_only: Line
    economies: Line

    @property
    def not_identified(self) -> int:
        """How many signed countries and regions are in no list."""
        return max(self.signed.missing, 0)

    @property
    def is_mismatch(self) -> bool:
        """Whether any figure contradicts the official count."""
        return any(line.is_mismatch for line in (self.signed, self.implemented, self.signed_only, self.economies))


def reconcile(today: date) -> Reconciliation | None:
    """Reconciles the newest official count with the partners of today; None while there is no official count.

    An arrangement that is announced for a later day counts as signed only.
    """
    total = OfficialTotal.objects.first()
    if total is None:
        return None
    named = Partner.objects.standing_now(today).aggregate(
        signed=Count("pk"),
        implemented=Count("pk", filter=Q(standing=Standing.IN_FORCE)),
        signed_only=Count("pk", filter=Q(standing=Standing.SIGNED)),
        economies=Count("economy", distinct=True),
    )
    not_identified = total.signed - named["signed"]
    return Reconciliation(
        total=total,
        signed=Line(total.signed, named["signed"], may_differ=True),
        implemented=Line(total.implemented, named["implemented"], may_differ=False),
        signed_only=Line(total.signed - total.implemented, named["signed_only"], may_differ=True),
        economies=Line(
            total.economies, named["economies"], may_differ=total.economies - named["economies"] <= not_identified
        ),
    )
