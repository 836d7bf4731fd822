"""The working calendar's pages: a year as people read it, and how the legal desk enters the list of a year."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from ratings.casework.workdays import Calendar
from ratings.models import OfficialYear
from ratings.services.calendar import official_year_propose
from tests.look.test_browser import findings
from tests.portal import Portal
from tests.ratings.casework.lists import LIST_OF_2027

PAGE = "/ratings/officialyear/"
NOTICE = {"source": "国务院办公厅通知", "reason": "通知已公布"}


def typed(spans=LIST_OF_2027, **given) -> dict[str, str]:
    """The form as a browser sends it, with an empty row at its end."""
    data = {"rows-TOTAL_FORMS": str(len(spans) + 1), "rows-INITIAL_FORMS": "0"} | NOTICE
    for n, row in enumerate(spans):
        data |= {
            f"rows-{n}-first": str(row.first),
            f"rows-{n}-last": str(row.last) if row.last != row.first else "",
            f"rows-{n}-kind": "worked" if row.working else "off",
            f"rows-{n}-occasion": row.occasion,
        }
    return data | {f"rows-{len(spans)}-kind": "off"} | given


@pytest.fixture
def open_page(client, person):
    """Opens a page as a person, in Chinese or in English."""

    def open_page(name: str, address: str, language: str = "en", **data):
        client.force_login(person(name))
        client.cookies["django_language"] = language
        return client.post(address, data) if data else client.get(address)

    return open_page


@pytest.fixture
def proposed(qian):
    return official_year_propose(by=qian, year=2027, spans=LIST_OF_2027, **NOTICE)


def act(entered: OfficialYear, name: str) -> str:
    return reverse("admin:ratings_officialyear_act", args=[entered.pk, name])


def text_of(response) -> str:
    """What a person reads, on one line."""
    body = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") :])).split())


def cell(response, day: date) -> str:
    """The class of a day's cell."""
    shown = [s for m in response.context["months"] for week in m.weeks for s in week if s and s.day == day]
    return shown[0].kind


@pytest.mark.parametrize("name", ["fang", "li", "qian", "wu", "zhou"])
def test_whoever_reads_the_portal_reads_the_calendar(open_page, name):
    assert open_page(name, PAGE).status_code == 200
    assert (b"/2027/propose/" in open_page(name, PAGE + "2027/").content) == (name == "qian")


def test_others_do_not(open_page, client, db):
    assert open_page("admin_a", PAGE).status_code == 403
    assert open_page("fang", PAGE + "2027/propose/").status_code == 403
    assert open_page("fang", PAGE + "2027/propose/", **typed()).status_code == 403
    assert not OfficialYear.objects.exists()


def test_a_known_year_shows_each_day_and_its_source(open_page):
    page = open_page("fang", PAGE + "2026/")
    text = text_of(page)
    assert "preliminary" not in text.split("2027", 1)[0]
    assert "19 weekdays off, 6 weekend days worked, 13 days off net." in text
    assert "The shipped calendar (chinesecalendar)" in text
    assert "2026-02-15 – 2026-02-23 off Spring Festival" in text
    assert "2026-10-10 worked National Day" in text
    kinds = {"02-14": "worked", "02-16": "holiday", "02-15": "holiday", "02-24": "working", "03-01": "off"}
    assert {key: cell(page, date.fromisoformat(f"2026-{key}")) for key in kinds} == kinds
    assert sum(month.working for month in page.context["months"]) == Calendar().between(
        date(2025, 12, 31), date(2026, 12, 31)
    )


def test_an_unknown_year_says_that_it_is_preliminary(open_page):
    text = text_of(open_page("fang", PAGE + "2027/"))
    assert "The official list of 2027 is not known yet: working days are counted Monday to Friday" in text


@pytest.mark.parametrize("year", [1999, 2100, 99999])
def test_a_year_beyond_the_calendar_is_not_found(open_page, year):
    assert open_page("qian", f"{PAGE}{year}/").status_code == 404
    assert open_page("qian", f"{PAGE}{year}/propose/").status_code == 404


