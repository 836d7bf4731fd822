"""The items of the optional feeds, on both sides of each of their figures, and what the absence of a row means."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enterprises.models import Enterprise
from ratings.certification.automatic import AUTOMATIC
from ratings.certification.grades import Grade
from ratings.certification.judging import Judged, judge_firm, judge_items
from ratings.certification.standards import GENERAL_ADVANCED, GENERAL_CERTIFIED
from ratings.rulebooks import rulebook_for
from tests.ratings.building import cover, customs_code, make_firm

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
MET, UNMET, OPEN, NO_SOURCE = Grade.MET, Grade.UNMET, None, "no source"
OTHER = 2
Facts = Mapping[str, Iterable[Mapping[str, Any]]]


def judged(firm: Enterprise, code: str, day: date = DAY) -> Judged | None:
    return judge_firm(code.split("-")[0], rulebook_for(day), day, firm.pk).get(code)


def grade(firm: Enterprise, code: str, day: date = DAY) -> Grade | str | None:
    """What the portal fills in: a grade, nothing, or no source at all."""
    found = judged(firm, code, day)
    return found.grade if found else NO_SOURCE


def covered(code: str) -> None:
    """The deliveries say that they hold every fact of the last two years for the item."""
    cover(next(each.feed for each in AUTOMATIC if each.code == code), "2024-07-01", "2026-06-30")


def recovered(amount: Any, day: str = "2026-03-01", **other: Any) -> dict[str, Any]:
    return {"amount_cny": amount, "decided_on": day} | other


def inspections(clean: int = 0, found: int = 0, high: int = 0, day: str = "2026-03-01", by: str = "self") -> dict[str, Any]:
    results = ["clean"] * clean + ["finding"] * found + ["high_quality_finding"] * high
    return {"inspection_results": [{"inspected_on": day, "declared_by": by, "result": result} for result in results]}


def person(convicted: str | None, started: str = "2020-01-01", ended: str | None = None) -> dict[str, Any]:
    post = {"name": "张三", "role": "finance_head", "started_on": started, "ended_on": ended, "convicted_on": convicted}
    return {"related_persons": [post]}


def related(relation: str, started: str = "2020-01-01", ended: str | None = None, firm: int = OTHER) -> dict[str, Any]:
    row = {"relation": relation, "related_code": customs_code(firm), "started_on": started, "ended_on": ended}
    return {"related_firms": [row]}


def tax(amount: Any, of: int = 2025) -> list[dict[str, Any]]:
    return [{"year": of, "tax_cny": amount}]


WHOLE: list[tuple[str, Facts, Grade | None]] = [
    # recovered tax: little in total
    ("ACE-24", {}, MET),
    ("ACE-24", {"recovered_taxes": [recovered(50000), recovered(50000)]}, MET),
    # … or, above it, one large recovery and little for the tax of the year before
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")], "trade_years": tax("100000010")}, MET),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")], "trade_years": tax("100000009.99")}, UNMET),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")] * 2, "trade_years": tax(10**12)}, UNMET),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01"), recovered(100000)], "trade_years": tax(10**12)}, MET),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")], "trade_years": tax(0)}, UNMET),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")]}, OPEN),
    ("ACE-24", {"recovered_taxes": [recovered("100000.01")], "trade_years": tax(10**12, of=2024)}, OPEN),
    # … within the year, and not revoked
    ("ACE-24", {"recovered_taxes": [recovered(10**6, "2025-06-30")], "trade_years": tax(1)}, MET),
    ("ACE-24", {"recovered_taxes": [recovered(10**6, "2025-07-01")], "trade_years": tax(1)}, UNMET),
    ("ACE-24", {"recovered_taxes": [recovered(10**6, revoked_on="2026-06-30")], "trade_years": tax(1)}, MET),
    ("CE-22", {"recovered_taxes": [recovered(300000)], "trade_years": tax(1)}, MET),
    ("CE-22", {"recovered_taxes": [recovered("300000.01")], "trade_years": tax(1)}, UNMET),
    ("CE-22", {"recovered_taxes": [recovered(100001)] * 3, "trade_years": tax(100001000)}, MET),
    ("CE-22", {"recovered_taxes": [recovered(100001)] * 3, "trade_years": tax(100000999)}, UNMET),
    ("CE-22", {"recovered_taxes": [recovered(100001)] * 4, "trade_years": tax(10**12)}, UNMET),
    # inspections: up to 50 by number, above by rate
    ("ACE-23", {}, MET),
    ("ACE-23", inspections(45, 5), MET),
    ("ACE-23", inspections(44, 6), UNMET),
    ("ACE-23", inspections(49, 0, 1), MET),
    ("ACE-23", inspections(48, 0, 2), UNMET),
    ("ACE-23", inspections(54, 6), MET),
    ("ACE-23", inspections(45, 6), UNMET),
    ("ACE-23", inspections(98, 0, 2), MET),
    ("ACE-23", inspections(97, 0, 2), UNMET),
    ("ACE-23", inspections(49, 0, 2), UNMET),
    ("ACE-23", inspections(0, 6, day="2025-06-30"), MET),
    ("ACE-23", inspections(0, 6, day="2025-07-01"), UNMET),
    ("ACE-23", inspections(0, 6, by="agent"), MET),
    ("CE-21", inspections(45, 3, 2), MET),
    ("CE-21", inspections(46, 1, 3), UNMET),
    ("CE-21", inspections(97, 0, 3), MET),
    ("CE-21", inspections(96, 0, 3), UNMET),
    # persons
    ("ACE-17", {}, MET),
    ("ACE-17", person(None), MET),
    ("ACE-17", person("2024-07-01"), UNMET),
    ("ACE-17", person("2024-06-30"), MET),
    ("CE-15", person("2025-07-01"), UNMET),
    ("CE-15", person("2025-06-30"), MET),
    ("ACE-17", person("2026-03-01", ended="2026-03-02"), UNMET),
    ("ACE-17", person("2026-03-01", ended="2026-03-01"), MET),
    ("ACE-17", person("2026-03-01", started="2026-06-30"), UNMET),
]


@pytest.mark.parametrize(("code", "facts", "expected"), WHOLE)
def test_an_item_on_both_sides_of_its_figures(code: str, facts: Facts, expected: Grade | None):
    covered(code)
    assert grade(make_firm(**facts), code) == expected


DISCREDITED = {"level": "discredited", "effective_on": date(2024, 3, 1)}
RESTORED = {"level": "regular", "effective_on": date(2026, 4, 1)}

RELATED: list[tuple[str, Facts, list[dict[str, Any]], Grade | None]] = [
    ("ACE-37", {}, [], MET),
    ("ACE-37", related("person_serves"), [], MET),
    ("ACE-37", related("person_serves"), [DISCREDITED], UNMET),
    ("ACE-37", related("person_serves"), [DISCREDITED, RESTORED], MET),
    ("ACE-37", related("person_serves", ended="2026-06-30"), [DISCREDITED], MET),
    ("ACE-37", related("person_serves", ended="2026-07-01"), [DISCREDITED], UNMET),
    ("ACE-37", related("investor"), [DISCREDITED], MET),
    ("ACE-37", related("person_serves", firm=99), [], OPEN),
    ("ACE-38", related("branch"), [DISCREDITED], UNMET),
    ("ACE-38", related("head_office"), [DISCREDITED], UNMET),
    ("ACE-38", related("sibling_branch"), [DISCREDITED], UNMET),
    ("ACE-39", related("investor"), [DISCREDITED | {"level": "seriously_discredited"}], UNMET),
    ("CE-35", related("person_serves"), [DISCREDITED], UNMET),
    ("CE-36", related("branch"), [DISCREDITED], UNMET),
    ("CE-37", related("investor"), [DISCREDITED], UNMET),
    # engaged or served while discredited, on some day of the look-back
    ("ACE-25", related("broker"), [DISCREDITED, RESTORED], UNMET),
    ("ACE-25", related("broker", started="2026-04-01"), [DISCREDITED, RESTORED], MET),
    ("ACE-25", related("broker", started="2026-03-31"), [DISCREDITED, RESTORED], UNMET),
    ("ACE-25", related("broker", ended="2024-07-01"), [DISCREDITED], MET),
    ("ACE-25", related("broker", ended="2024-07-02"), [DISCREDITED], UNMET),
    ("ACE-25", related("broker", ended="2025-03-01"), [DISCREDITED | {"effective_on": date(2025, 3, 1)}], MET),
    ("ACE-25", related("broker"), [DISCREDITED, RESTORED | {"effective_on": date(2024, 7, 1)}], MET),
    ("ACE-25", related("broker"), [DISCREDITED, RESTORED | {"effective_on": date(2024, 7, 2)}], UNMET),
    ("ACE-26", related("principal"), [DISCREDITED], UNMET),
    ("CE-23", related("broker", ended="2025-07-01"), [DISCREDITED], MET),
    ("CE-23", related("broker", ended="2025-07-02"), [DISCREDITED], UNMET),
    ("CE-24", related("principal"), [DISCREDITED], UNMET),
]


@pytest.mark.parametrize(("code", "facts", "ratings", "expected"), RELATED)
def test_a_related_firm_counts_while_it_is_discredited(
    code: str, facts: Facts, ratings: list[dict[str, Any]], expected: Grade | None
):
    covered(code)
    make_firm(OTHER, ratings=ratings)
    assert grade(make_firm(**facts), code) == expected


OPTIONAL = [each for each in AUTOMATIC if each.feed]


@pytest.mark.parametrize("code", [each.code for each in OPTIONAL])
def test_where_the_feed_was_never_delivered_there_is_no_source(code: str):
    assert grade(make_firm(), code) == NO_SOURCE


def test_every_item_that_these_feeds_tell_is_judged():
    assert [each.code for each in OPTIONAL] == [
        *(f"ACE-{number}" for number in (17, 23, 24, 25, 26, 37, 38, 39)),
        *(f"CE-{number}" for number in (15, 21, 22, 23, 24, 35, 36, 37)),
    ]


PARTS: list[tuple[str, Facts, Grade | str | None]] = [
    ("ACE-24", {"recovered_taxes": [recovered(1)]}, OPEN),
    ("ACE-24", {"recovered_taxes": [recovered(10**6)], "trade_years": tax(1)}, UNMET),
    ("ACE-23", inspections(10, 0), OPEN),
    ("ACE-23", inspections(0, 51), OPEN),
    ("ACE-17", person(None), NO_SOURCE),
    ("ACE-17", person("2026-01-01"), UNMET),
    ("ACE-37", related("person_serves"), UNMET),
    ("ACE-39", related("person_serves"), NO_SOURCE),
]


@pytest.mark.parametrize(("code", "facts", "expected"), PARTS)
def test_without_the_word_that_all_is_delivered_nothing_is_met(code: str, facts: Facts, expected: Grade | str | None):
    """More rows can only make an item fail; but an inspection that found nothing lowers a rate."""
    make_firm(OTHER, ratings=[DISCREDITED])
    assert grade(make_firm(**facts), code) == expected


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([("2025-07-01", "2026-06-30")], MET),
        ([("2025-07-02", "2026-06-30")], NO_SOURCE),
        ([("2025-07-01", "2026-05-30")], MET),
        ([("2025-07-01", "2026-05-29")], NO_SOURCE),
        ([("2025-01-01", "2025-12-31"), ("2026-01-01", "2026-06-20")], MET),
        ([("2025-01-01", "2025-12-30"), ("2026-01-01", "2026-06-20")], NO_SOURCE),
        ([("2025-01-01", "2026-06-20"), ("2025-03-01", "2025-04-01")], MET),
    ],
)
def test_what_is_delivered_must_reach_over_the_look_back(periods: list[tuple[str, str]], expected: Grade | str):
    for first, last in periods:
        cover("recovered_taxes.csv", first, last)
    assert grade(make_firm(), "ACE-24") == expected


def test_what_was_counted_is_told_with_the_facts_that_speak_against_it():
    covered("ACE-23")
    firm = make_firm(**inspections(2, 3, 1))
    found = judged(firm, "ACE-23")
    assert found and (found.number, found.findings, found.high) == (6, 4, 1)
    assert len(found.evidence) == 4 and {each.source for each in found.evidence} == {"inspecteddeclaration"}


def test_recovered_tax_is_told_with_the_tax_of_the_year_before():
    covered("ACE-24")
    firm = make_firm(recovered_taxes=[recovered("100000.01"), recovered(2)], trade_years=tax("7.50"))
    found = judged(firm, "ACE-24")
    assert found and (found.total_cny, found.large, found.tax_cny) == (Decimal("100002.01"), 1, Decimal("7.50"))
    assert found.covered and found.covered.first == date(2024, 7, 1)


def test_a_firm_that_was_discredited_twice_is_one_related_firm():
    make_firm(OTHER, ratings=[DISCREDITED, {"level": "seriously_discredited", "effective_on": date(2025, 1, 1)}])
    found = judged(make_firm(**related("broker")), "ACE-25")
    assert found and (found.number, found.findings, len(found.evidence)) == (1, 1, 1)


@pytest.mark.parametrize("program", [GENERAL_ADVANCED, GENERAL_CERTIFIED])
def test_many_firms_are_judged_with_a_fixed_number_of_queries(program: str, django_assert_num_queries):
    for number in range(1, 8):
        make_firm(number, recovered_taxes=[recovered(10**6)], trade_years=tax(1), **person("2026-01-01"))
    scope, rulebook = "SELECT id FROM enterprises_enterprise", rulebook_for(DAY)
    with django_assert_num_queries(3):
        found = judge_items(program, rulebook, DAY, scope)
    failing = [sum(1 for each in items if each.fails) for items in found.values()]
    assert failing == [2] * 7
