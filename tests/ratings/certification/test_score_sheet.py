"""The score sheet: filled from the facts, graded item by item, summed up by the pass rule."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from ratings.certification.result import Verdict
from ratings.models import Case
from ratings.selectors.applications import sheet_of
from ratings.services.figures import figure_amendment_approve, figure_amendment_propose
from ratings.services.score_sheet import STATEMENT_FIELDS, line_grade, line_papers_add, sheet_fill, statement_record
from tests.people import make_person
from tests.ratings.building import add_facts
from tests.ratings.casework.walking import june
from tests.ratings.certification.walking import examined, grade, grade_all

pytestmark = pytest.mark.django_db


def verdict(case: Case) -> Verdict:
    return sheet_of(case.application, june(20)).result.verdict


def test_the_portal_fills_what_the_feeds_tell_and_assumes_nothing():
    case = examined(penalties=[{"kind": "supervision_violation", "decided_on": june(1), "amount_cny": 100001}])
    lines = {line.item: line for line in case.score_lines.all()}
    assert len(lines) == 62 and not any(line.grade for line in lines.values())
    assert lines["CE-16"].portal_grade == "unmet" and lines["CE-16"].portal_said["largest_cny"] == "100001.00"
    assert lines["CE-16"].portal_said["evidence"] == [case.enterprise.penalty_set.get().decision_no]
    assert lines["CE-20"].portal_grade == "met"
    assert lines["CE-18"].portal_grade == "" and lines["CE-18"].portal_said["partial"]
    assert lines["CE-1"].portal_said is None
    assert sheet_of(case.application, june(2)).result.verdict == Verdict.INCOMPLETE


def test_individual_standards_join_the_sheet_of_the_advanced_level():
    case = examined(level="advanced_certified", individual=("food_cosmetics",))
    assert case.score_lines.count() == 74 + 6 and case.score_lines.filter(item="ACE_INDIVIDUAL-13").exists()


def test_an_examiner_overrules_the_facts_only_with_a_reason():
    case = examined()
    with pytest.raises(ValidationError, match="The facts say otherwise"):
        grade(case, "CE-20", "unmet")
    line = grade(case, "CE-20", "unmet", reason="另案查明欠缴")
    assert (line.grade, line.portal_grade, line.examiner.username) == ("unmet", "met", "he")
    assert line.history.first().history_user.username == "he"


def test_an_item_knows_only_its_own_grades():
    case = examined()
    with pytest.raises(ValidationError, match="knows the grades"):
        grade(case, "CE-13", "partly")
    with pytest.raises(ValidationError, match="knows the grades"):
        grade(case, "CE-57", "unmet")


def test_only_the_examiners_of_the_case_grade(fang: User, li: User):
    case = examined()
    for by, why in (
        (fang, "Only a qualified examiner"),
        (li, "Only a qualified examiner"),
        (make_person("ma"), "not an examiner"),
    ):
        with pytest.raises(PermissionDenied, match=why):
            line_grade(by=by, case=case, item="CE-1", grade="met", version=0)


def test_two_examiners_lose_nothing_of_each_other():
    case, he, lin = examined(), make_person("he"), make_person("lin")
    line_grade(by=he, case=case, item="CE-1", grade="met", note="甲", version=0)
    line_grade(by=lin, case=case, item="CE-2", grade="partly", note="乙", version=0)
    with pytest.raises(ValidationError, match=r"Meanwhile .* graded this item"):
        line_grade(by=lin, case=case, item="CE-1", grade="unmet", version=0)
    assert dict(case.score_lines.exclude(grade="").values_list("item", "grade")) == {"CE-1": "met", "CE-2": "partly"}


def test_judging_anew_keeps_what_an_examiner_found():
    case = examined()
    grade(case, "CE-16", "met", note="核对")
    add_facts(case.enterprise, penalties=[{"kind": "supervision_violation", "decided_on": june(3), "amount_cny": 200000}])
    sheet_fill(by=make_person("he"), case=case, as_of=june(4))
    line = case.score_lines.get(item="CE-16")
    assert (line.portal_grade, line.grade, line.judged_for) == ("unmet", "met", june(4))
    assert case.acts.last().details == {"changed": 2}


def test_evidence_is_attached_to_an_item():
    case = examined()
    line_papers_add(
        by=make_person("he"), case=case, item="CE-1", papers=[SimpleUploadedFile("照片.jpg", b"jpg")], as_of=june(4)
    )
    assert case.score_lines.get(item="CE-1").files.get().name == "照片.jpg"


# --- The pass rule ---------------------------------------------------------------


def test_every_item_met_passes_and_one_unmet_fails():
    case = grade_all(examined())
    assert verdict(case) == Verdict.PASSES
    grade(case, "CE-1", "unmet")
    assert verdict(case) == Verdict.FAILS


def test_basically_met_items_need_the_points_that_nobody_knows(qian: User, sun: User):
    case = grade_all(examined(), CE_1="partly", CE_2="partly", CE_3="partly")
    assert verdict(case) == Verdict.UNDETERMINED
    for points, expected in ((1, Verdict.PASSES), (2, Verdict.FAILS)):
        proposal = figure_amendment_propose(
            by=qian, rulebook="order-282", figure="standard_basic_points", value=str(points), status="reported",
            source="公告", reason="查明", valid_from=june(points),
        )  # fmt: skip
        figure_amendment_approve(by=sun, amendment=proposal)
        assert verdict(case) == expected
    assert sheet_of(case.application, june(20)).result.total == Decimal(94)


def test_more_than_three_basically_met_items_fail():
    case = grade_all(examined(), CE_1="partly", CE_2="partly", CE_3="partly", CE_4="partly")
    assert verdict(case) == Verdict.FAILS


def test_the_bonus_is_limited():
    met = {f"CE_{number}": "met" for number in range(57, 61)}
    result = sheet_of(grade_all(examined(), **met).application, june(20)).result
    assert (result.bonus, result.total) == (Decimal(2), Decimal(102))


# --- Financial statements --------------------------------------------------------


def figures(**other: str) -> dict[str, Decimal]:
    plain = dict.fromkeys(STATEMENT_FIELDS, Decimal(0)) | {
        "total_assets": Decimal(100), "total_liabilities": Decimal(100), "current_liabilities": Decimal(100),
    }  # fmt: skip
    return plain | {name: Decimal(value) for name, value in other.items()}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"operating_cash_flow": "-1"}, "unmet"),
        ({}, "partly"),  # cash flow to liabilities is at least 0
        ({"total_liabilities": "85"}, "met"),
        ({"total_liabilities": "85.01"}, "partly"),
        ({"cash": "10"}, "met"),
        ({"cash": "9.99"}, "partly"),
        ({"current_assets": "80"}, "met"),
        ({"current_assets": "79.99"}, "partly"),
    ],
)
def test_solvency_on_both_sides_of_each_limit(given: dict[str, str], expected: str):
    case = examined()
    statement_record(by=make_person("he"), case=case, year=2025, figures=figures(**given), as_of=june(4))
    assert case.score_lines.get(item="CE-12").portal_grade == expected


def test_a_statement_that_lacks_a_figure_is_refused():
    case = examined()
    with pytest.raises(ValidationError, match="This figure is needed"):
        statement_record(by=make_person("he"), case=case, year=2025, figures={}, as_of=june(4))
    with pytest.raises(ValidationError, match="one of the three before"):
        statement_record(by=make_person("he"), case=case, year=2022, figures=figures(), as_of=june(4))
