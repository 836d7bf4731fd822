"""What a score sheet comes to as it stands (Announcement 2026 No. 34, reported): the pass rule, from the rulebook's figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ratings.certification.grades import Grade
from ratings.certification.standards import Standard
from ratings.regulation.rulebook import Rulebook


class Verdict(StrEnum):
    """What the sheet says."""

    PASSES = "passes"
    FAILS = "fails"
    INCOMPLETE = "incomplete"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Result:
    """The sheet as it stands. `total` is None while items are open, or where the points of a basically met item are not known.

    `open_items` are the codes without a grade; `failing` those not met.
    """

    verdict: Verdict
    counts: Mapping[str, int]
    bonus: Decimal
    total: Decimal | None
    open_items: list[str]
    failing: list[str]
    partly: list[str]
    number: int

    @property
    def graded(self) -> int:
        """How many items have a grade."""
        return self.number - len(self.open_items)


def result_of(standards: list[Standard], grades: Mapping[str, str], rulebook: Rulebook) -> Result:
    """What the grades come to; `grades` by item code, without those that are open."""
    general = [standard for standard in standards if not standard.is_additional]
    failing = [standard.code for standard in general if grades.get(standard.code) == Grade.UNMET]
    partly = [standard.code for standard in general if grades.get(standard.code) == Grade.PARTLY]
    open_items = [standard.code for standard in standards if not grades.get(standard.code)]
    bonus = _bonus(sum(grades.get(s.code) == Grade.MET for s in standards if s.is_additional), rulebook)
    total = _total(len(partly), bonus, rulebook) if not open_items else None
    return Result(
        verdict=_verdict(failing, partly, open_items, total, rulebook),
        counts=Counter(grade for grade in grades.values() if grade),
        bonus=bonus,
        total=total,
        open_items=open_items,
        failing=failing,
        partly=partly,
        number=len(standards),
    )


def _verdict(
    failing: list[str], partly: list[str], open_items: list[str], total: Decimal | None, rulebook: Rulebook
) -> Verdict:
    most, least = rulebook.value("standard_basic_max"), rulebook.value("standard_total_min")
    if failing or (most is not None and len(partly) > most):
        return Verdict.FAILS
    if open_items:
        return Verdict.INCOMPLETE
    if not partly:
        return Verdict.PASSES  # every item is met: the total is full, whatever its points are
    if most is None or total is None or least is None:
        return Verdict.UNDETERMINED
    return Verdict.PASSES if total >= Decimal(str(least)) else Verdict.FAILS


def _bonus(met: int, rulebook: Rulebook) -> Decimal:
    each, most = rulebook.value("standard_bonus_item"), rulebook.value("standard_bonus_total")
    if each is None or most is None:
        return Decimal(0)
    return min(met * Decimal(str(each)), Decimal(str(most)))


def _total(partly: int, bonus: Decimal, rulebook: Rulebook) -> Decimal | None:
    full, points = rulebook.value("standard_full_total"), rulebook.value("standard_basic_points")
    if full is None or (partly and points is None):
        return None
    return Decimal(str(full)) - partly * Decimal(str(points or 0)) + bonus
