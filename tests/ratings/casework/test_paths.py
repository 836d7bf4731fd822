"""Every path of an adverse case, and what each leaves behind."""

from datetime import date

import pytest

from accounts.models import User
from enterprises.models import Certification, ChangedFirm, DecidedRating
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import CLOSED
from ratings.models import Case, Decision, Letter
from ratings.services.case_decisions import decision_draft, decision_serve, decision_sign, dismissal_draft, dismissal_sign
from ratings.services.casework import case_open
from ratings.services.notices import notice_draft
from tests.ratings.building import add_facts, make_firm
from tests.ratings.casework.walking import BRIBERY, again, found, june, night, walk

pytestmark = pytest.mark.django_db


def test_an_adverse_case_from_notice_to_served_decision(fang: User, li: User):
    case = found()
    ChangedFirm.objects.all().delete()
    case = walk(case, "decision_serve")
    assert (case.state, case.step, case.closed_on) == (Case.State.DECIDED, CLOSED, june(18))
    rating = DecidedRating.objects.get()
    assert (rating.level, rating.effective_on, rating.grounds, rating.delivery) == ("discredited", june(18), "bribery", None)
    decision = Decision.objects.get()
    assert (decision.kind, decision.rating, decision.case) == (Decision.Kind.ADVERSE, rating, case)
    assert (decision.decided_on, decision.decided_by) == (june(17), li)
    assert decision.basis and decision.evidence["facts"] == [{"freeze": 1, "ground": "bribery", "key": "PEN-00001-1"}]
    assert list(ChangedFirm.objects.values_list("enterprise_id", flat=True)) == [case.enterprise_id]
    assert [act.act for act in case.acts.all()] == [
        "notice_draft", "notice_sign", "notice_serve", "defence_record", "defence_verify", "decision_draft",
        "decision_sign", "decision_serve",
    ]  # fmt: skip
    assert [letter.state for letter in case.letters.all()] == ["signed", "signed"]
    assert case.files.get().sha256 and case.owner == fang


def test_the_level_takes_effect_on_service_and_not_a_day_before(fang: User):
    case = walk(found(), "decision_serve")
    assert explain_one(case.enterprise, june(17))["level_in_force"] == "regular"
    assert explain_one(case.enterprise, june(18))["level_in_force"] == "discredited"


def test_the_same_facts_found_nothing_again_and_a_fact_that_came_later_does():
    case = walk(found(), "decision_serve")
    said = explain_one(case.enterprise, june(22))
    assert said["grounds"]["bribery"]["verdict"] == "not_met"
    add_facts(case.enterprise, penalties=[{**BRIBERY, "decided_on": date(2026, 5, 1)}])  # older, but it arrived later
    said = explain_one(case.enterprise, june(22))
    assert (said["grounds"]["bribery"]["verdict"], said["grounds"]["bribery"]["evidence"]) == ("met", ["PEN-00001-2"])


def test_a_fact_that_the_firm_was_not_told_of_is_not_judged_by_the_decision():
    case = walk(found(), "decision_sign")
    add_facts(case.enterprise, penalties=[{**BRIBERY, "decided_on": date(2026, 5, 1)}])
    night(june(17))
    assert again(case).freezes.count() == 2
    walk_end(case)
    assert explain_one(case.enterprise, june(22))["grounds"]["bribery"]["evidence"] == ["PEN-00001-2"]


def walk_end(case: Case) -> None:
    decision_serve(by=case_owner(case), case=case, method="post", served_on=june(18), as_of=june(18))


def case_owner(case: Case) -> User:
    return User.objects.get(username="fang")


def test_a_firm_that_states_nothing():
    case = walk(found(), "decision_serve", silent=True)
    assert case.state == Case.State.DECIDED
    assert case.defences.get().received_on is None


def test_a_case_is_dropped_and_does_not_come_back_with_the_same_evidence(fang: User, li: User):
    case = walk(found(), "defence_verify")
    dismissal_draft(by=fang, case=case, reasons="处罚已撤销", as_of=june(16))
    dismissal_sign(by=li, case=case, as_of=june(17))
    case = again(case)
    assert (case.state, case.step, case.closed_on) == (Case.State.DISMISSED, CLOSED, june(17))
    assert not DecidedRating.objects.exists() and not Decision.objects.exists()
    ChangedFirm.objects.create(enterprise=case.enterprise)
    night(june(18))
    assert Case.objects.count() == 1
    add_facts(case.enterprise, penalties=[{**BRIBERY, "decided_on": june(1)}])
    night(june(19))
    assert Case.objects.filter(state=Case.State.OPEN).count() == 1


