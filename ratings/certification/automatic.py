"""The items that the portal judges from the feeds, in the language of the grounds (Announcement 2026 No. 34, reported).

Each names the facts that it looks at within its look-back, and the test that they must pass to fail it, or to meet it. An
item that is `partial` has a source for a part of its criterion only: no failing fact is no proof that it is met. An item of an
optional feed has a source only where that feed was delivered, and is met only where the delivery says that it is complete.
"""

from dataclasses import dataclass

from ratings.certification.standards import Standard, all_standards
from ratings.regulation.language import (
    AllOf,
    Any,
    AnyOf,
    BySize,
    MoreOften,
    MoreThan,
    NotCountable,
    OnceComplete,
    SomeOf,
    Test,
)


@dataclass(frozen=True)
class Facts:
    """Which facts an item looks at: kinds of penalty, charges of convictions, kinds of payable, relations of firms.

    `recovered_above` names the figure above which a recovery of tax is a large one.
    """

    penalties: tuple[str, ...] = ()
    every_penalty: bool = False
    convictions: tuple[str, ...] = ()
    payables: tuple[str, ...] = ()
    years_of_trade: int = 0
    recovered_above: str = ""
    inspections: bool = False
    convicted_persons: bool = False
    relations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Automatic:
    """How an item is judged: `fails` over the facts of the look-back, or `meets` where only that can be shown.

    `feed` is the optional file that it needs; empty where the base contract has all of it.
    """

    code: str
    facts: Facts
    fails: Test | None = None
    meets: Test | None = None
    partial: bool = False
    feed: str = ""

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
        compared = tuple(code.removeprefix(f"{self.name}_") for code in test.figures()) if test else ()
        return (*compared, self.facts.recovered_above) if self.facts.recovered_above else compared


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


def _recovered_tax(code: str) -> Automatic:
    """Little tax recovered in total; or few large recoveries, and little for the tax that the firm paid the year before."""
    name = code.replace("-", "_")
    too_often = MoreThan("large", f"{name}_large_recovery_count_max")
    for_tax = MoreOften("total", "tax", f"{name}_recovered_tax_ratio_max")
    fails = AllOf((MoreThan("total", f"{name}_recovered_tax_total_max"), AnyOf((too_often, for_tax))))
    return Automatic(
        code, Facts(recovered_above="large_recovery_threshold"), OnceComplete(fails), feed="recovered_taxes.csv"
    )


def _inspections(code: str) -> Automatic:
    """Few declarations with findings among few that were inspected, or a low rate among many.

    The rate needs the inspections that found nothing: without the word that all are delivered, nothing can be said.
    """
    name = code.replace("-", "_")
    few = AnyOf((MoreThan("findings", f"{name}_findings_max"), MoreThan("high", f"{name}_high_quality_findings_max")))
    rate = MoreOften("findings", "inspected", f"{name}_finding_rate_max")
    high_rate = MoreOften("high", "inspected", f"{name}_high_quality_finding_rate_max")
    fails = BySize("inspected", f"{name}_inspected_threshold", above=AnyOf((rate, high_rate)), up_to=few)
    return Automatic(code, Facts(inspections=True), fails, feed="inspection_results.csv")


def _persons(code: str) -> Automatic:
    """No related person punished for an intentional crime."""
    return Automatic(code, Facts(convicted_persons=True), OnceComplete(Any()), feed="related_persons.csv")


def _related(code: str, *relations: str) -> Automatic:
    """No firm so related discredited; one that the portal does not know leaves it open."""
    fails = OnceComplete(SomeOf("findings", "unrated"))
    return Automatic(code, Facts(relations=relations), fails, feed="related_firms.csv")


ESTABLISHMENTS = ("branch", "head_office", "sibling_branch")

AUTOMATIC: tuple[Automatic, ...] = (
    _persons("ACE-17"),
    _single_penalty("ACE-18"),
    _penalties_together("ACE-19"),
    Automatic("ACE-20", Facts(penalties=("solid_waste_import",)), Any(), partial=True),
    Automatic("ACE-21", Facts(years_of_trade=1), meets=Any(), partial=True),
    Automatic("ACE-22", Facts(payables=ARREARS), Any()),
    _inspections("ACE-23"),
    _recovered_tax("ACE-24"),
    _related("ACE-25", "broker"),
    _related("ACE-26", "principal"),
    Automatic("ACE-30", Facts(penalties=("obstruction",)), Any(), partial=True),
    Automatic("ACE-36", Facts(penalties=("bribery",), convictions=("bribery",)), Any(), partial=True),
    _related("ACE-37", "person_serves"),
    _related("ACE-38", *ESTABLISHMENTS),
    _related("ACE-39", "investor"),
    _persons("CE-15"),
    _single_penalty("CE-16"),
    _penalties_together("CE-17"),
    Automatic("CE-18", Facts(penalties=("solid_waste_import",)), Any(), partial=True),
    Automatic("CE-19", Facts(years_of_trade=2), meets=Any(), partial=True),
    Automatic("CE-20", Facts(payables=ARREARS), Any()),
    _inspections("CE-21"),
    _recovered_tax("CE-22"),
    _related("CE-23", "broker"),
    _related("CE-24", "principal"),
    Automatic("CE-28", Facts(penalties=("obstruction",)), Any(), partial=True),
    Automatic("CE-34", Facts(penalties=("bribery",), convictions=("bribery",)), Any(), partial=True),
    _related("CE-35", "person_serves"),
    _related("CE-36", *ESTABLISHMENTS),
    _related("CE-37", "investor"),
)

BY_ITEM = {automatic.code: automatic for automatic in AUTOMATIC}


def automatic_of(program: str) -> tuple[Automatic, ...]:
    """The items of a standard that have a source."""
    return tuple(automatic for automatic in AUTOMATIC if automatic.item.program == program)