def test_the_legal_desk_proposes_and_the_second_person_approves(open_page):
    answer = open_page("qian", PAGE + "2027/propose/", **typed())
    assert (answer.status_code, answer["Location"]) == (302, PAGE + "2027/")
    entered = OfficialYear.objects.get()
    text = text_of(open_page("sun", PAGE + "2027/"))
    assert "A list waits for a second person" in text
    assert "15 weekdays off, 4 weekend days worked, 11 days off net." in text
    assert "To compare, 2026: 19 weekdays off" in text
    assert open_page("sun", act(entered, "approve"), note="已核对").status_code == 302
    page = open_page("zhou", PAGE + "2027/")
    text = text_of(page)
    assert "is not known yet" not in text
    assert "Entered in the portal by 钱进, approved by 孙莉" in text
    assert "List approved Monday to Friday → 15 off, 4 worked 已核对" in text
    assert cell(page, date(2027, 10, 9)) == "worked"


def test_a_correction_shows_what_changes(open_page, proposed):
    open_page("sun", act(proposed, "approve"), note="")
    form = open_page("sun", PAGE + "2027/propose/")
    assert form.context["rows"].initial[0]["first"] == date(2027, 1, 1)
    open_page("sun", PAGE + "2027/propose/", **typed(LIST_OF_2027[:-1]))
    assert "2027-10-09: worked → off" in text_of(open_page("qian", PAGE + "2027/"))


def test_who_proposed_is_refused_in_words(open_page, proposed):
    page = open_page("qian", act(proposed, "approve"), note="Yes")
    assert page.status_code == 403
    assert "You proposed this list: a second person of the legal desk decides on it." in text_of(page)
    assert "Withdraw" in text_of(page)


def test_rejecting_without_a_note_is_told_and_by_a_link_never_done(open_page, proposed):
    page = open_page("sun", act(proposed, "reject"), note=" ")
    assert page.status_code == 400
    assert "This is needed: history keeps it." in text_of(page)
    assert open_page("sun", act(proposed, "approve")).status_code == 405
    assert open_page("sun", act(proposed, "forget"), note="x").status_code == 404


@pytest.mark.parametrize("name", ["fang", "li", "wu", "zhou"])
def test_others_cannot_decide(open_page, proposed, name):
    assert open_page(name, act(proposed, "approve"), note="x").status_code == 403
    assert b"<textarea" not in open_page(name, PAGE + "2027/").content


def test_mistakes_are_told_and_what_was_typed_stays(open_page):
    page = open_page("qian", PAGE + "2027/propose/", **typed(**{"rows-0-first": "2028-01-01", "rows-0-last": ""}))
    assert "2028-01-01 is not a day of 2027" in text_of(page)
    assert page.context["rows"].forms[1]["first"].value() == "2027-01-30"
    page = open_page("qian", PAGE + "2027/propose/", **typed(**{"rows-0-occasion": "", "source": ""}))
    text = text_of(page)
    assert "Row 1: Occasion : This field is required." in text
    assert "2 things need your attention" in text


def test_a_form_that_was_tampered_with_is_refused(open_page):
    page = open_page("qian", PAGE + "2027/propose/", **NOTICE)
    assert page.status_code == 200
    assert not OfficialYear.objects.exists()


def test_a_list_leads_to_its_year(open_page, proposed):
    assert open_page("zhou", f"{PAGE}list/{proposed.pk}/")["Location"] == PAGE + "2027/"


@pytest.mark.once
def test_no_page_mixes_languages(open_page, proposed):
    for address in (PAGE + "2026/", PAGE + "2027/", PAGE + "2028/propose/"):
        text = text_of(open_page("sun", address))
        for own in ("钱进", *NOTICE.values()):
            text = text.replace(own, "")
        assert not re.search(r"[\u4e00-\u9fff]", text), re.findall(r".{20}[\u4e00-\u9fff]+", text)


def test_the_page_asks_few_questions(client, open_page, proposed, django_assert_max_num_queries):
    open_page("sun", PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE + "2027/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_read_and_fill_the_pages(live_portal: Portal, qian, sun, theme):
    official_year_propose(by=qian, year=2027, spans=LIST_OF_2027, **NOTICE)
    live_portal.context.add_cookies([{"name": "theme", "value": theme, "url": live_portal.address}])
    live_portal.signed_in(sun)
    for address in (PAGE + "2026/", PAGE + "2027/", PAGE + "2028/", PAGE + "2028/propose/"):
        page = live_portal.open(address)
        assert findings(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_current_year_is_in_the_navigation(live_portal: Portal, zhou):
    live_portal.signed_in(zhou)
    page = live_portal.open("/")
    page.click(f'.sidenav a[href="{PAGE}"]')
    assert page.locator(".calendar-month").count() == 12
    assert page.locator('td[aria-current="date"]').count() == 1
