"""A night as it is often written: firm by firm with the ORM, the facts judged in Python.

A yardstick and no second judge: it knows only the main rules, keeps no evidence, asks for no next review and writes nothing,
so it is quicker than the same work done whole.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

from benchmarks.figures import BY_OBJECTS
from enterprises.models import Enterprise, Penalty
from ratings.levels import ADVERSE, Level
from ratings.models import Standing
from ratings.regulation.months import add_months

SAMPLE = 500
FACTS = (
    "penalty_set",
    "criminalcase_set",
    "payable_set",
    "tradeyear_set",
    "investigation_set",
    "certification_set",
    "rectification_set",
    "decidedrating_set",
)


def measure(as_of: date) -> dict[str, tuple[float, str]]:
    """Seconds for all firms, from those of a sample spread over them."""
    firms = Enterprise.objects.count()
    first = Enterprise.objects.order_by("pk").first()
    assert first
    ids = [first.pk + number * firms // SAMPLE for number in range(min(SAMPLE, firms))]
    began = perf_counter()
    judged = [differs for pk in ids if (differs := _differs(pk, as_of)) is not None]
    each = (perf_counter() - began) / len(judged)
    return {BY_OBJECTS: (each * firms, f"{each * 1000:.1f} ms a firm, sample of {len(judged)}")}


def _differs(pk: int, as_of: date) -> bool | None:
    """Judge one firm, and say whether its standing is another; None where there is no such firm."""
    firm = Enterprise.objects.filter(pk=pk).first()
    if firm is None:
        return None
    facts = {name: list(getattr(firm, name).all()) for name in FACTS}
    standing = Standing.objects.filter(pk=pk).first()
    said = standing.indicated_level if standing else Level.REGULAR
    return said != _level(firm, facts, as_of)


def _level(firm: Enterprise, facts: dict[str, Sequence[Any]], as_of: date) -> Level:
    ratings = sorted(facts["decidedrating_set"], key=lambda rating: (rating.effective_on, rating.pk))
    since = add_months(as_of, -24)
    if any(case.outcome == "convicted" and case.effective_on > since for case in facts["criminalcase_set"]):
        return Level.SERIOUSLY_DISCREDITED
    penalties = [row for row in facts["penalty_set"] if since < row.decided_on <= as_of and not row.revoked_on]
    if _penalised(firm, penalties, facts["tradeyear_set"]) or _owes(facts["payable_set"], as_of):
        return Level.DISCREDITED
    if ratings and ratings[-1].level in ADVERSE:
        return Level(ratings[-1].level)
    certified = [row for row in facts["certification_set"] if row.ended_on is None or row.ended_on > as_of]
    failed = any(row.outcome == "failed" for row in facts["rectification_set"])
    return Level(min(row.level for row in certified)) if certified and not failed else Level.REGULAR


def _penalised(firm: Enterprise, penalties: Sequence[Penalty], years: Sequence[Any]) -> bool:
    if any(row.kind != Penalty.Kind.SUPERVISION_VIOLATION for row in penalties):
        return True
    limit = 300_000 if firm.category == Enterprise.Category.BROKER else 1_000_000
    for last in penalties:
        window = [row for row in penalties if add_months(last.decided_on, -12) < row.decided_on <= last.decided_on]
        documents = next((year.documents for year in years if year.year == last.decided_on.year - 1), None)
        if sum((row.amount_cny for row in window), Decimal()) > limit and len(window) * 1000 > (documents or 0):
            return True
    return False


def _owes(payables: Sequence[Any], as_of: date) -> bool:
    return any(row.paid_on is None and (row.deferred_to or row.due_on) < add_months(as_of, -6) for row in payables)
