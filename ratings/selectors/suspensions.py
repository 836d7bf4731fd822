"""What suspends a firm's AEO measures: the causes that stand, and the orders in force, on any day.

An order bites only an AEO; whether the firm is one on the day is for the caller to know.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from enterprises.models import CriminalCase, Enterprise, Investigation
from ratings.casework.procedure import OPENED
from ratings.models import Case, CaseEvidence, SuspensionOrder

MUST, MAY = "criminalcase", "investigation"
"""The kinds of fact that suspend: a criminal case must, an investigation may (Order 251 arts. 20-21, carried over)."""

CAUSE = "suspension"
"""The code under which the causes of a suspension stand among frozen evidence: that of the rulebook's provision."""


def crimes_pending(day: date) -> QuerySet[CriminalCase]:
    """Criminal cases that are pending on the day, as the judge sees them: while one is, customs must suspend."""
    pending = Q(outcome=CriminalCase.Outcome.PENDING) | Q(effective_on__isnull=True) | Q(effective_on__gt=day)
    return CriminalCase.objects.filter(pending, filed_on__lte=day)


def investigations_open(day: date) -> QuerySet[Investigation]:
    """Customs investigations that are open on the day: while one is, customs may suspend."""
    return Investigation.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)


def causes_standing(day: date) -> dict[str, QuerySet]:
    """By kind of fact, those that may found a suspension on the day."""
    return {MUST: crimes_pending(day), MAY: investigations_open(day)}


def evidence_standing(evidence: Iterable[CaseEvidence], day: date) -> list[CaseEvidence]:
    """Of frozen causes, those whose facts still stand on the day; two queries, however many there are."""
    rows = list(evidence)
    ids = {source: {row.fact_id for row in rows if row.source == source} for source in (MUST, MAY)}
    standing = {
        (source, pk)
        for source, facts in causes_standing(day).items()
        if ids[source]
        for pk in facts.filter(pk__in=ids[source]).values_list("pk", flat=True)
    }
    return [row for row in rows if (row.source, row.fact_id) in standing]


def causes_of(case: Case, day: date) -> list[CaseEvidence]:
    """The causes of the case of a suspension that still stand on the day."""
    return evidence_standing(CaseEvidence.objects.filter(freeze__case=case).order_by("freeze__number", "key"), day)


def risk_of(case: Case) -> str:
    """The risk for which an officer opened the case of a suspension; empty for none."""
    opened = case.acts.filter(act=OPENED).first()
    return str(opened.details.get("risk", "")) if opened else ""


def must_suspend(causes: Iterable[CaseEvidence]) -> bool:
    """Whether one of the causes leaves customs no choice."""
    return any(cause.source == MUST for cause in causes)


def suspensions_in_force(day: date) -> QuerySet[SuspensionOrder]:
    """Every order that suspends on the day; certificates and lists to partners ask for the whole ones among them.

    `.filter(scope="all")` leaves out those of the guarantee waiver alone; `.values("enterprise")` gives the firms. One
    indexed query, whatever the number of firms.
    """
    return SuspensionOrder.objects.in_force(day)


def orders_of(enterprise: Enterprise, day: date) -> list[SuspensionOrder]:
    """The orders in force for the firm on the day, the oldest first."""
    found = suspensions_in_force(day).filter(enterprise=enterprise)
    return list(found.select_related("case", "end_case", "ordered_by").order_by("from_on", "id"))


def suspension_of(enterprise: Enterprise, day: date) -> SuspensionOrder | None:
    """The order by which the firm's AEO measures are suspended on the day; None where they are not.

    Of several, one that suspends all measures comes before one of the guarantee waiver alone, and then the oldest: ask
    `.whole` before a certificate is shown as suspended or a partner is told.
    """
    return min(orders_of(enterprise, day), key=lambda order: (not order.whole, order.from_on, order.pk), default=None)
