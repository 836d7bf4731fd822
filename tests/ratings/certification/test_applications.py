"""An application from its receipt to the decision: bars, examiners, the clock, every refusal."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from accounts.models import User
from enterprises.models import Certification
from ratings.assessment.explain import explain_one
from ratings.models import Case, Certificate, Decision, Letter
from ratings.selectors.bars import bar_ends
from ratings.services.applications import (
    application_open,
    application_withdraw,
    clock_resume,
    clock_stop,
    deadline_extend,
    examination_resume,
    examiners_assign,
    rectify_first,
)
from ratings.services.certification_decisions import certification_draft, certification_sign
from ratings.services.examinations import visit_record
from tests.people import make_person
from tests.ratings.building import add_facts, make_firm
from tests.ratings.casework.walking import BRIBERY, again, june, night
from tests.ratings.certification.walking import RECEIVED, applied, decided, examined, grade, grade_all

pytestmark = pytest.mark.django_db


def apply(by: User, firm, **other):
    given = {"level": "certified", "received_on": RECEIVED, "as_of": RECEIVED} | other
    return application_open(by=by, enterprise=firm, **given)


# --- Recording -------------------------------------------------------------------


def test_the_time_for_the_decision_runs_from_the_receipt(fang: User):
    case = applied()
    assert (case.due_on, case.owner, case.step) == (RECEIVED + timedelta(days=90), fang, "certification_received")
    assert case.acts.get().details["ends"] == "2026-08-30"


def test_who_may_record_an_application(chen: User, zhou: User):
    firm = make_firm()
    for by in (chen, zhou):
        with pytest.raises(PermissionDenied, match="firm's customs district"):
            apply(by, firm)


def test_a_second_application_waits_for_the_first(fang: User):
    case = applied()
    with pytest.raises(ValidationError, match=f"an open case already: {case.number}"):
        apply(fang, case.enterprise)


@pytest.mark.parametrize(
    ("facts", "level", "why"),
    [
        (
            {"ratings": [{"level": "discredited", "effective_on": date(2026, 5, 1)}]},
            "certified",
            "adverse level may not apply",
        ),
        (
            {"certifications": [{"level": "certified", "granted_on": date(2026, 4, 2)}]},
            "certified",
            "above the one in force",
        ),
        (
            {"certifications": [{"level": "advanced_certified", "granted_on": date(2026, 4, 2)}]},
            "certified",
            "above the one",
        ),
        ({}, "regular", "above the one in force"),
    ],
)
def test_what_stands_against_an_application(fang: User, facts, level: str, why: str):
    with pytest.raises(ValidationError, match=why):
        apply(fang, make_firm(**facts), level=level)


def test_a_case_about_a_lower_level_stands_against_an_application(fang: User):
    firm = make_firm(penalties=[BRIBERY])
    night(june(1))
    with pytest.raises(ValidationError, match="about a lower level runs"):
        apply(fang, firm, as_of=june(2))


def test_the_bar_after_a_restoration_on_both_sides_of_its_last_day(fang: User):
    ratings = [
        {"level": "discredited", "effective_on": date(2023, 1, 1)},
        {"level": "regular", "effective_on": date(2025, 6, 2)},
    ]
    firm = make_firm(ratings=ratings)
    with pytest.raises(ValidationError, match="before 2026-06-02: restored from an adverse level on 2025-06-02"):
        apply(fang, firm, received_on=june(1), as_of=june(2))
    assert apply(fang, firm, received_on=june(2), as_of=june(2)).state == Case.State.OPEN


# --- Examiners -------------------------------------------------------------------


def test_two_different_qualified_examiners_of_the_district_are_needed(li: User, fang: User):
    case, he, lin = applied(), make_person("he"), make_person("lin")
    for people in ([he], [he, he], [he, lin, make_person("wu")]):
        with pytest.raises(ValidationError, match="two different examiners"):
            examiners_assign(by=li, case=case, examiners=people, as_of=june(2))
    with pytest.raises(ValidationError, match="王芳 is no qualified examiner"):
        examiners_assign(by=li, case=case, examiners=[he, fang], as_of=june(2))
    with pytest.raises(PermissionDenied, match="Your roles do not allow this"):
        examiners_assign(by=fang, case=case, examiners=[he, lin], as_of=june(2))
    with pytest.raises(ValidationError, match="for the advanced level"):
        examiners_assign(by=li, case=case, examiners=[he, lin], individual=["food_cosmetics"], as_of=june(2))
    examiners_assign(by=li, case=case, examiners=[he, lin], as_of=june(2))
    assert again(case).step == "certification_examined" and case.examiners.count() == 2


# --- The clock -------------------------------------------------------------------


def test_the_clock_stands_while_an_audit_runs_and_the_days_are_added(fang: User):
    case = examined()
    clock_stop(by=fang, case=case, cause="audit", starts_on=june(10), reason="专项稽查", as_of=june(12))
    assert again(case).due_on is None
    with pytest.raises(ValidationError, match="stands already"):
        clock_stop(by=fang, case=case, cause="audit", starts_on=june(11), reason="a", as_of=june(12))
    clock_resume(by=fang, case=case, ends_on=june(25), as_of=june(26))
    assert again(case).due_on == date(2026, 8, 30) + timedelta(days=15)
    clock_stop(by=fang, case=case, cause="verification", starts_on=june(20), reason="核查", as_of=june(28))
    clock_resume(by=fang, case=case, ends_on=june(28), as_of=june(28))
    assert again(case).due_on == date(2026, 8, 30) + timedelta(days=18), "days that two stops share count once"


def test_days_of_the_clock_that_cannot_be(fang: User):
    case = applied()
    with pytest.raises(ValidationError, match="before the application was received"):
        clock_stop(by=fang, case=case, cause="audit", starts_on=date(2026, 5, 31), reason="a", as_of=june(2))
    with pytest.raises(ValidationError, match="The clock runs"):
        clock_resume(by=fang, case=case, ends_on=june(2), as_of=june(2))
    clock_stop(by=fang, case=case, cause="audit", starts_on=june(5), reason="a", as_of=june(5))
    with pytest.raises(ValidationError, match="before it was stopped"):
        clock_resume(by=fang, case=case, ends_on=june(4), as_of=june(6))


def test_the_time_is_extended_once_by_a_supervisor(fang: User, li: User):
    case = applied()
    with pytest.raises(PermissionDenied):
        deadline_extend(by=fang, case=case, reason="a", as_of=june(2))
    deadline_extend(by=li, case=case, reason="情况复杂", as_of=june(2))
    assert again(case).due_on == RECEIVED + timedelta(days=120)
    with pytest.raises(ValidationError, match="extended once"):
        deadline_extend(by=li, case=case, reason="a", as_of=june(3))


# --- Withdrawal, putting right, visits -------------------------------------------


def test_a_withdrawn_application_sets_the_bar(fang: User):
    case = examined()
    with pytest.raises(ValidationError, match="Attach the firm's paper"):
        application_withdraw(by=fang, case=case, note="来函", as_of=june(5))
    paper = SimpleUploadedFile("撤回.pdf", b"%PDF")
    application_withdraw(by=fang, case=case, note="来函", papers=[paper], as_of=june(5))
    assert (again(case).state, again(case).closed_on) == (Case.State.WITHDRAWN, june(5))
    bar = bar_ends(case.enterprise, june(6))
    assert bar is not None and (bar.free_on, str(bar.reason)) == (date(2027, 6, 5), "application withdrawn")
    assert bar_ends(case.enterprise, date(2027, 6, 5)) is None


def test_a_firm_puts_something_right_first(fang: User):
    case = examined()
    with pytest.raises(ValidationError, match="ends on 2026-08-30"):
        rectify_first(by=fang, case=case, until=date(2026, 8, 31), note="补充制度", as_of=june(5))
    rectify_first(by=fang, case=case, until=date(2026, 7, 31), note="补充制度", as_of=june(5))
    with pytest.raises(ValidationError, match="not being examined"):
        grade(case, "CE-1", "met")
    examination_resume(by=fang, case=case, note="已补充", as_of=june(20))
    assert again(case).step == "certification_examined"


def test_a_visit_is_recorded_by_an_examiner_with_who_was_met(fang: User):
    case, he = examined(), make_person("he")
    with pytest.raises(PermissionDenied):
        visit_record(by=fang, case=case, visited_on=june(9), people="张经理", as_of=june(9))
    with pytest.raises(ValidationError, match="began on 2026-06-01"):
        visit_record(by=he, case=case, visited_on=date(2026, 5, 31), people="张经理", as_of=june(9))
    photo = SimpleUploadedFile("现场.jpg", b"jpg")
    visit_record(by=he, case=case, visited_on=june(8), people="张经理", papers=[photo], as_of=june(9))
    assert case.acts.last().details["people"] == "张经理" and case.files.count() == 1


# --- The decision ----------------------------------------------------------------


def test_a_passed_sheet_grants_the_level_on_service(fang: User):
    case = decided(grade_all(examined()), "certified")
    granted = Certification.objects.get(enterprise=case.enterprise)
    assert (granted.level, granted.granted_on, granted.delivery) == ("certified", june(22), None)
    assert explain_one(case.enterprise, june(22))["level_in_force"] == "certified"
    assert explain_one(case.enterprise, june(21))["level_in_force"] == "regular"
    assert Decision.objects.get(case=case).kind == Decision.Kind.CERTIFICATION
    assert case.letters.get().state == Letter.State.SIGNED and case.state == Case.State.DECIDED


def test_the_certificate_is_issued_with_the_level(fang: User, li: User):
    case = decided(grade_all(examined()), "certified")
    certificate = Certificate.objects.get(enterprise=case.enterprise)
    assert (certificate.number, certificate.certification.level) == (case.number, "certified")
    assert case.acts.last().details["certificate"] == case.number


def test_without_an_authority_the_level_stands_and_the_record_says_what_is_missing(settings: Settings, fang: User):
    settings.CERTIFICATE_KEY = settings.CERTIFICATE_CHAIN = None
    case = decided(grade_all(examined()), "certified")
    assert Certification.objects.filter(enterprise=case.enterprise).exists() and not Certificate.objects.exists()
    assert len(case.acts.last().details["certificate"]) > 20


def test_a_failed_sheet_refuses_and_sets_the_bar(fang: User):
    case = grade_all(examined(), CE_1="unmet")
    with pytest.raises(ValidationError, match="does not pass for this level"):
        certification_draft(by=fang, case=case, level="certified", reasons="a", as_of=june(20))
    case = decided(case, "")
    assert Decision.objects.get(case=case).kind == Decision.Kind.REFUSAL and not Certification.objects.exists()
    bar = bar_ends(case.enterprise, june(23))
    assert bar is not None and bar.free_on == date(2027, 6, 22)
    said = case.letters.get().content
    assert said["title"] == "未通过认证决定书" and said["failing"][0]["code"] == "CE-1"


def test_of_an_application_for_the_advanced_level_the_lower_one_may_be_granted(fang: User):
    case = decided(grade_all(examined(level="advanced_certified"), ACE_1="unmet"), "certified")
    assert Certification.objects.get(enterprise=case.enterprise).level == "certified"


def test_a_passing_sheet_is_not_refused_and_an_incomplete_one_not_decided(fang: User):
    case = examined()
    with pytest.raises(ValidationError, match=r"62 items have no grade yet, CE-1 among them"):
        certification_draft(by=fang, case=case, level="certified", reasons="a", as_of=june(20))
    case = grade_all(case)
    with pytest.raises(ValidationError, match="cannot be refused"):
        certification_draft(by=fang, case=case, level="", reasons="a", as_of=june(20))
    with pytest.raises(ValidationError, match="cannot be granted on this application"):
        certification_draft(by=fang, case=case, level="advanced_certified", reasons="a", as_of=june(20))


def test_who_drafted_does_not_sign_and_no_firm_is_certified_against_a_new_ground(li: User, zhao: User):
    case = grade_all(examined())
    certification_draft(by=li, case=case, level="certified", reasons="a", as_of=june(20))
    with pytest.raises(PermissionDenied, match="a different person"):
        certification_sign(by=li, case=case, as_of=june(20))
    add_facts(case.enterprise, penalties=[BRIBERY])
    night(june(20))
    with pytest.raises(ValidationError, match="about a lower level runs"):
        certification_sign(by=zhao, case=case, as_of=june(21))


def test_the_clock_must_run_for_a_decision(fang: User):
    case = grade_all(examined())
    clock_stop(by=fang, case=case, cause="investigation", starts_on=june(10), reason="a", as_of=june(12))
    with pytest.raises(ValidationError, match="The clock stands"):
        certification_draft(by=fang, case=case, level="certified", reasons="a", as_of=june(20))
