"""Objections: every path to a reply and to a linked correction, every refusal, the deadline on both sides."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from enterprises.models import Delivery, Enterprise, Penalty
from ratings.models import Case, Letter
from ratings.selectors.corrections import corrections_for
from ratings.selectors.desk import desk_of
from ratings.selectors.offers import offers_for
from ratings.services.objections import (
    correction_link,
    correction_link_last,
    objection_draft,
    objection_examine,
    objection_open,
    objection_serve,
    objection_serve_first,
    objection_sign,
)
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import BRIBERY, again, june, proof
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db


def objected(by: User, firm: Enterprise | None = None, **other: Any) -> Case:
    """An objection to the firm's penalty, where nothing else is said."""
    firm = firm or make_firm(penalties=[BRIBERY])
    given = {
        "objector": "某贸易有限公司", "contact": "020-1234567", "received_on": june(1), "published": penalty_of(firm),
        "datum": "金额", "statement": "处罚金额有误", "papers": [proof("证据.pdf")], "as_of": june(1),
    } | other  # fmt: skip
    return objection_open(by=by, enterprise=firm, **given)


def penalty_of(firm: Enterprise) -> str:
    """How a form names the firm's penalty."""
    return f"penalty:{Penalty.objects.get(enterprise=firm).pk}"


def answered(case: Case, fang: User, li: User, *, founded: bool) -> Case:
    objection_examine(by=fang, case=case, finding="经复核", well_founded=founded, as_of=june(5))
    objection_draft(by=fang, case=case, reasons="详见复核情况", as_of=june(8))
    objection_sign(by=li, case=case, as_of=june(9))
    return again(case)


def served(by: User, case: Case, service: Any = objection_serve) -> Any:
    return service(by=by, case=case, method="post", served_on=june(10), as_of=june(10))


def corrected(case: Case) -> str:
    """The penalty is corrected after the objection came, as the choice that names it."""
    penalty = Penalty.objects.get(enterprise=case.enterprise)
    penalty.amount_cny = 2
    penalty.save()
    return next(each.value for each in corrections_for(case) if each.value.startswith(f"penalty:{penalty.pk}:"))


def test_an_objection_that_is_not_well_founded_is_answered_and_closed(fang: User, li: User):
    case = answered(objected(fang), fang, li, founded=False)
    served(fang, case)
    case = again(case)
    assert (case.state, case.step, case.due_on) == (Case.State.DECIDED, "closed", None)
    letter = case.letters.get()
    assert letter.state == Letter.State.SIGNED and letter.content["addressee"] == "某贸易有限公司"


def test_a_well_founded_one_waits_for_its_correction_after_the_reply(fang: User, li: User):
    case = answered(objected(fang), fang, li, founded=True)
    with pytest.raises(ValidationError, match="link the correction, or record that it is awaited"):
        served(fang, case)
    served(fang, case, objection_serve_first)
    case = again(case)
    assert (case.state, case.step) == (Case.State.OPEN, "objection_correcting")
    mine = next(part for part in desk_of(fang, june(11)) if part.code == "mine")
    assert [str(row.waits_for) for row in mine.rows] == ["Correct the data and link the correction"]
    with pytest.raises(ValidationError, match="Choose what corrected"):
        correction_link_last(by=fang, case=case, correction="penalty:1:1", as_of=june(12))
    correction = corrected(case)
    correction_link_last(by=fang, case=case, correction=correction, as_of=june(12))
    case = again(case)
    assert (case.state, case.objection.correction, case.objection.corrected_on) == (Case.State.DECIDED, correction, june(12))


def test_a_correction_may_be_linked_before_the_reply(fang: User, li: User):
    case = objected(fang)
    objection_examine(by=fang, case=case, finding="经复核", well_founded=True, as_of=june(5))
    correction_link(by=fang, case=case, correction=corrected(case), as_of=june(6))
    objection_draft(by=fang, case=case, reasons="已更正", as_of=june(8))
    objection_sign(by=li, case=case, as_of=june(9))
    with pytest.raises(ValidationError, match="No correction is awaited"):
        served(fang, case, objection_serve_first)
    served(fang, case)
    assert again(case).state == Case.State.DECIDED and case.letters.get().content["corrected"]


