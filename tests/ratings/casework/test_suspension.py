"""Suspension of AEO measures: proposed, ordered by two people, in force on service, ended when its cause is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import CriminalCase, Investigation
from ratings.assessment.explain import explain_one
from ratings.models import Case, SuspensionOrder
from ratings.selectors.suspensions import orders_of, suspension_of, suspensions_in_force
from ratings.services.casework import draft_return
from ratings.services.resumptions import resumption_drop, resumption_open, resumption_sign
from ratings.services.suspensions import (
    suspension_decline,
    suspension_decline_sign,
    suspension_draft,
    suspension_open,
    suspension_serve,
    suspension_sign,
)
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.casework.suspending import (
    CRIME,
    INQUIRY,
    accused,
    aeo,
    decline,
    draft,
    end,
    investigated,
    proposed,
    serve,
    sign,
    suspend,
    suspended,
)
from tests.ratings.casework.walking import again, june, night

pytestmark = pytest.mark.django_db


def withdraw(day: int = 15) -> None:
    change_fact(CriminalCase.objects.get(), outcome="withdrawn", effective_on=june(day))


# --- What the night proposes ------------------------------------------------


def test_the_night_proposes_once_for_an_aeo_alone() -> None:
    make_firm(2, criminal_cases=[CRIME])
    case = accused()
    assert night(june(2)).suspensions_proposed == 0
    assert Case.objects.get() == case and case.step == "suspension_proposed" and case.owner is None
    assert (case.level_in_force, case.indicated_level) == ("advanced_certified", "advanced_certified")
    evidence = case.freezes.get().evidence.get()
    assert (evidence.source, evidence.key, evidence.snapshot["outcome"]) == ("criminalcase", "CRI-00001-1", "pending")
    assert explain_one(case.enterprise, june(2))["level_in_force"] == "advanced_certified"


def test_a_cause_that_comes_before_the_signature_joins_the_case_and_one_after_waits_for_the_next() -> None:
    case = investigated()
    draft(case)
    add_facts(case.enterprise, criminal_cases=[CRIME])
    assert night(june(2)).suspensions_proposed == 0
    assert list(case.freezes.values_list("number", "evidence__source")) == [(1, "investigation"), (2, "criminalcase")]
    with pytest.raises(ValidationError, match="draft it anew"):
        sign(case)
    draft(case, 3)
    sign(case)
    add_facts(case.enterprise, investigations=[INQUIRY])
    night(june(4))
    assert case.freezes.count() == 2
    serve(case, 5)
    assert proposed(case.enterprise, day=june(6)).freezes.get().evidence.get().key == "INV-00001-2"


def test_what_was_declined_does_not_come_back_but_another_cause_does() -> None:
    case = investigated()
    decline(case)
    assert again(case).state == "dismissed"
    assert night(june(4)).suspensions_proposed == 0
    add_facts(case.enterprise, investigations=[INQUIRY])
    assert proposed(case.enterprise, day=june(5)).freezes.get().evidence.get().key == "INV-00001-2"


def test_the_end_is_proposed_once_when_every_cause_is_gone() -> None:
    order = suspended(proposed(aeo(criminal_cases=[CRIME], investigations=[INQUIRY])))
    withdraw()
    assert night(june(16)).suspensions_proposed == 0
    change_fact(Investigation.objects.get(), closed_on=june(17))
    assert (night(june(16)).suspensions_proposed, night(june(17)).suspensions_proposed) == (0, 1)
    assert night(june(18)).suspensions_proposed == 0
    case = Case.objects.get(kind="resumption")
    assert order.enterprise.cases.count() == 2 and SuspensionOrder.objects.get().end_case == case


def test_a_cause_that_comes_back_is_proposed_anew() -> None:
    order = suspended(accused())
    withdraw()
    end(proposed(order.enterprise, "resumption", june(20)))
    change_fact(CriminalCase.objects.get(), outcome="pending", effective_on=None)
    assert proposed(order.enterprise, day=june(24)).pk != order.case_id


# --- The order --------------------------------------------------------------


def test_an_order_suspends_from_its_service_until_the_end_is_served() -> None:
    order = suspended(accused())
    firm = order.enterprise
    assert (order.scope, order.from_on, order.to_on, str(order.ordered_by)) == ("all", june(4), None, "李强")
    assert again(order.case).state == "decided"
    withdraw()
    case = end(proposed(firm, "resumption", june(20)))
    assert (case.state, case.closed_on) == ("decided", june(23))
    assert [suspension_of(firm, june(day)) is not None for day in (3, 4, 22, 23)] == [False, True, True, False]
    assert suspensions_in_force(june(22)).get().whole
    history = SuspensionOrder.history.order_by("history_id").values_list("to_on", "history_user__username")
    assert list(history) == [(None, "fang"), (None, None), (june(23), "fang")]
    assert explain_one(firm, june(10))["level_in_force"] == "advanced_certified"


def test_an_order_may_name_a_later_day_but_not_where_it_must_be_suspended(fang: User) -> None:
    case = investigated()
    given = {"by": fang, "reasons": "x", "from_on": june(10), "as_of": june(2)}
    suspension_draft(case=case, **given)
    sign(case)
    assert serve(case).from_on == june(10)
    must = accused(2)
    with pytest.raises(ValidationError, match="from today on"):
        suspension_draft(case=must, **given)
    with pytest.raises(ValidationError, match="today or later"):
        suspension_draft(case=must, **(given | {"from_on": june(1)}))


def test_orders_with_causes_of_their_own_end_apart(fang: User, li: User) -> None:
    first = suspended(investigated())
    firm = first.enterprise
    add_facts(firm, criminal_cases=[CRIME])
    second = suspend(proposed(firm, day=june(5)), "suspension_draft")
    suspension_sign(by=li, case=second, as_of=june(6))
    suspension_serve(by=fang, case=second, method="direct", served_on=june(7), as_of=june(7))
    change_fact(Investigation.objects.get(), closed_on=june(10))
    end(proposed(firm, "resumption", june(11)))
    assert [order.case_id for order in orders_of(firm, june(25))] == [second.pk]


def test_a_risk_suspends_the_guarantee_waiver_and_officers_end_it(fang: User) -> None:
    firm = aeo()
    night(june(1))
    case = suspension_open(by=fang, enterprise=firm, cause="hiding_assets", reasons="转移财产", as_of=june(1))
    order = suspended(case)
    assert (order.scope, order.risk, order.whole) == ("guarantee", "hiding_assets", False)
    assert night(june(10)).suspensions_proposed == 0
    ending = resumption_open(by=fang, enterprise=firm, reasons="已核实", as_of=june(20))
    end(ending)
    assert suspension_of(firm, june(23)) is None


def test_an_officer_opens_for_what_stands_today(fang: User) -> None:
    firm = aeo(investigations=[INQUIRY])
    case = suspension_open(by=fang, enterprise=firm, cause="facts", reasons="见立案决定书", as_of=june(1))
    assert night(june(1)).suspensions_proposed == 0
    assert suspended(case).whole


def test_a_draft_sent_back_is_drafted_anew(li: User) -> None:
    case = investigated()
    draft(case)
    draft_return(by=li, case=case, note="写明事由", as_of=june(2))
    with pytest.raises(ValidationError, match="sent back"):
        sign(case)
    draft(case, 3)
    assert sign(case).state == "signed"


# --- Refusals ---------------------------------------------------------------


def test_while_a_criminal_case_is_pending_nothing_is_declined(fang: User, li: User) -> None:
    case = accused()
    with pytest.raises(ValidationError, match="cannot be declined"):
        suspension_decline(by=fang, case=case, reasons="x", as_of=june(2))
    other = investigated(2)
    suspension_decline(by=fang, case=other, reasons="x", as_of=june(2))
    add_facts(other.enterprise, criminal_cases=[CRIME])
    night(june(2))
    with pytest.raises(ValidationError, match="cannot be declined"):
        suspension_decline_sign(by=li, case=other, as_of=june(3))
    draft(other, 3)
    assert again(other).step == "suspension_drafted"


def test_what_no_longer_stands_is_not_ordered_but_declined() -> None:
    case = accused()
    draft(case)
    change_fact(CriminalCase.objects.get(), outcome="withdrawn", effective_on=june(3))
    with pytest.raises(ValidationError, match="draft it anew"):
        sign(case)
    with pytest.raises(ValidationError, match="only be declined"):
        draft(case, 3)
    assert decline(case, 3).state == "dismissed"


def test_four_eyes_and_districts(fang: User, li: User, zhao: User, chen: User, zhou: User) -> None:
    case = investigated()
    for outsider in (chen, zhou):
        with pytest.raises(PermissionDenied):
            suspension_draft(by=outsider, case=case, reasons="x", from_on=june(2), as_of=june(2))
    suspension_draft(by=li, case=case, reasons="x", from_on=june(2), as_of=june(2))
    for who in (li, fang):
        with pytest.raises(PermissionDenied):
            suspension_sign(by=who, case=case, as_of=june(3))
    suspension_decline(by=li, case=case, reasons="x", as_of=june(2))
    with pytest.raises(PermissionDenied, match="different person"):
        suspension_decline_sign(by=li, case=case, as_of=june(3))
    assert suspension_decline_sign(by=zhao, case=case, as_of=june(3)).state == "dismissed"


def test_an_end_needs_its_causes_gone_and_another_person(fang: User, li: User) -> None:
    order = suspended(accused())
    with pytest.raises(ValidationError, match="Nothing can be ended"):
        resumption_open(by=fang, enterprise=order.enterprise, reasons="x", as_of=june(5))
    withdraw()
    case = proposed(order.enterprise, "resumption", june(20))
    with pytest.raises(ValidationError, match="must be ended"):
        resumption_drop(by=fang, case=case, reasons="x", as_of=june(20))
    end(case, until="resumption_draft")
    with pytest.raises(PermissionDenied):
        resumption_sign(by=fang, case=case, as_of=june(22))
    change_fact(CriminalCase.objects.get(), outcome="pending", effective_on=None)
    with pytest.raises(ValidationError, match="these stand: CRI-00001-1"):
        resumption_sign(by=li, case=case, as_of=june(22))
    resumption_drop(by=fang, case=case, reasons="案件未撤", as_of=june(22))
    assert SuspensionOrder.objects.get().end_case is None
    withdraw(24)
    assert night(june(24)).suspensions_proposed == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda fang: open_for(fang, make_firm(), "financial_risk"), "not an AEO"),
        (lambda fang: open_for(fang, aeo(), "facts"), "no investigation open"),
        (lambda fang: open_for(fang, aeo(), "financial_risk", " "), "Say why"),
        (lambda fang: [open_for(fang, firm, "financial_risk") for firm in [aeo()] * 2], "open case already"),
        (lambda fang: serve_too_early(fang), "before it was signed"),
    ],
)
def test_what_is_refused(wrong: Callable[[User], Any], message: str, fang: User) -> None:
    with pytest.raises(ValidationError, match=message):
        wrong(fang)


def open_for(by: User, firm: Any, cause: str, reasons: str = "x") -> Case:
    return suspension_open(by=by, enterprise=firm, cause=cause, reasons=reasons, as_of=june(1))


def serve_too_early(by: User) -> None:
    case = suspend(investigated(), "suspension_sign")
    suspension_serve(by=by, case=case, method="direct", served_on=june(2), as_of=june(4))


def test_an_outsider_opens_nothing(chen: User) -> None:
    firm = aeo()
    for service, given in ((suspension_open, {"cause": "financial_risk"}), (resumption_open, {})):
        with pytest.raises(PermissionDenied):
            service(by=chen, enterprise=firm, reasons="x", as_of=june(1), **given)  # type: ignore[operator]
