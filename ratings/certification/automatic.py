"""The items that the portal judges from the feeds, in the language of the grounds (Announcement 2026 No. 34, reported).

Each names the facts that it looks at within its look-back, and the test that they must pass to fail it, or to meet it. An
item that is `partial` has a source for a part of its criterion only: no failing fact is no proof that it is met.
"""

from dataclasses import dataclass

from ratings.certification.standards import Standard, all_standards
from ratings.regulation.language import AllOf, Any, AnyOf, MoreOften, MoreThan, NotCountable, Test


@dataclass(frozen=True)
class Facts:
    """Which facts an item looks at: kinds of penalty (none: every kind), charges of convictions, kinds of payable."""

    penalties: tuple[str, ...] = ()
    every_penalty: bool = False
    convictions: tuple[str, ...] = ()
    payables: tuple[str, ...] = ()
    years_of_trade: int = 0


@dataclass(frozen=True)
class Automatic:
    """How an item is judged: `fails` over the facts of the look-back, or `meets` where only that can be shown."""

    code: str
    facts: Facts
    fails: Test | None = None
    meets: Test | None = None
    partial: bool = False

    @property
    def item(self) -> Standard:
        """The item of the standard."""
        return all_standards()[self.code]

    @property
    def name(self) -> str:
        """Its name in a statement, as in ACE_18."""
        return self.code.replace("-", "_")

    def figures(self) -> tuple[str, ...]:
        """The names of the figures that its test compares with, without the item's prefix."""
        test = self.fails or self.meets
        return tuple(code.removeprefix(f"{self.name}_") for code in test.figures()) if test else ()


ARREARS = ("duty", "fine", "illegal_gains")


def _single_penalty(code: str) -> Automatic:
    """No penalty above the limit, but one within a share of the previous year's trade."""
    name = code.replace("-", "_")
    above_share = MoreOften("largest", "trade", f"{name}_single_penalty_trade_value_ratio_max")
    over = MoreThan("largest", f"{name}_single_penalty_max")
    return Automatic(code, Facts(every_penalty=True), AllOf((over, AnyOf((NotCountable("trade"), above_share)))))


def _penalties_together(code: str) -> Automatic:
    """Few penalties, or few for the previous year's documents; and not too much in total."""
    name = code.replace("-", "_")
    too_many = MoreThan("number", f"{name}_penalty_count_max")
    for_documents = MoreOften("number", "documents", f"{name}_violation_document_ratio_max")
    count = AllOf((too_many, AnyOf((NotCountable("documents"), for_documents))))
    return Automatic(code, Facts(every_penalty=True), AnyOf((MoreThan("total", f"{name}_penalty_total_max"), count)))


AUTOMATIC: tuple[Automatic, ...] = (
    _single_penalty("ACE-18"),
    _penalties_together("ACE-19"),
    Automatic("ACE-20", Facts(penalties=("solid_waste_import",)), Any(), partial=True),
    Automatic("ACE-21", Facts(years_of_trade=1), meets=Any(), partial=True),
    Automatic("ACE-22", Facts(payables=ARREARS), Any()),
    Automatic("ACE-30", Facts(penalties=("obstruction",)), Any(), partial=True),
    Automatic("ACE-36", Facts(penalties=("bribery",), convictions=("bribery",)), Any(), partial=True),
    _single_penalty("CE-16"),
    _penalties_together("CE-17"),
    Automatic("CE-18", Facts(penalties=("solid_waste_import",)), Any(), partial=True),
    Automatic("CE-19", Facts(years_of_trade=2), meets=Any(), partial=True),
    Automatic("CE-20", Facts(payables=ARREARS), Any()),
    Automatic("CE-28", Facts(penalties=("obstruction",)), Any(), partial=True),
    Automatic("CE-34", Facts(penalties=("bribery",), convictions=("bribery",)), Any(), partial=True),
)

BY_ITEM = {automatic.code: automatic for automatic in AUTOMATIC}


def automatic_of(program: str) -> tuple[Automatic, ...]:
    """The items of a standard that have a source."""
    return tuple(automatic for automatic in AUTOMATIC if automatic.item.program == program)
