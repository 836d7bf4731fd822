"""Every item that the portal fills in, on both sides of each of its figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enterprises.models import Enterprise, Penalty
from ratings.certification.grades import Grade
from ratings.certification.judging import Judged, judge_firm, judge_items
from ratings.certification.standards import GENERAL_ADVANCED
from ratings.rulebooks import rulebook_for
from tests.ratings.building import make_firm

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
MET, UNMET = Grade.MET, Grade.UNMET


def judged(firm: Enterprise, code: str, day: date = DAY) -> Judged:
    return judge_firm(code.split("-")[0], rulebook_for(day), day, firm.pk)[code]


def penalty(amount: Any, day: str = "2026-03-01", **other: Any) -> dict[str, Any]:
    return {"kind": "supervision_violation", "decided_on": date.fromisoformat(day), "amount_cny": amount} | other


def payable(kind: str = "duty", due: str = "2026-05-01", **other: Any) -> dict[str, Any]:
    days = {name: date.fromisoformat(day) for name, day in other.items()}
    return {"kind": kind, "amount_cny": 1, "due_on": date.fromisoformat(due)} | days


def year(documents: int | None = None, trade: Any = None, of: int = 2025) -> dict[str, Any]:
    return {"year": of, "documents": documents, "import_cny": trade}


CASES: list[tuple[str, dict[str, Any], Grade | None]] = [
    # one penalty above the limit, or within a ten-thousandth of last year's trade
    ("ACE-18", {}, MET),
    ("ACE-18", {"penalties": [penalty(50000)]}, MET),
    ("ACE-18", {"penalties": [penalty("50000.01")]}, UNMET),
    ("ACE-18", {"penalties": [penalty("50000.01")], "trade_years": [year(trade=500_000_099)]}, UNMET),
    ("ACE-18", {"penalties": [penalty("50000.01")], "trade_years": [year(trade=500_000_100)]}, MET),
    ("ACE-18", {"penalties": [penalty(60000)], "trade_years": [year(trade=10**12, of=2024)]}, UNMET),
    ("ACE-18", {"penalties": [penalty(60000, "2025-06-30")]}, MET),
    ("ACE-18", {"penalties": [penalty(60000, "2025-07-01")]}, UNMET),
    ("ACE-18", {"penalties": [penalty(60000, revoked_on=date(2026, 6, 30))]}, MET),
    ("ACE-18", {"penalties": [penalty(60000, voluntarily_disclosed=True)]}, MET),
    ("ACE-18", {"penalties": [penalty(60000, kind="smuggling_act", voluntarily_disclosed=True)]}, UNMET),
    ("CE-16", {"penalties": [penalty(100000)]}, MET),
    ("CE-16", {"penalties": [penalty("100000.01")]}, UNMET),
    # number and total together
    ("ACE-19", {"penalties": [penalty(1)] * 3}, MET),
    ("ACE-19", {"penalties": [penalty(1)] * 4}, UNMET),
    ("ACE-19", {"penalties": [penalty(1)] * 4, "trade_years": [year(documents=3999)]}, UNMET),
    ("ACE-19", {"penalties": [penalty(1)] * 4, "trade_years": [year(documents=4000)]}, MET),
    ("ACE-19", {"penalties": [penalty(1)] * 4, "trade_years": [year(documents=0)]}, UNMET),
    ("ACE-19", {"penalties": [penalty(50000)] * 2}, MET),
    ("ACE-19", {"penalties": [penalty(50000), penalty("50000.01")]}, UNMET),
    ("CE-17", {"penalties": [penalty(1)] * 5}, MET),
    ("CE-17", {"penalties": [penalty(1)] * 6}, UNMET),
    ("CE-17", {"penalties": [penalty(1)] * 6, "trade_years": [year(documents=1200)]}, MET),
    ("CE-17", {"penalties": [penalty(300000)]}, MET),
    ("CE-17", {"penalties": [penalty("300000.01")]}, UNMET),
    # items of which the feeds hold a part: nothing found is no proof
    ("ACE-20", {}, None),
    ("ACE-20", {"penalties": [penalty(1, "2024-07-01", kind="solid_waste_import")]}, UNMET),
    ("ACE-20", {"penalties": [penalty(1, "2024-06-30", kind="solid_waste_import")]}, None),
    ("CE-18", {"penalties": [penalty(1, "2025-07-01", kind="solid_waste_import")]}, UNMET),
    ("CE-18", {"penalties": [penalty(1, "2025-06-30", kind="solid_waste_import")]}, None),
    ("ACE-30", {"penalties": [penalty(1, "2024-07-01", kind="obstruction")]}, UNMET),
    ("ACE-30", {"penalties": [penalty(1, "2024-06-30", kind="obstruction")]}, None),
    ("CE-28", {"penalties": [penalty(1, "2025-07-01", kind="obstruction")]}, UNMET),
    ("ACE-36", {"penalties": [penalty(0, kind="bribery")]}, UNMET),
    ("CE-34", {}, None),
    # trade: a figure of this calendar year lies within 12 months, one of last year within 24
    ("ACE-21", {}, None),
    ("ACE-21", {"trade_years": [year(trade=1, of=2025)]}, None),
    ("ACE-21", {"trade_years": [year(trade=1, of=2026)]}, MET),
    ("ACE-21", {"trade_years": [year(trade=0, of=2026)]}, None),
    ("CE-19", {"trade_years": [year(trade=1, of=2025)]}, MET),
    ("CE-19", {"trade_years": [year(trade=1, of=2024)]}, None),
    # arrears: overdue on some day of the look-back
    ("ACE-22", {}, MET),
    ("ACE-22", {"payables": [payable(due="2026-06-30")]}, MET),
    ("ACE-22", {"payables": [payable(due="2026-06-29")]}, UNMET),
    ("ACE-22", {"payables": [payable(due="2026-05-01", deferred_to="2026-07-01")]}, MET),
    ("ACE-22", {"payables": [payable(due="2026-05-01", paid_on="2026-05-01")]}, MET),
    ("ACE-22", {"payables": [payable(due="2026-05-01", paid_on="2026-05-02")]}, UNMET),
    ("ACE-22", {"payables": [payable(due="2024-05-01", paid_on="2024-06-30")]}, MET),
    ("ACE-22", {"payables": [payable(due="2024-05-01", paid_on="2024-07-01")]}, UNMET),
    ("ACE-22", {"payables": [payable(kind="goods_value")]}, MET),
    ("CE-20", {"payables": [payable(due="2025-05-01", paid_on="2025-06-30")]}, MET),
    ("CE-20", {"payables": [payable(due="2025-05-01", paid_on="2025-07-01")]}, UNMET),
]


@pytest.mark.parametrize(("code", "facts", "grade"), CASES)
def test_an_item_on_both_sides_of_its_figures(code: str, facts: dict[str, Any], grade: Grade | None):
    assert judged(make_firm(**facts), code).grade == grade


def test_a_bribery_conviction_fails_the_item_from_the_day_it_takes_effect():
    crime = {"charge": "bribery", "filed_on": date(2025, 1, 1), "outcome": "convicted", "effective_on": date(2026, 6, 30)}
    firm = make_firm(criminal_cases=[crime])
    assert judged(firm, "ACE-36").grade == UNMET
    assert judged(firm, "ACE-36", date(2026, 6, 29)).grade is None


def test_what_was_counted_is_told_with_its_facts():
    firm = make_firm(penalties=[penalty(30000), penalty("20000.50")], trade_years=[year(documents=100, trade=7)])
    found = judged(firm, "ACE-19")
    assert (found.number, found.total_cny, found.largest_cny) == (2, Decimal("50000.50"), Decimal(30000))
    assert (found.documents, found.trade_cny) == (100, Decimal(7))
    assert {each.fact_id for each in found.evidence} == set(Penalty.objects.values_list("pk", flat=True))


def test_many_firms_are_judged_with_a_fixed_number_of_queries(django_assert_num_queries):
    for number in range(1, 12):
        make_firm(number, penalties=[penalty(60000)])
    scope, rulebook = "SELECT id FROM enterprises_enterprise", rulebook_for(DAY)
    with django_assert_num_queries(3):
        found = judge_items(GENERAL_ADVANCED, rulebook, DAY, scope)
    assert len(found) == 11 and all({j.automatic.code for j in items} == {"ACE-18", "ACE-19"} for items in found.values())
