"""The rulebook's pages: any day, every figure with its mark, and the acts of the legal desk."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from ratings.models import FigureAmendment
from ratings.services.figures import figure_amendment_approve, figure_amendment_propose

RULEBOOK = "/ratings/figureamendment/rulebook/"
FIGURE = RULEBOOK + "order-282/overdue_duty_months/"
PROPOSAL = {
    "value": "4",
    "status": "confirmed",
    "valid_from": "2026-07-01",
    "source": "第282号令正文",
    "reason": "正文已公布",
}


@pytest.fixture
def open_page(client, person):
    """Opens a page as a person, in Chinese or in English."""

    def open_page(name: str, address: str, language: str = "zh-hans", **data):
        client.force_login(person(name))
        client.cookies["django_language"] = language
        return client.post(address, data) if data else client.get(address)

    return open_page


@pytest.fixture
def proposal(qian):
    return figure_amendment_propose(
        by=qian, rulebook="order-282", figure="overdue_duty_months", **PROPOSAL | {"valid_from": date(2026, 7, 1)}
    )


def text_of(response) -> str:
    """What a person reads, on one line."""
    body = response.content.decode()
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", body[body.index("<main") :], flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_addresses_have_their_names():
    assert reverse("admin:ratings_rulebook") == RULEBOOK
    assert reverse("admin:ratings_figure", args=["order-282", "overdue_duty_months"]) == FIGURE


@pytest.mark.parametrize("name", ["fang", "li", "qian", "wu", "zhou"])
def test_whoever_reads_the_portal_reads_the_law(open_page, name):
    for address in (RULEBOOK, FIGURE):
        assert open_page(name, address).status_code == 200


def test_administrators_of_accounts_do_not(open_page):
    for address in (RULEBOOK, FIGURE, "/ratings/figureamendment/"):
        assert open_page("admin_a", address).status_code == 403


def test_nobody_reads_it_without_signing_in(client, db):
    assert client.get(RULEBOOK).status_code == 302


@pytest.mark.parametrize(
    ("day", "shown", "absent"),
    [
        ("2026-03-31", "海关总署令第251号第22条第3项", "（沿用）"),
        ("2026-04-01", "海关总署令第251号第22条第3项（沿用）", "2021-11-01"),
    ],
)
def test_a_day_shows_the_rulebook_of_its_time(open_page, day, shown, absent):
    text = text_of(open_page("fang", f"{RULEBOOK}?on={day}"))
    assert shown in text
    assert absent not in text


def test_every_figure_and_every_ground_is_there_with_its_mark(open_page):
    page = open_page("fang", RULEBOOK + "?on=2026-06-30")
    book, text = page.context["book"], text_of(page)
    assert all(figure.label_zh in text for figure in book.figures.values())
    assert all(ground.wording_zh in text for ground in book.grounds.values())
    content = page.content.decode()
    assert 'class="mark" tabindex="0"' in content
    assert "第251号令；第282号令正文核对之前暂予沿用" in content, "the source is not on focus"


@pytest.mark.parametrize("figure", ["certified_review_months", "overdue_duty_months", "rectification_max_months"])
def test_what_is_not_confirmed_says_that_it_is_to_be_verified(open_page, figure):
    content = open_page("fang", f"{RULEBOOK}order-282/{figure}/", "en").content.decode()
    assert 'role="note">to be verified<span class="mark-source">' in content


def test_portal_policy_is_marked_as_such_and_not_as_law(open_page):
    content = open_page("fang", RULEBOOK + "?on=2026-06-30", "en").content.decode()
    row = content[content.index('href="/ratings/figureamendment/rulebook/order-282/lookback_months/"') :]
    row = row[: row.index("</tr>")]
    assert "Portal policy" in row
    assert "Order" not in row
    assert "confirmed" not in row


def test_a_day_without_a_rulebook_says_so(open_page):
    text = text_of(open_page("fang", RULEBOOK + "?on=2021-10-31", "en"))
    assert "No rulebook is in force on 31 October 2021" in text
    assert "Order 251, from 1 November 2021" in text


def test_a_day_that_is_none_says_so(open_page):
    assert "This is not a day" in text_of(open_page("fang", RULEBOOK + "?on=yesterday", "en"))


def test_the_english_page_has_no_chinese(open_page, proposal):
    for address in (RULEBOOK + "?on=2026-06-30", RULEBOOK + "?on=2021-10-31", RULEBOOK + "order-282/lookback_months/"):
        text = text_of(open_page("qian", address, "en")).replace("钱进", "")
        assert not re.search(r"[\u4e00-\u9fff]", text), re.findall(r".{20}[\u4e00-\u9fff]+", text)


def test_unknown_addresses_are_not_found(open_page):
    for address in (RULEBOOK + "order-282/nothing/", RULEBOOK + "order-999/overdue_duty_months/"):
        assert open_page("fang", address).status_code == 404


@pytest.mark.parametrize(("show", "number"), [("unknown", 3), ("policy", 2), ("amended", 0)])
def test_figures_can_be_narrowed(open_page, show, number):
    page = open_page("qian", f"{RULEBOOK}?on=2026-06-30&show={show}")
    assert sum(len(section["figures"]) for section in page.context["sections"]) == number


def test_the_page_asks_few_questions(client, open_page, proposal, django_assert_max_num_queries):
    open_page("qian", RULEBOOK)
    with django_assert_max_num_queries(14):
        client.get(RULEBOOK)


def test_the_legal_desk_proposes_and_the_second_person_approves(open_page):
    answer = open_page("qian", FIGURE, **PROPOSAL)
    assert answer.status_code == 302
    amendment = FigureAmendment.objects.get()
    assert answer["Location"] == FIGURE
    page = open_page("sun", FIGURE, "en")
    assert "3 months → 4 months" in text_of(page)
    act = reverse("admin:ratings_figure_act", args=[amendment.pk, "approve"])
    assert open_page("sun", act, note="已与正文核对").status_code == 302
    assert "2026-07-01" in text_of(open_page("zhou", FIGURE, "en"))
    assert "已与正文核对" in text_of(open_page("zhou", FIGURE))
    page = open_page("zhou", RULEBOOK + "?on=2026-07-01")
    assert page.context["book"].value("overdue_duty_months") == 4
    assert open_page("zhou", RULEBOOK + "?on=2026-06-30").context["book"].value("overdue_duty_months") == 3


def test_who_proposed_is_refused_in_words(open_page, proposal):
    page = open_page("qian", reverse("admin:ratings_figure_act", args=[proposal.pk, "approve"]), "en", note="Yes")
    assert page.status_code == 403
    assert "You proposed this figure: a second person of the legal desk decides on it." in text_of(page)


@pytest.mark.parametrize("name", ["fang", "li", "wu", "zhou"])
def test_others_find_no_form_and_are_refused(open_page, proposal, name):
    assert b"<textarea" not in open_page(name, FIGURE).content
    assert open_page(name, RULEBOOK + "order-282/overdue_fine_months/", **PROPOSAL).status_code == 403
    act = reverse("admin:ratings_figure_act", args=[proposal.pk, "approve"])
    assert open_page(name, act, note="x").status_code == 403
    invalid = PROPOSAL | {"value": "", "reason": ""}
    assert open_page(name, RULEBOOK + "order-282/overdue_fine_months/", **invalid).status_code == 403
    assert FigureAmendment.objects.get().state == "proposed"


def test_a_value_that_does_not_fit_is_told_beside_its_field(open_page):
    page = open_page("qian", FIGURE, "en", **PROPOSAL | {"value": "four"})
    assert "Write a whole number in digits" in text_of(page)
    assert page.context["form"]["reason"].value() == "正文已公布", "what was typed is lost"


def test_rejecting_without_a_note_is_told(open_page, proposal):
    page = open_page("sun", reverse("admin:ratings_figure_act", args=[proposal.pk, "reject"]), "en", note=" ")
    assert "This is needed: history keeps it." in text_of(page)


def test_an_act_is_never_done_by_a_link(open_page, proposal):
    assert open_page("sun", reverse("admin:ratings_figure_act", args=[proposal.pk, "approve"])).status_code == 405


def test_an_amendment_leads_to_its_figure(open_page, proposal, sun):
    figure_amendment_approve(by=sun, amendment=proposal)
    assert open_page("zhou", reverse("admin:ratings_figureamendment_change", args=[proposal.pk]))["Location"] == FIGURE
    assert open_page("zhou", reverse("admin:ratings_figureamendment_changelist"))["Location"] == RULEBOOK
    assert "amended" in text_of(open_page("zhou", RULEBOOK + "?on=2026-07-01", "en"))