def test_a_case_without_substance_is_dropped_before_any_notice(fang: User, li: User):
    case = found()
    dismissal_draft(by=fang, case=case, reasons="处罚已撤销", as_of=june(2))
    dismissal_sign(by=li, case=case, as_of=june(2))
    assert again(case).state == Case.State.DISMISSED


def test_a_dismissal_that_was_only_drafted_gives_way_to_the_notice(fang: User):
    case = found()
    dismissal_draft(by=fang, case=case, reasons="处罚已撤销", as_of=june(2))
    notice_draft(by=fang, case=case, as_of=june(2))
    assert list(case.letters.values_list("kind", "state")) == [("dismissal", "void"), ("prior_notice", "draft")]


def test_a_draft_is_replaced_and_void(fang: User):
    case = walk(found(), "notice_draft")
    notice_draft(by=fang, case=case, as_of=june(3))
    assert list(case.letters.values_list("state", flat=True)) == [Letter.State.VOID, Letter.State.DRAFT]


ADVANCED = {"certificate_no": "A1", "level": "advanced_certified", "granted_on": date(2024, 1, 1)}
FAILED = {"started_on": date(2026, 2, 1), "due_on": date(2026, 8, 1), "outcome": "failed", "closed_on": date(2026, 5, 20)}


def test_an_adjustment_ends_the_certification_on_the_day_of_service():
    case = walk(found(certifications=[ADVANCED], rectifications=[FAILED]), "decision_serve")
    row = Certification.objects.get()
    assert (row.ended_on, row.delivery) == (june(18), None)
    decision = Decision.objects.get()
    assert (decision.kind, decision.rating, decision.case) == (Decision.Kind.ADJUSTMENT, None, case)
    said = explain_one(case.enterprise, june(18))
    assert (said["level_in_force"], said["indicated_level"]) == ("regular", "regular")


def test_a_milder_adjustment_grants_the_certified_level(fang: User, li: User):
    case = walk(found(certifications=[ADVANCED], rectifications=[FAILED]), "defence_verify")
    decision_draft(by=fang, case=case, level="certified", reasons="仅一项", as_of=june(16))
    decision_sign(by=li, case=case, as_of=june(17))
    decision_serve(by=fang, case=case, method="post", served_on=june(18), as_of=june(18))
    granted = Certification.objects.get(level="certified")
    assert (granted.granted_on, granted.delivery, granted.certificate_no) == (june(18), None, f"{case.number}-certified")
    assert explain_one(case.enterprise, june(18))["level_in_force"] == "certified"
    assert explain_one(case.enterprise, june(18))["indicated_level"] == "certified"
    assert case.acts.get(act="decision_draft").details["outcome"] == "change"


def test_a_certified_certification_that_stands_is_not_granted_again():
    certified = {"certificate_no": "B1", "level": "certified", "granted_on": date(2026, 5, 25)}
    case = walk(found(certifications=[ADVANCED, certified], rectifications=[FAILED]), "decision_serve")
    assert Certification.objects.count() == 2
    assert explain_one(case.enterprise, june(18))["level_in_force"] == "certified"


def test_an_aeo_firm_that_bribed_becomes_discredited():
    case = walk(found(certifications=[ADVANCED], penalties=[BRIBERY]), "decision_serve")
    assert DecidedRating.objects.get().level == "discredited"
    assert explain_one(case.enterprise, june(18))["level_in_force"] == "discredited"


def test_an_officer_opens_a_case_with_what_the_judge_finds(fang: User):
    firm = make_firm(penalties=[BRIBERY])
    case = case_open(by=fang, enterprise=firm, indicated_level="discredited", reasons="群众举报", as_of=june(2))
    freeze = case.freezes.get()
    assert (freeze.number, freeze.run, freeze.evidence.get().key) == (1, None, "PEN-00001-1")
    assert (case.owner, case.opened_by, case.acts.get().note) == (fang, fang, "群众举报")
    night(june(3))
    assert Case.objects.count() == 1 and case.freezes.count() == 1


def test_an_officer_opens_a_case_about_an_aeo_level(fang: User):
    firm = make_firm(certifications=[ADVANCED])
    case = case_open(by=fang, enterprise=firm, indicated_level="regular", reasons="复核未通过", as_of=june(2))
    assert case.level_in_force == "advanced_certified" and not case.freezes.get().evidence.exists()
