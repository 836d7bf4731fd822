"""Every refusal says why: permission, district, four eyes, the order of the steps, days, papers."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import DecidedRating
from ratings.models import Case, CaseAct
from ratings.services.case_decisions import (
    decision_draft,
    decision_serve,
    decision_sign,
    dismissal_draft,
    dismissal_sign,
)
from ratings.services.casework import case_hand_over, case_open, case_take
from ratings.services.defences import defence_absence_record, defence_record, defence_verify
from ratings.services.notices import notice_draft, notice_serve, notice_sign, supplement_draft
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import BRIBERY, WAY, again, found, june, proof, walk

pytestmark = pytest.mark.django_db


def serve(case: Case, by: User, **other: Any) -> Any:
    values = {"method": "direct", "served_on": june(4), "proof": proof(), "as_of": june(5)} | other
    return notice_serve(by=by, case=case, **values)


def test_an_outsider_and_a_reader_may_do_nothing(chen: User, zhou: User):
    case = found()
    for act in (case_take, notice_draft):
        with pytest.raises(PermissionDenied, match="another customs district"):
            act(by=chen, case=case, as_of=june(2))
        with pytest.raises(PermissionDenied, match="Your roles do not allow this"):
            act(by=zhou, case=case, as_of=june(2))
    assert not CaseAct.objects.exists()


def test_an_officer_signs_nothing(fang: User):
    case = walk(found(), "notice_draft")
    with pytest.raises(PermissionDenied, match="Your roles do not allow this: Sign"):
        notice_sign(by=fang, case=case, as_of=june(3))


def test_who_drafted_does_not_sign(li: User, zhao: User):
    case = found()
    notice_draft(by=li, case=case, as_of=june(2))
    with pytest.raises(PermissionDenied, match="a different person must sign"):
        notice_sign(by=li, case=case, as_of=june(3))
    notice_sign(by=zhao, case=case, as_of=june(3))
    case = walk_on(case, "notice_serve", "defence_record", "defence_verify")
    decision_draft(by=li, case=case, level="discredited", reasons="a", as_of=june(16))
    with pytest.raises(PermissionDenied, match="a different person must sign"):
        decision_sign(by=li, case=case, as_of=june(17))
    dismissal_draft(by=li, case=case, reasons="a", as_of=june(17))
    with pytest.raises(PermissionDenied, match="a different person must sign"):
        dismissal_sign(by=li, case=case, as_of=june(17))
    dismissal_sign(by=zhao, case=case, as_of=june(17))


def walk_on(case: Case, *acts: str) -> Case:
    case_hand_over(by=make_person("li"), case=case, to=make_person("fang"), note="请继续", as_of=june(3))
    for act in acts:
        WAY[act](case)
    return again(case)


@pytest.mark.parametrize("done", [None, *list(WAY)[:-1]])
def test_each_act_only_when_it_is_due(done: str | None):
    case = walk(found(), done) if done else found()
    due = {None: "notice_draft"} | dict(zip(list(WAY), list(WAY)[1:], strict=False))
    again_at = {"notice_draft", "defence_record", "decision_draft"}  # drafted anew, or with further points
    allowed = {due[done]} | ({done} & again_at)
    for name, act in WAY.items():
        if name not in allowed:
            with pytest.raises(
                ValidationError, match=r"is not due|done already|No such draft|signed already|verified already"
            ):
                act(case)
    assert again(case).acts.count() == (list(WAY).index(done) + 1 if done else 0)


def test_nothing_is_done_with_a_closed_case(fang: User):
    case = walk(found(), "decision_serve")
    for act in WAY.values():
        with pytest.raises(ValidationError, match="This was done already"):
            act(case)
    with pytest.raises(ValidationError, match="is not due: the case is at the step “closed”"):
        case_take(by=fang, case=case, as_of=june(23))
    assert DecidedRating.objects.count() == 1


def test_the_second_of_two_officers_is_told_by_whom_and_when_it_was_done(li: User, zhao: User):
    case = walk(found(), "notice_draft")
    stale = again(case)
    notice_sign(by=li, case=case, as_of=june(3))
    with pytest.raises(ValidationError, match=r"done already: 李强 did “Sign the notice” at 20\d\d-"):
        notice_sign(by=zhao, case=stale, as_of=june(3))


def test_who_looks_at_an_older_state_is_told_what_came_in_between(fang: User, li: User):
    case = found()
    notice_draft(by=fang, case=case, as_of=june(2), seen=0)
    with pytest.raises(ValidationError, match="Meanwhile 王芳 did “Draft the prior notice”"):
        notice_draft(by=li, case=case, as_of=june(2), seen=0)
    assert case.letters.count() == 1


def test_a_notice_is_not_served_before_it_was_signed_nor_in_the_future(fang: User):
    case = walk(found(), "notice_sign")
    with pytest.raises(ValidationError, match="before it was signed"):
        serve(case, fang, served_on=june(2))
    with pytest.raises(ValidationError, match="in the future"):
        serve(case, fang, served_on=june(6))
    with pytest.raises(ValidationError, match="how the letter was served"):
        serve(case, fang, method="pigeon")
    with pytest.raises(ValidationError, match="proof of service"):
        serve(case, fang, proof=None)
    with pytest.raises(ValidationError, match="at most 20 MB"):
        serve(case, fang, proof=proof(size=20 * 1024 * 1024 + 1))
    with pytest.raises(ValidationError, match="is empty"):
        serve(case, fang, proof=proof(size=0))
    assert again(case).step == Case.Step.NOTICE_SIGNED
    serve(case, fang, served_on=june(3))


def test_the_defence_may_come_up_to_and_including_the_fifth_working_day(fang: User):
    case = walk(found(), "notice_serve")
    assert case.due_on == june(11)
    with pytest.raises(ValidationError, match="up to and including 2026-06-11"):
        defence_absence_record(by=fang, case=case, as_of=june(11))
    defence_absence_record(by=fang, case=case, as_of=june(12))


@pytest.mark.parametrize(("day", "late"), [(11, False), (12, True)])
def test_a_late_defence_is_recorded_as_late(fang: User, day: int, late: bool):
    case = walk(found(), "notice_serve")
    defence_record(by=fang, case=case, received_on=june(day), points=["a"], as_of=june(12))
    assert case.acts.last().details["late"] is late


@pytest.mark.parametrize(("day", "late"), [(28, False), (29, True)])
def test_a_late_verification_is_recorded_as_late(fang: User, day: int, late: bool):
    case = walk(found(), "defence_record")
    assert case.due_on == june(28)
    findings = [{"accepted": True, "finding": "属实"}] * 2
    defence_verify(by=fang, case=case, findings=findings, as_of=june(day))
    assert case.acts.last().details["late"] is late and again(case).due_on is None


def test_the_time_for_the_defence_runs_over_the_spring_festival_and_the_national_day(fang: User):
    from ratings.casework.deadlines import defence_ends

    assert defence_ends(date(2026, 9, 29)).day == date(2026, 10, 12)
    assert not defence_ends(date(2026, 9, 29)).preliminary


def test_a_defence_has_points_and_a_possible_day(fang: User):
    case = walk(found(), "notice_serve")
    for points, day, why in ((["", " "], 8, "each point"), (["a"], 3, "before the notice"), (["a"], 9, "in the future")):
        with pytest.raises(ValidationError, match=why):
            defence_record(by=fang, case=case, received_on=june(day), points=points, as_of=june(8))


def test_each_point_needs_a_finding(fang: User):
    case = walk(found(), "defence_record")
    good = {"accepted": True, "finding": "属实"}
    for findings in ([good], [good, {"accepted": None, "finding": "属实"}], [good, {"accepted": False, "finding": " "}]):
        with pytest.raises(ValidationError, match="point"):
            defence_verify(by=fang, case=case, findings=findings, as_of=june(15))


def test_nothing_is_decided_before_the_firm_was_heard(fang: User):
    case = found()
    dismissal_draft(by=fang, case=case, reasons="a", as_of=june(2))
    with pytest.raises(ValidationError, match="no prior notice yet"):
        decision_draft(by=fang, case=case, level="discredited", reasons="a", as_of=june(2))


def test_only_a_told_or_milder_level_is_decided_with_reasons(fang: User):
    case = walk(found(), "defence_verify")
    for level in ("seriously_discredited", "regular", "certified", "nothing"):
        with pytest.raises(ValidationError, match="This level cannot be decided"):
            decision_draft(by=fang, case=case, level=level, reasons="a", as_of=june(16))
    with pytest.raises(ValidationError, match="reasons"):
        decision_draft(by=fang, case=case, level="discredited", reasons=" ", as_of=june(16))
    with pytest.raises(ValidationError, match="reasons"):
        dismissal_draft(by=fang, case=case, reasons=" ", as_of=june(16))


def test_a_level_that_is_in_force_by_now_is_not_decided_again(li: User):
    case = walk(found(), "decision_draft")
    DecidedRating.objects.create(enterprise=case.enterprise, level="discredited", effective_on=june(16))
    with pytest.raises(ValidationError, match="would not lower it"):
        decision_sign(by=li, case=case, as_of=june(17))


def test_a_decision_is_not_served_before_its_day(fang: User):
    case = walk(found(), "decision_sign")
    for day, why in ((16, "before it was signed"), (19, "in the future")):
        with pytest.raises(ValidationError, match=why):
            decision_serve(by=fang, case=case, method="post", served_on=june(day), as_of=june(18))
    assert not DecidedRating.objects.exists()


def test_there_is_no_supplement_without_new_evidence(fang: User):
    case = walk(found(), "notice_serve")
    with pytest.raises(ValidationError, match="Nothing was found since"):
        supplement_draft(by=fang, case=case, as_of=june(5))


def test_a_case_is_opened_by_who_may_for_a_lower_level_with_reasons_once(fang: User, chen: User, zhou: User):
    firm = make_firm(penalties=[BRIBERY])
    right = {"by": fang, "enterprise": firm, "indicated_level": "discredited", "reasons": "a", "as_of": june(2)}
    for other, refusal, why in (
        ({"by": chen}, PermissionDenied, "firm's customs district"),
        ({"by": zhou}, PermissionDenied, "firm's customs district"),
        ({"reasons": " "}, ValidationError, "why the case"),
        ({"indicated_level": "regular"}, ValidationError, "a lower level"),
        ({"indicated_level": "nothing"}, ValidationError, "a lower level"),
        ({"indicated_level": "seriously_discredited"}, ValidationError, "No ground for this level"),
    ):
        with pytest.raises(refusal, match=why):
            case_open(**(right | other))
    case = case_open(**right)
    with pytest.raises(ValidationError, match=case.number):
        case_open(**right)
    assert Case.objects.count() == 1
