"""The pages of an application: recorded by a form, graded item by item, decided."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ratings.models import Case
from tests.people import make_person
from tests.portal import Portal
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again
from tests.ratings.certification.walking import applied, examined
from tests.ratings.pages.reading import firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/case/"


def sheet(case: Case) -> str:
    return f"{LIST}{case.pk}/sheet/"


def test_an_application_is_recorded_from_the_firm_s_page(fang: User, chen: User):
    firm = make_firm()
    assert "Record an application for certification" in text_of(sign_in(fang), firm_page(firm))
    assert "Record an application" not in text_of(sign_in(chen), firm_page(firm))
    url = f"{LIST}open/{firm.pk}/certification/"
    assert sign_in(fang).post(url, {"level": "certified"}).status_code == 400
    today = timezone.localdate().isoformat()
    assert sign_in(fang).post(url, {"level": "certified", "received_on": today}).status_code == 302
    case = Case.objects.get(kind="certification")
    assert "Assign two examiners" in text_of(sign_in(fang), f"{LIST}desk/")
    assert "Score sheet" in text_of(sign_in(fang), f"{LIST}{case.pk}/")


def test_a_supervisor_assigns_the_examiners(li: User):
    case = applied()
    people = [make_person("he").pk, make_person("lin").pk]
    data = {"seen": case.acts.last().pk, "examiners": people}
    assert sign_in(li).post(f"{LIST}{case.pk}/act/examiners_assign/", data).status_code == 302
    assert again(case).step == "certification_examined"


def test_an_item_is_graded_by_its_form_and_a_refusal_keeps_what_was_typed(fang: User):
    case, he = examined(), make_person("he")
    url = f"{sheet(case)}CE-20/"
    answer = sign_in(he).post(
        url, {"version": 0, "grade": "unmet", "note": "手写备注"}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 400
    assert "The facts say otherwise" in answer.content.decode() and "手写备注" in answer.content.decode()
    assert sign_in(he).post(url, {"version": 0, "grade": "met"}).status_code == 302
    assert case.score_lines.get(item="CE-20").grade == "met"
    assert sign_in(fang).post(url, {"version": 1, "grade": "unmet"}).status_code == 403


def test_what_has_no_source_says_so_and_who_only_reads_gets_no_form(fang: User):
    case = examined()
    text = text_of(sign_in(fang), sheet(case))
    assert "No data source" in text and "waits for the examiner" in text and "0 / 62" in text
    assert "data-offline" not in sign_in(fang).get(sheet(case)).content.decode()


def test_papers_of_an_item_are_attached(fang: User):
    case, he = examined(), make_person("he")
    paper = SimpleUploadedFile("现场.jpg", b"jpg")
    assert sign_in(he).post(f"{sheet(case)}CE-1/papers/", {"papers": [paper]}).status_code == 302
    assert "现场.jpg" in text_of(sign_in(fang), sheet(case))


def test_the_queries_of_a_sheet_do_not_grow_with_its_items(django_assert_max_num_queries: DjangoAssertNumQueries):
    client = sign_in(make_person("he"))
    for number, level, most in ((1, "certified", 16), (2, "advanced_certified", 16)):
        case = examined(number, level)
        client.get("/")
        with django_assert_max_num_queries(most):
            client.get(sheet(case))


def test_two_examiners_at_once_lose_nothing_in_their_browsers(live_portal: Portal, second_window: Portal):
    case = examined()
    first, second = live_portal.signed_in(make_person("he")), second_window.signed_in(make_person("lin"))
    live_portal.open(sheet(case))
    second_window.open(sheet(case))
    first.locator("#item-CE-1 input[value=met]").check()
    second.locator("#item-CE-2 input[value=partly]").check()
    first.locator("#item-CE-1 [role=status]", has_text="何平").wait_for()
    second.locator("#item-CE-2 [role=status]", has_text="林悦").wait_for()
    second.locator("#item-CE-1 input[value=unmet]").check()
    second.locator("#item-CE-1 [role=alert]", has_text="何平").wait_for()
    first.locator("#item-CE-1 textarea[name=note]").fill("已查")
    first.locator("#item-CE-1 input[value=partly]").check()  # the note is saved on leaving its field, the grade at once
    first.locator("#item-CE-1 [role=status]", has_text="何平").wait_for()
    first.locator("#item-CE-1 [name=version][value='3']").wait_for(state="attached")
    lines = dict(case.score_lines.exclude(grade="").values_list("item", "grade"))
    assert lines == {"CE-1": "partly", "CE-2": "partly"}
    assert case.score_lines.get(item="CE-1").note == "已查"
