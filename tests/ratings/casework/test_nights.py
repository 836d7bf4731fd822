"""Nights during an open case: evidence is taken up; after the signing it waits for a supplementary notice."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import User
from ratings.models import Case
from ratings.services.case_decisions import decision_draft, decision_sign, dismissal_draft, dismissal_sign
from ratings.services.defences import defence_absence_record
from ratings.services.notices import notice_draft, notice_serve, notice_sign, supplement_draft
from tests.ratings.building import add_facts
from tests.ratings.casework.walking import BRIBERY, again, found, june, night, proof, walk

pytestmark = pytest.mark.django_db


def more(case: Case, day: date) -> None:
    """One more penalty arrives, and the night of the day finds it."""
    add_facts(case.enterprise, penalties=[{**BRIBERY, "kind": "obstruction"}])
    night(day)


def test_evidence_that_comes_between_draft_and_signature_is_not_passed_over(fang: User, li: User):
    case = walk(found(), "notice_draft")
    more(case, june(3))
    with pytest.raises(ValidationError, match="draft it anew"):
        notice_sign(by=li, case=case, as_of=june(3))
    notice_draft(by=fang, case=case, as_of=june(3))
    letter = notice_sign(by=li, case=case, as_of=june(3))
    assert [freeze.letter for freeze in case.freezes.all()] == [letter, letter]
    assert {ground["code"] for ground in letter.content["grounds"]} == {"bribery", "obstruction"}


def test_evidence_after_the_signature_needs_a_supplement_that_starts_the_time_anew(fang: User, li: User):
    case = walk(found(), "defence_verify")
    more(case, june(15))
    assert case.freezes.last().supplementary
    with pytest.raises(ValidationError, match="waits for a supplementary notice"):
        decision_draft(by=fang, case=case, level="discredited", reasons="a", as_of=june(16))
    supplement_draft(by=fang, case=case, as_of=june(16))
    notice_draft(by=fang, case=case, as_of=june(16))  # drafted anew, it stays a supplement
    letter = notice_sign(by=li, case=case, as_of=june(16))
    assert letter.kind == "supplementary_notice"
    assert again(case).notice_signed_on == june(3)
    notice_serve(by=fang, case=case, method="post", served_on=june(16), proof=proof(), as_of=june(16))
    assert again(case).due_on == june(24)  # the 19th is the Dragon Boat Festival
    with pytest.raises(ValidationError, match="up to and including 2026-06-24"):
        defence_absence_record(by=fang, case=case, as_of=june(24))
    defence_absence_record(by=fang, case=case, as_of=june(25))
    decision_draft(by=fang, case=case, level="discredited", reasons="a", as_of=june(25))
    decision_sign(by=li, case=case, as_of=june(25))


def test_evidence_that_comes_while_a_decision_waits_for_its_signature(fang: User, li: User):
    case = walk(found(), "decision_draft")
    more(case, june(16))
    with pytest.raises(ValidationError, match="waits for a supplementary notice"):
        decision_sign(by=li, case=case, as_of=june(17))
    supplement_draft(by=fang, case=case, as_of=june(17))
    assert list(case.letters.values_list("state", flat=True)) == ["signed", "void", "draft"]


def test_evidence_that_comes_while_a_dismissal_waits_for_its_signature(fang: User, li: User):
    case = found()
    dismissal_draft(by=fang, case=case, reasons="a", as_of=june(2))
    more(case, june(2))
    with pytest.raises(ValidationError, match="since the dismissal was drafted"):
        dismissal_sign(by=li, case=case, as_of=june(3))
    dismissal_draft(by=fang, case=case, reasons="a", as_of=june(3))
    dismissal_sign(by=li, case=case, as_of=june(3))


def test_a_night_after_the_decision_opens_nothing_for_the_same_facts():
    case = walk(found(), "decision_serve")
    night(june(22))
    assert Case.objects.count() == 1
    assert case.enterprise.standing.level_in_force == "discredited"


def test_the_document_is_drawn_from_the_procedure():
    try:
        call_command("write_casework_doc", "--check")
    except CommandError as stale:
        pytest.fail(str(stale))
