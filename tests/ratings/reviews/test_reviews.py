"""A review from its opening to how it ends: the level stands, a rectification, a case to adjust; every refusal."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Certification, Rectification
from ratings.assessment.explain import explain_one
from ratings.models import Case, Decision, Letter, Review
from ratings.selectors.bars import bar_ends
from ratings.selectors.offers import offers_for
from ratings.selectors.reviews import review_due_on
from ratings.services.applications import deadline_extend
from ratings.services.case_decisions import decision_draft, decision_serve, decision_sign
from ratings.services.casework import case_open
from ratings.services.defences import defence_absence_record
from ratings.services.examinations import visit_record
from ratings.services.notices import notice_draft, notice_serve, notice_sign
from ratings.services.review_results import (
    review_adjust,
    review_draft,
    review_failure_serve,
    review_pass_serve,
    review_put_right,
    review_sign,
)
from ratings.services.reviews import review_drop, review_examiners_assign
from tests.people import make_person
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.casework import rectifying
from tests.ratings.casework.walking import again, june, night, proof
from tests.ratings.reviews.walking import DUE, aeo, drafted, examined, failed, graded, opened, served

pytestmark = pytest.mark.django_db


# --- Opening ---------------------------------------------------------------------


def test_a_regular_review_is_due_five_years_after_the_grant_or_the_last_review(fang: User):
    case = opened()
    assert (case.due_on, case.review.due_on, case.owner, case.step) == (DUE, DUE, fang, "review_opened")
    reviewed = aeo(2, granted_on=date(2016, 1, 1), certification={"reviewed_on": date(2022, 2, 28)})
    assert review_due_on(reviewed, "advanced_certified", june(1)) == date(2027, 2, 28)
    two = aeo(3, granted_on=date(2024, 1, 1))
    add_facts(two, certifications=[{"level": "advanced_certified", "granted_on": date(2022, 1, 1)}])
    assert review_due_on(two, "advanced_certified", june(1)) == date(2027, 1, 1), "the earliest of several"
    two.certification_set.update(reviewed_on=june(2))
    assert review_due_on(two, "advanced_certified", june(1)) == date(2027, 1, 1), "a review ahead plays no part"


def test_a_regular_review_is_opened_in_the_year_before_it_is_due_and_not_a_day_earlier(fang: User):
    with pytest.raises(ValidationError, match="due on 2027-06-02; it can be opened in the year before"):
        opened(aeo(granted_on=date(2022, 6, 2)))
    assert opened(aeo(2, granted_on=date(2022, 6, 1))).due_on == june(1).replace(year=2027)


def test_of_a_certified_firm_no_cycle_is_known_so_only_an_irregular_review_is_opened(fang: User):
    firm = aeo(level="certified")
    with pytest.raises(ValidationError, match="No cycle of review is known"):
        opened(firm)
    with pytest.raises(ValidationError, match="Say what shows"):
        opened(firm, "irregular", reasons=" ")
    with pytest.raises(ValidationError, match="a regular or an irregular one"):
        opened(firm, "simplified")
    case = opened(firm, "irregular")
    assert (case.due_on, case.review.due_on, case.review.level) == (None, None, "certified")


def test_only_an_aeo_firm_is_reviewed_once_at_a_time_by_its_district(fang: User, chen: User, zhou: User):
    for by in ("chen", "zhou"):
        with pytest.raises(PermissionDenied, match="firm's customs district"):
            opened(aeo(1) if by == "chen" else aeo(2), by=by)
    with pytest.raises(ValidationError, match="Only a firm with an AEO certification"):
        opened(make_firm(3))
    case = opened(aeo(4))
    with pytest.raises(ValidationError, match=f"an open case already: {case.number}"):
        opened(case.enterprise)


# --- Examining -------------------------------------------------------------------


def test_the_same_sheet_examiners_and_visits_as_for_an_application(fang: User, li: User):
    case = opened()
    he, lin = make_person("he"), make_person("lin")
    with pytest.raises(ValidationError, match="two different examiners"):
        review_examiners_assign(by=li, case=case, examiners=[he], as_of=june(2))
    with pytest.raises(PermissionDenied):
        review_examiners_assign(by=fang, case=case, examiners=[he, lin], as_of=june(2))
    with pytest.raises(ValidationError, match="knows no such act"):
        deadline_extend(by=li, case=case, reason="a", as_of=june(2))
    case = examined(aeo(3))
    assert case.score_lines.count() == 74 and case.score_lines.get(item="ACE-22").portal_grade == "met"
    with pytest.raises(ValidationError, match="began on 2026-06-01"):
        visit_record(by=he, case=case, visited_on=date(2026, 5, 31), people="张经理", as_of=june(9))
    visit_record(by=he, case=case, visited_on=june(8), people="张经理", as_of=june(9))
    assert case.acts.last().details["people"] == "张经理"


def test_a_sheet_that_is_not_complete_or_says_otherwise(fang: User):
    case = examined()
    with pytest.raises(ValidationError, match="74 items have no grade yet"):
        drafted(case, "stands")
    case = graded(case)
    with pytest.raises(ValidationError, match="the review cannot fail on it"):
        drafted(case, "failed")
    with pytest.raises(ValidationError, match="the level stands or the review is not passed"):
        drafted(case, "put_right")
    with pytest.raises(ValidationError, match="Give the reasons"):
        review_draft(by=fang, case=case, outcome="stands", reasons=" ", as_of=june(20))
    other = graded(examined(aeo(2)), ACE_1="unmet")
    with pytest.raises(ValidationError, match="does not pass for this level"):
        drafted(other, "stands")


# --- The level stands ------------------------------------------------------------


def test_a_passed_review_moves_the_last_review_to_the_day_of_its_service(fang: User, li: User):
    case = served(graded(examined()), "stands")
    certification = Certification.objects.get()
    assert (certification.reviewed_on, certification.ended_on, certification.delivery) == (june(22), None, None)
    assert certification.history.latest().history_user == fang
    assert (case.state, case.closed_on, case.review.outcome) == (Case.State.DECIDED, june(22), "stands")
    assert case.acts.last().details["next_review"] == "2031-06-22"
    assert not Decision.objects.exists() and bar_ends(case.enterprise, june(23)) is None
    letter = case.letters.get()
    assert (letter.kind, letter.state, letter.signed_by) == ("review_result", Letter.State.SIGNED, li)


@pytest.mark.parametrize(("day", "due"), [(date(2031, 6, 21), False), (date(2031, 6, 22), True)])
def test_the_next_review_is_due_five_years_after_and_not_a_day_before(day: date, due: bool):
    case = served(graded(examined()), "stands")
    assert ("review_due" in explain_one(case.enterprise, day)["watch"]) == due


@pytest.mark.parametrize(("day", "due"), [(14, False), (15, True)])
def test_the_review_is_due_on_the_day_itself_and_not_before(day: int, due: bool):
    assert ("review_due" in explain_one(aeo(), june(day))["watch"]) == due


def test_every_certification_of_the_level_is_reviewed_and_no_other(fang: User):
    firm = aeo()
    add_facts(firm, certifications=[
        {"level": "advanced_certified", "granted_on": date(2023, 1, 1)},
        {"level": "certified", "granted_on": date(2020, 1, 1)},
        {"level": "advanced_certified", "granted_on": date(2015, 1, 1), "ended_on": date(2018, 1, 1)},
    ])  # fmt: skip
    served(graded(examined(firm)), "stands")
    assert Certification.objects.filter(reviewed_on=june(22)).count() == 2


def test_who_drafted_does_not_sign_and_what_changed_since_is_not_signed(li: User, zhao: User):
    case = graded(examined())
    drafted(case, "stands", by="li")
    with pytest.raises(PermissionDenied, match="a different person must sign"):
        review_sign(by=li, case=case, as_of=june(21))
    lower = case_open(by=li, enterprise=case.enterprise, indicated_level="regular", reasons="a", as_of=june(21))
    with pytest.raises(ValidationError, match=f"case {lower.number} about a lower level runs"):
        review_sign(by=zhao, case=case, as_of=june(21))
    Case.objects.filter(pk=lower.pk).update(state=Case.State.DISMISSED)
    change_fact(Certification.objects.get(), ended_on=june(20))
    with pytest.raises(ValidationError, match="does not have the reviewed level any more"):
        review_sign(by=zhao, case=case, as_of=june(21))


def test_a_result_is_served_as_it_was_signed(fang: User, li: User):
    case = graded(examined())
    drafted(case, "stands")
    review_sign(by=li, case=case, as_of=june(21))
    assert "review_failure_serve" not in {offer.act.name for offer in offers_for(fang, again(case), june(22))}
    with pytest.raises(ValidationError, match="says otherwise"):
        review_failure_serve(by=fang, case=case, method="direct", served_on=june(22), as_of=june(22))
    with pytest.raises(ValidationError, match="before it was signed"):
        review_pass_serve(by=fang, case=case, method="direct", served_on=june(20), as_of=june(22))


# --- Not passed ------------------------------------------------------------------


def test_a_failed_review_keeps_the_level_sets_the_bar_and_waits(fang: User):
    case = failed()
    assert (case.state, case.step, case.review.outcome) == (Case.State.OPEN, "review_failed", "failed")
    assert explain_one(case.enterprise, june(23))["level_in_force"] == "advanced_certified"
    assert Certification.objects.get().reviewed_on is None
    bar = bar_ends(case.enterprise, june(23))
    assert bar is not None and (bar.free_on, str(bar.reason)) == (date(2027, 6, 22), "review not passed")
    assert bar_ends(case.enterprise, date(2027, 6, 22)) is None
    offered = {offer.act.name for offer in offers_for(fang, case, june(23))}
    assert "review_adjust" in offered and "review_put_right" not in offered


def test_a_failed_review_ends_in_a_case_to_adjust_that_rests_on_it(fang: User, li: User):
    case = failed()
    with pytest.raises(ValidationError, match="Say why the level is to be adjusted"):
        review_adjust(by=fang, case=case, level="certified", reasons=" ", as_of=june(23))
    with pytest.raises(ValidationError, match="a lower level than the one in force"):
        review_adjust(by=fang, case=case, level="advanced_certified", reasons="a", as_of=june(23))
    lower = review_adjust(by=fang, case=case, level="certified", reasons="未申请整改", as_of=june(23))
    assert (again(case).state, again(case).closed_on) == (Case.State.DECIDED, june(23))
    assert case.acts.last().details == {"case": lower.number}
    evidence = lower.freezes.get().evidence.get()
    assert (evidence.ground, evidence.key) == ("review", case.number)
    letter = notice_draft(by=fang, case=lower, as_of=june(23))
    (ground,) = letter.content["grounds"]
    assert (ground["title"], ground["evidence"][0]["number"]) == ("复核未通过", case.number)
    notice_sign(by=li, case=lower, as_of=june(23))
    notice_serve(by=fang, case=lower, method="direct", served_on=june(23), proof=proof(), as_of=june(23))
    july = date(2026, 7, 10)
    defence_absence_record(by=fang, case=lower, as_of=july)
    decision_draft(by=fang, case=lower, level="certified", reasons="未通过复核", as_of=july)
    decision_sign(by=li, case=lower, as_of=july)
    decision_serve(by=fang, case=lower, method="direct", served_on=july, as_of=july)
    assert explain_one(case.enterprise, july)["level_in_force"] == "certified"


def test_a_case_that_runs_already_takes_the_failed_review_up(fang: User):
    case = failed()
    lower = case_open(by=fang, enterprise=case.enterprise, indicated_level="regular", reasons="a", as_of=june(22))
    assert review_adjust(by=fang, case=case, level="certified", reasons="a", as_of=june(23)) == lower
    assert lower.freezes.count() == 2 and lower.freezes.last().evidence.get().key == case.number


def test_while_a_rectification_is_applied_for_or_runs_no_level_is_adjusted(fang: User):
    case = failed()
    add_facts(case.enterprise, rectifications=[{"started_on": june(23), "due_on": date(2026, 12, 31)}])
    with pytest.raises(ValidationError, match="await its result"):
        review_adjust(by=fang, case=case, level="certified", reasons="a", as_of=june(24))
    other = failed(aeo(2))
    application = rectifying.applied(other.enterprise, applied_on=june(23), as_of=june(23))
    with pytest.raises(ValidationError, match=f"{application.number}.*await its result"):
        review_adjust(by=fang, case=other, level="certified", reasons="a", as_of=june(23))
    assert "review_adjust" not in {offer.act.name for offer in offers_for(fang, other, june(23))}


def test_a_passed_rectification_lets_the_level_stand_and_the_next_review_is_counted_from_it(fang: User):
    case = failed()
    with pytest.raises(ValidationError, match="No rectification that began after the review was passed"):
        review_put_right(by=fang, case=case, as_of=june(23))
    period = {"started_on": june(23), "due_on": date(2026, 12, 31), "outcome": "passed", "closed_on": date(2026, 9, 1)}
    add_facts(case.enterprise, rectifications=[period | {"started_on": june(21)}])
    with pytest.raises(ValidationError, match="No rectification"):
        review_put_right(by=fang, case=case, as_of=date(2026, 9, 2))
    add_facts(case.enterprise, rectifications=[period])
    with pytest.raises(ValidationError, match="was passed: close the review"):
        review_adjust(by=fang, case=case, level="certified", reasons="a", as_of=date(2026, 9, 2))
    review_put_right(by=fang, case=case, as_of=date(2026, 9, 2))
    assert (again(case).state, Review.objects.get().outcome) == (Case.State.DECIDED, "put_right")
    assert Certification.objects.get().reviewed_on == date(2026, 9, 1)
    bar = bar_ends(case.enterprise, date(2026, 9, 2))
    assert bar is not None and str(bar.reason) == "review not passed"


def test_a_failed_rectification_opens_the_case_by_the_night_and_the_review_joins_it(fang: User):
    case = failed()
    add_facts(case.enterprise, rectifications=[
        {"started_on": june(23), "due_on": date(2026, 12, 31), "outcome": "failed", "closed_on": june(25)}
    ])  # fmt: skip
    night(june(26))
    lower = Case.objects.get(kind="lower")
    assert review_adjust(by=fang, case=case, level="regular", reasons="整改未通过", as_of=june(26)) == lower
    letter = notice_draft(by=fang, case=lower, as_of=june(26))
    assert [ground["code"] for ground in letter.content["grounds"]] == ["standard", "review"]
    assert Rectification.objects.get().outcome == "failed"


# --- Without a result ------------------------------------------------------------


def test_a_review_is_closed_without_a_result_and_stays_due(fang: User):
    case = examined()
    with pytest.raises(ValidationError, match="Say why the review is closed"):
        review_drop(by=fang, case=case, note=" ", as_of=june(5))
    review_drop(by=fang, case=case, note="误开", as_of=june(5))
    assert (again(case).state, again(case).due_on) == (Case.State.DISMISSED, None)
    assert review_due_on(case.enterprise, "advanced_certified", june(5)) == DUE
    assert opened(case.enterprise).pk != case.pk
