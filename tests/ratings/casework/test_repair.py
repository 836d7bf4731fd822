"""Credit repair: every path, every refusal, both sides of each day."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from enterprises.models import DecidedRating, Payable
from ratings.assessment.explain import explain_one
from ratings.models import Case, Decision, RepairApplication
from ratings.selectors.bars import bar_ends
from ratings.services.repairs import (
    repair_check,
    repair_close,
    repair_decision_draft,
    repair_decision_serve,
    repair_decision_sign,
    repair_receive,
)
from tests.people import make_person
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.casework.repairing import checked, discredited, drafted, findings, received, served, signed
from tests.ratings.casework.walking import BRIBERY, again, june, night
from tests.ratings.documents.golden import words_of

pytestmark = pytest.mark.django_db
LATE_DUTY = {"kind": "duty", "due_on": date(2026, 5, 20), "amount_cny": "12.30"}


def test_a_granted_repair_makes_the_firm_regular_on_the_day_of_service():
    case = served()
    firm = case.enterprise
    assert (case.state, case.step, case.closed_on) == (Case.State.DECIDED, "closed", june(5))
    assert explain_one(firm, june(4))["level_in_force"] == "discredited"
    said = explain_one(firm, june(5))
    assert (said["level_in_force"], said["indicated_level"]) == ("regular", "regular")
    decision = Decision.objects.get()
    assert (decision.kind, decision.decided_on, str(decision.decided_by)) == (Decision.Kind.REPAIR, june(4), "李强")
    assert {"points", "grounds", "facts", "letter_sha256"} <= set(decision.evidence)
    assert decision.rating.history.get().history_change_reason == case.number
    night(june(6))
    assert not Case.objects.filter(enterprise=firm, state=Case.State.OPEN).exists()


def test_a_refused_repair_leaves_the_level():
    case = served(signed(drafted(checked(holds=False), granted=False)))
    assert RepairApplication.objects.get().granted is False and not Decision.objects.exists()
    assert case.state == Case.State.DECIDED and "不予信用修复" in _words(case)
    assert explain_one(case.enterprise, june(6))["level_in_force"] == "discredited"


def test_the_letter_says_what_was_granted_and_from_when():
    words = _words(served())
    for said in ("准予信用修复", "本决定自送达之日起生效", "满12个月〔待核〕", "12个月〔待核〕内，你企业不得申请认证"):
        assert said in words, said


def _words(case: Case) -> str:
    return words_of(case.letters.get().file.read())


@pytest.mark.parametrize(
    ("grounds", "first"),
    [
        (["smuggling_act"], date(2026, 6, 1)),
        (["obstruction", "overdue_duty"], date(2026, 6, 1)),
        (["penalty_rate"], date(2025, 12, 1)),
        (["overdue_duty", "overdue_fine"], date(2025, 9, 1)),
    ],
)
def test_the_application_is_taken_from_the_day_that_the_longest_period_gives(grounds: list[str], first: date):
    firm = discredited(*grounds)
    with pytest.raises(ValidationError, match=f"May apply from {first}"):
        received(firm, date.fromordinal(first.toordinal() - 1))
    case = received(firm, first)
    assert case.due_on == date.fromordinal(first.toordinal() + 20)
    assert (case.files.get().name, case.repair.corrected) == ("整改报告.pdf", "已补缴并整改")


@pytest.mark.parametrize(
    ("grounds", "why"),
    [
        (["smuggling_crime", "smuggling_act"], "no early repair for"),
        (["bribery"], "no early repair for"),
        (["serious_crime"], "Seriously discredited"),
        ([""], "names no ground"),
    ],
)
def test_a_ground_without_early_repair_is_refused_with_the_reason(grounds: list[str], why: str):
    with pytest.raises(ValidationError, match=why):
        received(discredited(*grounds))


def test_unpaid_arrears_hold_an_application_back_until_they_are_paid():
    firm = discredited(payables=[LATE_DUTY])
    with pytest.raises(ValidationError, match=r"1 unpaid document, CNY 12.30"):
        received(firm)
    change_fact(Payable.objects.get(), paid_on=june(1))
    assert received(firm).step == "repair_received"


def test_a_payable_on_its_deadline_is_not_owed_yet():
    assert received(discredited(payables=[LATE_DUTY | {"due_on": june(1)}]))


def test_a_new_ground_and_an_open_adverse_case_are_refused():
    firm = discredited(penalties=[BRIBERY])
    with pytest.raises(ValidationError, match="A ground is met today"):
        received(firm)


def test_a_firm_of_no_adverse_level_a_day_to_come_and_an_outsider_are_refused():
    firm = discredited()
    with pytest.raises(ValidationError, match="nothing to repair"):
        received(firm, date(2025, 5, 31))
    what = {"enterprise": firm, "corrected": "a", "effects": "b", "as_of": june(1)}
    with pytest.raises(ValidationError, match="future"):
        repair_receive(by=make_person("fang"), received_on=june(2), **what)
    for name in ("chen", "zhou"):
        with pytest.raises(PermissionDenied):
            repair_receive(by=make_person(name), received_on=june(1), **what)
    received(firm)
    with pytest.raises(ValidationError, match="open case already"):
        received(firm)


def test_a_check_confirms_what_the_portal_finds():
    case = received()
    with pytest.raises(ValidationError, match="Confirm what the portal finds"):
        repair_check(by=make_person("fang"), case=case, findings=findings(arrears=False), as_of=june(2))
    with pytest.raises(ValidationError, match="Give a finding"):
        repair_check(by=make_person("fang"), case=case, findings=findings(corrected=True), as_of=june(2))


def test_it_is_not_granted_where_a_condition_does_not_hold():
    case = checked(holds=False)
    fang = make_person("fang")
    with pytest.raises(ValidationError, match="cannot be granted"):
        repair_decision_draft(by=fang, case=case, granted=True, reasons="x", as_of=june(3))
    with pytest.raises(ValidationError, match="reasons"):
        repair_decision_draft(by=fang, case=case, granted=False, reasons=" ", as_of=june(3))


def test_who_drafted_does_not_sign():
    case = received()
    li = make_person("li")
    repair_check(by=li, case=case, findings=findings(), as_of=june(2))
    repair_decision_draft(by=li, case=case, granted=True, reasons="审查终结", as_of=june(3))
    with pytest.raises(PermissionDenied, match="a different person"):
        repair_decision_sign(by=li, case=case, as_of=june(3))
    with pytest.raises(PermissionDenied):
        repair_decision_sign(by=make_person("fang"), case=case, as_of=june(3))
    assert repair_decision_sign(by=make_person("zhao"), case=case, as_of=june(3)).signed_on == june(3)


@pytest.mark.parametrize(
    ("news", "told"),
    [
        ({"penalties": [BRIBERY]}, "A ground is met today"),
        ({"payables": [LATE_DUTY]}, "1 unpaid document"),
        ({"investigations": [{"opened_on": june(3)}]}, "check them anew"),
    ],
)
def test_facts_that_come_meanwhile_refuse_the_signature_and_say_so(news: dict, told: str):
    case = drafted()
    add_facts(case.enterprise, **news)
    with pytest.raises(ValidationError, match="since the conditions were checked") as refused:
        repair_decision_sign(by=make_person("li"), case=case, as_of=june(4))
    assert told in str(refused.value)


def test_after_new_facts_it_is_checked_and_decided_anew():
    case = drafted()
    add_facts(case.enterprise, payables=[LATE_DUTY])
    case = checked(case, arrears=False)
    assert case.step == "repair_checked" and case.letters.get().state == "void"
    with pytest.raises(ValidationError, match="cannot be granted"):
        drafted(case)
    assert served(signed(drafted(case, granted=False))).state == Case.State.DECIDED


def test_a_night_during_an_open_case_leaves_it_and_its_restoration_ends_its_object():
    firm = discredited(on=date(2024, 6, 4))
    case = signed(drafted(checked(received(firm))))
    night(june(4))
    assert again(case).state == Case.State.OPEN
    assert DecidedRating.objects.filter(enterprise=firm, level="regular").exists()
    with pytest.raises(ValidationError, match="Another rating was decided meanwhile"):
        repair_decision_serve(by=make_person("fang"), case=case, method="direct", served_on=june(5), as_of=june(5))
    with pytest.raises(PermissionDenied):
        repair_close(by=make_person("fang"), case=case, reasons="已恢复", as_of=june(5))
    closed = repair_close(by=make_person("li"), case=case, reasons="已恢复", as_of=june(5))
    assert (closed.state, closed.step) == (Case.State.DISMISSED, "closed")


def test_of_two_who_act_at_once_the_second_is_told():
    case = received()
    with pytest.raises(ValidationError, match="Meanwhile"):
        repair_check(by=make_person("fang"), case=case, findings=findings(), as_of=june(2), seen=0)
    checked(case)


def test_a_service_before_the_signature_is_refused():
    with pytest.raises(ValidationError, match="before it was signed"):
        served(signed(), on=june(3))


def test_a_repair_bars_from_applying_for_a_year():
    firm = served().enterprise
    bar = bar_ends(firm, june(5))
    assert bar is not None and (bar.free_on, str(bar.reason)) == (date(2027, 6, 5), "restored from an adverse level")
    assert bar_ends(firm, date(2027, 6, 4)) and bar_ends(firm, date(2027, 6, 5)) is None
    assert bar_ends(firm, june(4)) is None, "the year from the adverse level has run"


def test_a_restoration_and_an_adjustment_bar_too_and_a_plain_firm_is_free():
    assert bar_ends(make_firm(2), june(1)) is None
    restored = make_firm(3, ratings=[{"level": "discredited", "effective_on": date(2024, 6, 1), "grounds": ["bribery"]}])
    night(june(2))
    assert bar_ends(restored, june(2)).free_on == date(2027, 6, 2)
