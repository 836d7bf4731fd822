"""A draft that is not signed as it is, and a defence that comes late or in parts."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from ratings.models import Case, Letter
from ratings.selectors.desk import desk_of
from ratings.selectors.offers import offers_for
from ratings.services.case_decisions import decision_draft, decision_sign
from ratings.services.casework import draft_return
from ratings.services.defences import defence_absence_record, defence_record, defence_verify
from ratings.services.notices import notice_draft, notice_sign
from tests.ratings.casework.walking import again, found, june, walk

pytestmark = pytest.mark.django_db


def parts(person: User, day: date) -> dict[str, list[str]]:
    """What each part of the person's desk waits for."""
    return {part.code: [str(row.waits_for) for row in part.rows] for part in desk_of(person, day)}


def offered(person: User, case: Case, day: date) -> set[str]:
    return {offer.act.name for offer in offers_for(person, again(case), day) if not offer.why_not}


def test_a_draft_is_sent_back_with_a_note_and_drafted_anew(fang: User, li: User):
    case = walk(found(), "notice_draft")
    assert parts(li, june(3))["sign"] == ["Notice waits for a signature"]
    draft_return(by=li, case=case, note="缺第二十二条", as_of=june(3))
    assert parts(li, june(3))["sign"] == [] and parts(fang, june(3))["mine"] == ["Sent back: draft it anew"]
    assert offered(li, case, june(3)).isdisjoint({"notice_sign", "draft_return"})
    with pytest.raises(ValidationError, match="was sent back"):
        notice_sign(by=li, case=case, as_of=june(3))
    notice_draft(by=fang, case=case, as_of=june(3))
    assert list(case.letters.values_list("state", flat=True)) == [Letter.State.VOID, Letter.State.DRAFT]
    assert parts(fang, june(3))["mine"] == ["Notice waits for a signature"]
    notice_sign(by=li, case=case, as_of=june(3))
    assert case.acts.get(act="draft_return").note == "缺第二十二条"


def test_who_may_send_a_draft_back(fang: User, li: User):
    case = walk(found(), "notice_draft")
    with pytest.raises(PermissionDenied, match="Your roles do not allow this"):
        draft_return(by=fang, case=case, note="a", as_of=june(3))
    with pytest.raises(ValidationError, match="what is to be mended"):
        draft_return(by=li, case=case, note=" ", as_of=june(3))
    notice_draft(by=li, case=case, as_of=june(3))
    with pytest.raises(PermissionDenied, match="You drafted this letter"):
        draft_return(by=li, case=case, note="a", as_of=june(3))


def test_a_decision_is_sent_back(fang: User, li: User):
    case = walk(found(), "decision_draft")
    draft_return(by=li, case=case, note="理由不足", as_of=june(17))
    with pytest.raises(ValidationError, match="was sent back"):
        decision_sign(by=li, case=case, as_of=june(17))
    decision_draft(by=fang, case=case, level="discredited", reasons="补充理由", as_of=june(17))
    decision_sign(by=li, case=case, as_of=june(17))


def test_a_defence_after_its_absence_was_recorded_is_heard(fang: User, li: User):
    case = walk(found(), "notice_serve")
    defence_absence_record(by=fang, case=case, as_of=june(12))
    decision_draft(by=fang, case=case, level="discredited", reasons="事实清楚", as_of=june(12))
    assert "defence_record" in offered(fang, case, june(15))
    defence = defence_record(by=fang, case=case, received_on=june(15), points=["迟到的陈述"], as_of=june(15))
    case = again(case)
    assert (case.step, case.due_on, defence.received_on) == ("defence_recorded", date(2026, 7, 5), june(15))
    assert case.acts.last().details["late"] and case.letters.last().state == Letter.State.VOID
    defence_verify(by=fang, case=case, findings=[{"accepted": True, "finding": "属实"}], as_of=june(16))
    with pytest.raises(ValidationError, match="verified already"):
        defence_record(by=fang, case=case, received_on=june(16), points=["再次陈述"], as_of=june(16))
    assert "defence_record" not in offered(fang, case, june(16))


def test_further_points_are_added_and_the_time_runs_from_the_first_receipt(fang: User):
    case = walk(found(), "defence_record")
    defence = defence_record(by=fang, case=case, received_on=june(10), points=["补充"], as_of=june(10))
    assert [point["stated"] for point in defence.points] == ["处罚决定有误", "金额很小", "补充"]
    assert (defence.received_on, again(case).due_on) == (june(8), june(28))
