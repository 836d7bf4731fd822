"""Mergers, divisions and cancellations: each rule of the law, two people, and firms that link to each other."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from enterprises.models import Certification, DecidedRating, Enterprise
from ratings.assessment.explain import explain_one
from ratings.models import Case, Decision
from ratings.selectors.successions import open_cases_of, relations_of, warnings_of
from ratings.services.successions import succession_approve, succession_open, succession_reject
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import BRIBERY, again, june, night, proof
from tests.ratings.pages.reading import firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
CERTIFIED = [{"level": "advanced_certified", "granted_on": date(2024, 5, 1)}]
DISCREDITED = [{"level": "discredited", "effective_on": date(2026, 5, 1), "grounds": ["bribery"]}]
DAY = june(10)


def recorded(by: User, firm: Enterprise, kind: str, **other: Any) -> Case:
    given = {"effective_on": DAY, "reason": "工商变更", "papers": [proof("协议.pdf")], "as_of": june(12)} | other
    return succession_open(by=by, enterprise=firm, kind=kind, **given)


def done(fang: User, li: User, firm: Enterprise, kind: str, **other: Any) -> Case:
    case = recorded(fang, firm, kind, **other)
    succession_approve(by=li, case=case, as_of=june(15))
    return again(case)


def level(firm: Enterprise, day: date = DAY) -> str:
    return explain_one(firm, day)["level_in_force"]


def test_in_a_division_the_part_with_the_main_rights_keeps_the_level_and_others_start_as_regular(fang: User, li: User):
    old, main, other = make_firm(1, certifications=CERTIFIED), make_firm(2), make_firm(3)
    done(fang, li, old, "division_main", successors=[main, other], main=main)
    assert (level(old), level(main), level(other)) == ("regular", "advanced_certified", "regular")
    assert (level(old, june(9)), level(main, june(9))) == ("advanced_certified", "regular")
    assert Decision.objects.filter(kind="succession", enterprise=main).get().evidence["after"] == "advanced_certified"


def test_where_the_original_itself_keeps_the_main_rights_nothing_moves(fang: User, li: User):
    old, other = make_firm(1, certifications=CERTIFIED), make_firm(2)
    done(fang, li, old, "division_main", successors=[other], main=old)
    assert (level(old), level(other)) == ("advanced_certified", "regular") and Certification.objects.count() == 1


def test_an_adverse_level_passes_to_the_part_with_the_main_rights(fang: User, li: User):
    old, main = make_firm(1, ratings=DISCREDITED), make_firm(2)
    done(fang, li, old, "division_main", successors=[main], main=main)
    assert level(main) == "discredited" and level(old) == "discredited"
    rating = DecidedRating.objects.get(enterprise=main)
    assert (rating.effective_on, rating.grounds, rating.decision.case.kind) == (DAY, "bribery", "succession")


def test_where_the_original_is_dissolved_none_inherits(fang: User, li: User):
    old, one, two = make_firm(1, certifications=CERTIFIED), make_firm(2), make_firm(3)
    done(fang, li, old, "division_dissolved", successors=[one, two])
    assert (level(old), level(one), level(two)) == ("regular", "regular", "regular")


def test_in_an_absorption_the_surviving_firm_keeps_its_own_level(fang: User, li: User):
    absorbed, survivor = (
        make_firm(1, certifications=CERTIFIED),
        make_firm(2, certifications=[CERTIFIED[0] | {"level": "certified"}]),
    )
    done(fang, li, absorbed, "absorption", successors=[survivor])
    assert (level(absorbed), level(survivor)) == ("regular", "certified")


def test_a_merger_into_a_new_firm_passes_nothing_on(fang: User, li: User):
    one, two, new = make_firm(1, certifications=CERTIFIED), make_firm(2), make_firm(3)
    done(fang, li, one, "new_merger", others=[two], successors=[new])
    assert (level(one), level(new)) == ("regular", "regular")


def test_a_cancellation_ends_the_certification(fang: User, li: User):
    firm = make_firm(1, certifications=CERTIFIED)
    done(fang, li, firm, "cancellation")
    row = Certification.objects.get(enterprise=firm)
    assert (row.ended_on, row.history.first().history_user) == (DAY, li)


def test_nothing_happens_before_another_person_approves(fang: User, li: User):
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2)
    case = recorded(li, old, "division_main", successors=[main], main=main)
    assert level(main) == "regular" and list(relations_of(main, june(20))) == []
    with pytest.raises(PermissionDenied, match="a different person decides"):
        succession_approve(by=li, case=case, as_of=june(15))
    with pytest.raises(PermissionDenied, match="Your roles do not allow this"):
        succession_approve(by=fang, case=case, as_of=june(15))


def test_a_rejected_record_changes_nothing_and_may_come_again(fang: User, li: User):
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2)
    case = recorded(fang, old, "division_main", successors=[main], main=main)
    with pytest.raises(ValidationError, match="why it is rejected"):
        succession_reject(by=li, case=case, note=" ", as_of=june(15))
    succession_reject(by=li, case=case, note="材料不符", as_of=june(15))
    assert again(case).state == Case.State.DISMISSED and level(old) == "advanced_certified"
    assert recorded(fang, old, "division_main", successors=[main], main=main).pk != case.pk


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("division_main", {"successors": [2]}, "which of the firms takes the main"),
        ("division_main", {"successors": [2], "main": 3}, "which of the firms takes the main"),
        ("division_dissolved", {}, "Name the firms that follow"),
        ("absorption", {"successors": [2, 3]}, "the one firm that goes on"),
        ("new_merger", {"successors": [2]}, "at least two firms before"),
        ("cancellation", {"successors": [2]}, "has no successor"),
        ("absorption", {"successors": [1]}, "named twice"),
        ("division_dissolved", {"successors": [2], "others": [3]}, "Only a merger"),
        ("marriage", {}, "what kind"),
        ("cancellation", {"papers": []}, "the paper that proves it"),
        ("cancellation", {"effective_on": june(13)}, "lies in the future"),
        ("cancellation", {"reason": ""}, "Give the reason"),
    ],
)
def test_firms_and_kind_must_go_together(fang: User, kind: str, given: dict[str, Any], why: str):
    firms = {number: make_firm(number) for number in (1, 2, 3)}
    for name in ("successors", "others"):
        if name in given:
            given = given | {name: [firms[number] for number in given[name]]}
    if "main" in given:
        given = given | {"main": firms[given["main"]]}
    with pytest.raises(ValidationError, match=why):
        recorded(fang, firms[1], kind, **given)


def test_who_may_record_it(chen: User, zhou: User):
    for by in (chen, zhou):
        with pytest.raises(PermissionDenied, match="firm's customs district"):
            recorded(by, make_firm(1) if by is chen else Enterprise.objects.get(), "cancellation")


def test_what_the_law_leaves_open_is_said_and_left_to_officers(fang: User):
    old, new = make_firm(1, ratings=DISCREDITED, penalties=[BRIBERY]), make_firm(2, penalties=[BRIBERY])
    night(june(1))
    case = recorded(fang, old, "division_dissolved", successors=[new])
    said = [str(warning.text) for warning in warnings_of(case.succession, june(12))]
    assert any("adverse level is dissolved" in text for text in said)
    assert {row.enterprise for row in open_cases_of(case.succession)} == {new}


def test_firms_link_to_each_other_and_stay_findable(fang: User, li: User):
    absorbed, survivor = make_firm(1), make_firm(2)
    done(fang, li, absorbed, "absorption", successors=[survivor])
    here, there = text_of(sign_in(fang), firm_page(absorbed)), text_of(sign_in(fang), firm_page(survivor))
    assert "followed by 测试企业2号" in here and "follows 测试企业1号" in there
    assert "followed by" not in text_of(sign_in(fang), firm_page(absorbed, "2026-06-09"))
    assert "测试企业1号" in text_of(sign_in(fang), "/enterprises/enterprise/?q=5201900001")


def test_the_whole_way_by_forms(fang: User, li: User):
    old, main = make_firm(1, certifications=CERTIFIED), make_firm(2)
    url = f"/ratings/case/open/{old.pk}/succession/"
    data = {
        "kind": "division_main", "effective_on": date.today().isoformat(), "successors": "5201900002", "main": "5201900002",
        "reason": "分立", "papers": [SimpleUploadedFile("a.pdf", b"%PDF")],
    }  # fmt: skip
    bad = sign_in(fang).post(url, data | {"successors": "5201999999", "papers": [SimpleUploadedFile("a.pdf", b"%PDF")]})
    assert bad.status_code == 400 and "5201999999" in bad.content.decode()
    assert sign_in(fang).post(url, data).status_code == 302
    case = Case.objects.get(kind="succession")
    text = text_of(sign_in(li), f"/ratings/case/{case.pk}/")
    assert "takes over the level of the original" in text
    seen = case.acts.last().pk
    assert sign_in(li).post(f"/ratings/case/{case.pk}/act/succession_approve/", {"seen": seen}).status_code == 302
    assert level(main, date.today()) == "advanced_certified"
    assert "done" in text_of(sign_in(li), f"/ratings/case/{case.pk}/")
