"""Repair excluded by law or central policy: recorded, approved by another person, in force, ended."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Enterprise
from ratings.models import Case, RepairExclusion, RepairOutlook
from ratings.services.exclusions import exclusion_approve, exclusion_open, exclusion_reject
from ratings.services.repairs import repair_check, repair_decision_sign
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.repairing import discredited, drafted, findings, received
from tests.ratings.casework.walking import again, june, night, proof

pytestmark = pytest.mark.django_db
BASIS = "国办发〔2026〕9号第三条"


def recorded(firm: Enterprise, by: User | None = None, **other: Any) -> Case:
    given = {
        "what": "exclude",
        "basis": BASIS,
        "reason": "属于该条规定的情形",
        "papers": [proof()],
        "as_of": june(1),
    } | other
    return exclusion_open(by=by or make_person("fang"), enterprise=firm, **given)


def excluded(firm: Enterprise, **other: Any) -> Case:
    case = recorded(firm, **other)
    return exclusion_approve(by=make_person("li"), case=case, as_of=other.get("as_of", june(1)))


def test_an_approved_exclusion_stops_an_application_and_says_the_text():
    firm = discredited()
    case = excluded(firm)
    assert (case.state, case.exclusion.approved_on) == (Case.State.DECIDED, june(1))
    with pytest.raises(ValidationError, match=f"Excluded since 2026-06-01 by: {BASIS}"):
        received(firm)


def test_one_that_waits_or_was_rejected_stops_nothing(li: User):
    firm = discredited()
    case = recorded(firm)
    exclusion_reject(by=li, case=case, note="不属于该条", as_of=june(1))
    assert again(case).state == Case.State.DISMISSED
    recorded(firm)
    assert received(firm).kind == Case.Kind.REPAIR


def test_one_that_comes_after_the_check_stops_the_signature(li: User):
    case = drafted()
    excluded(case.enterprise, as_of=june(3))
    with pytest.raises(ValidationError, match="check them anew"):
        repair_decision_sign(by=li, case=case, as_of=june(4))


def test_one_that_comes_before_the_check_is_what_the_officer_must_confirm(fang: User):
    case = received()
    excluded(case.enterprise, as_of=june(2))
    with pytest.raises(ValidationError, match="Confirm what the portal finds today: Excluded since 2026-06-02"):
        repair_check(by=fang, case=case, findings=findings(), as_of=june(2))
    repair_check(by=fang, case=case, findings=findings(excluded=False), as_of=june(2))


def test_an_exclusion_ends_the_way_it_came_and_the_past_keeps_it():
    firm = discredited()
    excluded(firm)
    excluded(firm, what="end", as_of=june(4))
    with pytest.raises(ValidationError, match="Excluded since"):
        received(firm, on=june(3))
    assert received(firm, on=june(4)).kind == Case.Kind.REPAIR


def test_the_list_of_who_may_apply_knows_no_day_for_an_excluded_firm():
    firm = discredited()
    night(june(1))
    assert RepairOutlook.objects.get().first_day == june(1)
    excluded(firm)
    night(june(2))
    assert RepairOutlook.objects.get().first_day is None


def test_a_later_rating_is_not_excluded_with_an_earlier_one():
    earlier = {"level": "discredited", "effective_on": date(2024, 1, 1), "grounds": ["smuggling_act"]}
    later = {"level": "discredited", "effective_on": date(2025, 6, 1), "grounds": ["smuggling_act"]}
    firm = make_firm(ratings=[earlier, later])
    excluded(firm)
    first = firm.decidedrating_set.order_by("effective_on").first()
    RepairExclusion.objects.update(rating=first)
    assert received(firm).kind == Case.Kind.REPAIR


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"papers": []}, "Attach the text"),
        ({"basis": " "}, "Name the law or policy"),
        ({"reason": ""}, "why it applies"),
        ({"what": "end"}, "No exclusion is in force"),
        ({"what": "perhaps"}, "no more"),
    ],
)
def test_what_a_record_needs(other: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        recorded(discredited(), **other)
    assert not Case.objects.exists()


def test_what_is_refused_in_the_state_of_the_firm():
    with pytest.raises(ValidationError, match="no adverse level"):
        recorded(make_firm(5))
    firm = discredited()
    excluded(firm)
    with pytest.raises(ValidationError, match="excluded already"):
        recorded(firm)


def test_who_may_do_what(fang: User, li: User, zhao: User, chen: User):
    firm = discredited()
    with pytest.raises(PermissionDenied, match="customs district"):
        recorded(firm, by=chen)
    case = recorded(firm, by=li)
    with pytest.raises(PermissionDenied, match="a different person decides"):
        exclusion_approve(by=li, case=case, as_of=june(1))
    with pytest.raises(PermissionDenied, match="Your roles do not allow"):
        exclusion_approve(by=fang, case=case, as_of=june(1))
    exclusion_approve(by=zhao, case=case, as_of=june(1))