def test_only_a_well_founded_objection_has_a_correction(fang: User):
    case = objected(fang)
    objection_examine(by=fang, case=case, finding="经复核", well_founded=False, as_of=june(5))
    with pytest.raises(ValidationError, match="Only a well-founded objection"):
        correction_link(by=fang, case=case, correction=corrected(case), as_of=june(6))


def test_several_objections_run_for_one_firm(fang: User):
    first = objected(fang)
    second = objected(fang, first.enterprise, objector="另一企业")
    assert first.pk != second.pk and second.state == Case.State.OPEN


def test_it_is_answered_within_twenty_days_and_overdue_after(fang: User):
    case = objected(fang, received_on=june(1))
    assert case.due_on == june(21)
    for day, overdue in ((june(21), False), (june(22), True)):
        mine = next(part for part in desk_of(fang, day) if part.code == "mine")
        assert mine.rows[0].overdue is overdue


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"papers": []}, "comes with evidence"),
        ({"received_on": june(2)}, "lies in the future"),
        ({"published": "weather:1"}, "what data"),
        ({"published": "penalty:0"}, "what data"),
        ({"objector": " "}, "who objects"),
        ({"contact": ""}, "how the objector is reached"),
        ({"published": "other:licence", "datum": " "}, "which datum"),
        ({"statement": ""}, "what the objector states"),
    ],
)
def test_what_an_objection_needs(fang: User, other: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        objected(fang, **other)
    assert not Case.objects.exists()


def test_who_may_do_what(fang: User, li: User, chen: User, zhou: User):
    firm = make_firm(penalties=[BRIBERY])
    for by in (chen, zhou):
        with pytest.raises(PermissionDenied, match="firm's customs district"):
            objected(by, firm)
    case = objected(fang, firm)
    with pytest.raises(PermissionDenied, match="another customs district"):
        objection_examine(by=chen, case=case, finding="a", well_founded=True, as_of=june(2))
    objection_examine(by=fang, case=case, finding="a", well_founded=False, as_of=june(2))
    objection_draft(by=li, case=case, reasons="a", as_of=june(2))
    with pytest.raises(PermissionDenied, match="a different person must sign"):
        objection_sign(by=li, case=case, as_of=june(2))
    with pytest.raises(PermissionDenied, match="Your roles do not allow this"):
        objection_sign(by=fang, case=case, as_of=june(2))


def test_only_the_due_act_is_offered(fang: User, li: User):
    case = answered(objected(fang), fang, li, founded=True)
    offered = {offer.act.name for offer in offers_for(fang, case, june(9)) if not offer.why_not}
    assert {"objection_serve_first", "correction_link"} <= offered and "objection_serve" not in offered


def test_the_whole_way_by_forms(fang: User, li: User):
    firm = make_firm(penalties=[BRIBERY])
    today = date.today().isoformat()
    paper = SimpleUploadedFile("证据.pdf", b"%PDF")
    data = {
        "objector": "某企业",
        "contact": "020",
        "received_on": today,
        "published": penalty_of(firm),
        "statement": "误",
    }
    url = f"/ratings/case/open/{firm.pk}/objection/"
    assert sign_in(fang).post(url, data).status_code == 400
    assert sign_in(fang).post(url, data | {"papers": [paper]}).status_code == 302
    case = Case.objects.get(kind="objection")

    def act(user: User, name: str, **values: object) -> int:
        last = case.acts.values_list("pk", flat=True).last()
        return sign_in(user).post(f"/ratings/case/{case.pk}/act/{name}/", {"seen": last, **values}).status_code

    assert act(fang, "objection_examine", well_founded="", finding="x") == 400
    assert act(fang, "objection_examine", well_founded="no", finding="经复核无误") == 302
    assert act(fang, "objection_draft", reasons="理由") == 302
    assert act(li, "objection_sign") == 302
    assert act(fang, "objection_serve", method="post", served_on=today) == 302
    text = text_of(sign_in(fang), f"/ratings/case/{case.pk}/")
    assert "not well founded" in text and "某企业" in text and again(case).state == Case.State.DECIDED


def test_an_empty_paper_is_refused_and_nothing_is_half_opened(fang: User):
    with pytest.raises(ValidationError, match=r"This paper is empty: 空\.pdf"):
        objected(fang, papers=[proof("空.pdf", size=0)])
    assert not Case.objects.exists()


def test_who_made_the_finding_does_not_sign_the_reply(fang: User, li: User, zhao: User):
    case = objected(fang)
    objection_examine(by=li, case=case, finding="a", well_founded=False, as_of=june(2))
    objection_draft(by=fang, case=case, reasons="a", as_of=june(2))
    reason = "You did “Record the re-examination”: a different person decides on it."
    assert reason in [offer.why_not for offer in offers_for(li, again(case), june(2))]
    with pytest.raises(PermissionDenied, match=reason):
        objection_sign(by=li, case=case, as_of=june(2))
    assert objection_sign(by=zhao, case=case, as_of=june(2)).state == Letter.State.SIGNED


def test_a_new_finding_voids_the_reply_that_was_drafted_on_the_old_one(fang: User, li: User):
    case = objected(fang)
    objection_examine(by=fang, case=case, finding="a", well_founded=False, as_of=june(2))
    draft = objection_draft(by=fang, case=case, reasons="a", as_of=june(2))
    objection_examine(by=fang, case=case, finding="b", well_founded=True, as_of=june(3))
    draft.refresh_from_db()
    assert draft.state == Letter.State.VOID
    with pytest.raises(ValidationError, match="is not due"):
        objection_sign(by=li, case=case, as_of=june(3))


def test_the_datum_is_frozen_and_what_changed_of_it_shows_beside(fang: User):
    case = objected(fang)
    evidence = case.freezes.get().evidence.get()
    assert (evidence.source, evidence.snapshot["amount_cny"], case.objection.datum.endswith("· 金额")) == (
        "penalty",
        "1.00",
        True,
    )
    corrected(case)
    page = text_of(sign_in(fang), f"/ratings/case/{case.pk}/")
    assert "What the objection is about" in page and "1.00" in page and "2.00" in page


def test_what_the_portal_does_not_hold_is_told_in_words(fang: User):
    case = objected(fang, published="other:licence", datum="许可证 44-1")
    assert (case.objection.subject, case.objection.datum, case.freezes.count()) == ("licence", "许可证 44-1", 0)


def test_another_firms_penalty_is_not_what_this_firm_published(fang: User):
    other = make_firm(2, penalties=[BRIBERY])
    with pytest.raises(ValidationError, match="what data"):
        objected(fang, make_firm(3, penalties=[BRIBERY]), published=penalty_of(other))


def test_a_fact_that_moved_to_another_firm_or_came_anew_corrects(fang: User):
    case = objected(fang)
    penalty = Penalty.objects.get(enterprise=case.enterprise)
    penalty.save()  # a delivery records the version before a change, as it was, first
    penalty.enterprise = make_firm(2)
    penalty.save()
    new = Penalty.objects.create(
        enterprise=case.enterprise, decision_no="新-1", kind="bribery", decided_on=june(2), amount_cny=5,
        delivery=Delivery.objects.create(reference="D-1"),
    )  # fmt: skip
    found = {each.value: each for each in corrections_for(case)}
    moved = next(value for value in found if value.startswith(f"penalty:{penalty.pk}:"))
    came = next(value for value in found if value.startswith(f"penalty:{new.pk}:"))
    assert found[moved].url.endswith(f"/penalty/{penalty.pk}/change/") and "新-1" in found[came].label


def test_neither_an_open_case_nor_another_objection_corrects(fang: User, li: User):
    case = objected(fang)
    other = answered(objected(fang, case.enterprise), fang, li, founded=False)
    served(fang, other)
    assert not [each for each in corrections_for(case) if each.value.startswith("case:")]


def test_the_page_links_the_correction(fang: User, li: User):
    case = answered(objected(fang), fang, li, founded=True)
    correction_link(by=fang, case=case, correction=corrected(case), as_of=june(10))
    penalty = Penalty.objects.get(enterprise=case.enterprise)
    page = sign_in(fang).get(f"/ratings/case/{case.pk}/").content.decode()
    assert page.count(f'href="/enterprises/penalty/{penalty.pk}/change/"') >= 2
