"""A rectification from its application to its result: every path, every refusal, and what the judge says meanwhile."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Rectification
from ratings.assessment.explain import explain_one
from ratings.models import Case, Reminder
from ratings.services import rectification_cases as service
from tests.people import make_person
from tests.ratings.building import add_facts, make_firm
from tests.ratings.casework.rectifying import ENDS, aeo, applied, ended, granted, running, signed
from tests.ratings.casework.walking import BRIBERY, again, june, night, proof

pytestmark = pytest.mark.django_db


def test_a_served_period_protects_from_the_day_of_service_to_its_last_day():
    case = running()
    fact = Rectification.objects.get()
    assert (fact.started_on, fact.due_on, fact.delivery, fact.reference) == (june(4), ENDS, None, case.number)
    assert explain_one(case.enterprise, june(3))["protected_until"] is None
    for day in (june(4), ENDS):
        said = explain_one(case.enterprise, day)
        assert (said["protected_until"], said["indicated_level"]) == (ENDS.isoformat(), "advanced_certified")
    assert explain_one(case.enterprise, date(2027, 1, 1))["indicated_level"] == "regular"
    assert case.due_on == ENDS and case.rectification.milestones.count() == 1


def test_passed_the_level_stands():
    case = running()
    milestone = case.rectification.milestones.get()
    service.rectify_milestone_record(
        by=make_person("fang"), case=case, milestone=milestone, done_on=june(20), result="完成", as_of=june(20)
    )
    ended(case, "passed", date(2026, 12, 1))
    night(date(2027, 1, 1))
    assert again(case).state == Case.State.DECIDED and not Case.objects.filter(kind="lower").exists()


@pytest.mark.parametrize("outcome", ["failed", "given_up"])
def test_failed_opens_one_case_to_adjust(outcome: str):
    case = running()
    ended(case, outcome, date(2026, 8, 1))
    for day in (1, 2):
        night(date(2026, 8, day))
    night(date(2027, 1, 1))
    assert Case.objects.filter(kind="lower").count() == 1


def test_run_out_opens_one_case_and_a_late_failure_no_second_one():
    case = running()
    night(ENDS)
    assert not Case.objects.filter(kind="lower").exists()
    night(date(2027, 1, 1))
    fact = ended(case, "failed", date(2027, 2, 1))
    night(date(2027, 2, 1))
    assert Case.objects.filter(kind="lower").count() == 1 and fact.closed_on == ENDS


def test_a_delivered_rectification_stays_the_feeds():
    period = {"started_on": date(2026, 4, 1), "due_on": date(2026, 9, 1), "reference": "R9"}
    case = running(aeo(rectifications=[period]))
    ended(case, "passed", date(2026, 8, 1))
    delivered = Rectification.objects.get(reference="R9")
    assert delivered.outcome == "open" and delivered.delivery is not None


@pytest.mark.parametrize(
    ("level", "standards", "says"),
    [
        ("advanced_certified", ["ACE-69"], "Additional items"),
        ("advanced_certified", ["CE-1"], "those of the firm's level"),
        ("certified", [], "Choose the failed standards"),
    ],
)
def test_standards_that_cannot_be_rectified(level: str, standards: list[str], says: str):
    with pytest.raises(ValidationError, match=says):
        applied(aeo(level=level), standards=standards)


def test_refused_for_a_ground_for_others_than_aeo_and_without_papers(chen: User, zhou: User):
    with pytest.raises(ValidationError, match="never a ground"):
        applied(aeo(1, penalties=[BRIBERY]))
    with pytest.raises(ValidationError, match="Only a firm with an AEO"):
        applied(make_firm(2))
    firm = aeo(3)
    with pytest.raises(ValidationError, match="written application"):
        applied(firm, papers=[])
    for person in ("chen", "zhou"):
        with pytest.raises(PermissionDenied):
            applied(firm, by=person)
    applied(firm)
    with pytest.raises(ValidationError, match="open case already: C-"):
        applied(firm)


def test_the_longest_period_to_the_day():
    case = applied()
    with pytest.raises(ValidationError, match="until 2027-06-02 at the latest"):
        granted(case, due_on=date(2027, 6, 3))
    granted(case, due_on=date(2027, 6, 2))


def test_a_ground_met_meanwhile_stops_the_signature(li: User):
    case = applied()
    granted(case)
    add_facts(case.enterprise, penalties=[BRIBERY])
    with pytest.raises(ValidationError, match="never a ground"):
        service.rectify_grant_sign(by=li, case=case, as_of=june(3))


def test_four_eyes(li: User, zhao: User):
    case = applied()
    granted(case, by="li")
    with pytest.raises(PermissionDenied, match="different person"):
        service.rectify_grant_sign(by=li, case=case, as_of=june(3))
    service.rectify_grant_sign(by=zhao, case=case, as_of=june(3))


def test_refused_and_withdrawn_protect_nothing(fang: User, li: User):
    one, other = applied(aeo(1)), applied(aeo(2))
    service.rectify_refusal_draft(by=fang, case=one, reasons="不轻微", as_of=june(2))
    service.rectify_refusal_sign(by=li, case=one, as_of=june(3))
    service.rectify_withdraw(by=fang, case=other, reasons="撤回", as_of=june(2))
    assert {again(one).state, again(other).state} == {Case.State.DISMISSED} and not Rectification.objects.exists()


def test_the_owner_is_reminded_of_the_case():
    case = running()
    night(date(2026, 12, 1))
    assert Reminder.objects.get().case == case


def test_a_period_that_ended_before_its_service_protects_nothing_and_is_closed(fang: User):
    case = signed(due_on=june(20))
    late = {"by": fang, "case": case, "method": "post", "proof": proof(), "as_of": june(25)}
    for day in (20, 21):
        with pytest.raises(ValidationError, match="ended on 2026-06-20, before the firm received the notice"):
            service.rectify_serve(served_on=june(day), **late)
    service.rectify_withdraw(by=fang, case=case, reasons="整改期已届满，未送达", as_of=june(25))
    assert again(case).state == Case.State.DISMISSED and not Rectification.objects.exists()
    assert applied(case.enterprise, as_of=june(25)).state == Case.State.OPEN


def test_a_service_before_the_last_day_may_be_recorded_after_it(fang: User):
    case = signed(due_on=june(20))
    service.rectify_serve(by=fang, case=case, method="post", served_on=june(19), proof=proof(), as_of=june(25))
    assert Rectification.objects.get().due_on == june(20)


def test_an_outsider_does_nothing_on_a_running_case(chen: User, zhou: User):
    case = running()
    for person in (chen, zhou):
        with pytest.raises(PermissionDenied):
            service.rectify_result_draft(
                by=person, case=case, outcome="passed", evidence="核查", papers=[proof()], as_of=june(20)
            )


def test_a_milestone_has_one_result_and_a_result_its_papers(fang: User):
    case = running()
    milestone = case.rectification.milestones.get()
    done = {"by": fang, "case": case, "milestone": milestone, "result": "完成", "as_of": june(20)}
    with pytest.raises(ValidationError, match="did not run yet"):
        service.rectify_milestone_record(done_on=june(3), **done)
    service.rectify_milestone_record(done_on=june(20), **done)
    with pytest.raises(ValidationError, match="has a result already"):
        service.rectify_milestone_record(done_on=june(20), **done)
    with pytest.raises(ValidationError, match="Attach the papers"):
        service.rectify_result_draft(by=fang, case=case, outcome="passed", evidence="核查", papers=[], as_of=june(20))


def test_who_drafted_a_result_or_refusal_does_not_sign_it(li: User):
    one, other = running(aeo(1)), applied(aeo(2))
    service.rectify_result_draft(by=li, case=one, outcome="passed", evidence="核查", papers=[proof()], as_of=june(20))
    service.rectify_refusal_draft(by=li, case=other, reasons="不轻微", as_of=june(2))
    for sign, case in ((service.rectify_result_sign, one), (service.rectify_refusal_sign, other)):
        with pytest.raises(PermissionDenied, match="different person"):
            sign(by=li, case=case, as_of=june(20))
