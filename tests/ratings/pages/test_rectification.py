"""Rectification on the pages: applied for on the firm's page, followed on the case, and linked with the case that follows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ratings.models import Case
from tests.people import make_person
from tests.portal import Portal
from tests.ratings.building import make_firm
from tests.ratings.casework.rectifying import aeo, drafted_result, ended, running, signed
from tests.ratings.casework.walking import again, june, night, proof
from tests.ratings.pages.reading import firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/case/"


def act(user: User, case: Case, name: str, **data: object) -> object:
    last = case.acts.values_list("pk", flat=True).last() or 0
    return sign_in(user).post(f"{LIST}{case.pk}/act/{name}/", {"seen": last, **data})


def test_the_whole_way_by_forms(fang: User, li: User) -> None:
    firm, today = aeo(), timezone.localdate()
    night(today)
    address = f"{LIST}open/{firm.pk}/rectification/"
    assert address in sign_in(fang).get(firm_page(firm)).content.decode()
    given = {"applied_on": today, "standards": ["ACE-2", "ACE-1"], "minor": "轻微", "unintended": "疏忽"}
    assert sign_in(fang).post(address, given).status_code == 400
    assert sign_in(fang).post(address, given | {"papers": proof("申请.pdf")}).status_code == 302
    case, ends = Case.objects.get(), today + timedelta(days=90)
    period = {"due_on": ends, "reasons": "属实"}
    for wrong in ("2026-02-30 补齐", f"{ends}", "补齐制度"):
        bad = act(fang, case, "rectify_grant_draft", milestones=wrong, **period)
        assert bad.status_code == 400 and f"200 characters: {wrong}" in bad.content.decode()
    assert (
        act(fang, case, "rectify_grant_draft", milestones=f"{today + timedelta(days=9)} 补齐制度", **period).status_code
        == 302
    )
    assert act(fang, case, "rectify_grant_sign").status_code == 403
    assert act(li, case, "rectify_grant_sign").status_code == 302
    assert act(fang, case, "rectify_serve", method="direct", served_on=today, proof=proof()).status_code == 302
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert f"Protected until {ends}" in page and "补齐制度" in page and "Record a milestone" in page
    milestone = case.rectification.milestones.get().pk
    assert act(fang, case, "rectify_milestone_record", milestone=milestone, done_on=today, result="完成").status_code == 302
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert "完成" in page and "Record a milestone" not in page.split("Letters")[0]
    result = {"outcome": "passed", "evidence": "核查属实", "papers": proof()}
    assert act(fang, case, "rectify_result_draft", **result).status_code == 302
    assert act(li, case, "rectify_result_sign").status_code == 302
    assert again(case).state == Case.State.DECIDED


def test_only_the_officers_of_an_aeo_are_offered_an_application(fang: User, chen: User) -> None:
    firm, other = aeo(), make_firm(2)
    night(timezone.localdate())
    assert "/rectification/" not in sign_in(fang).get(firm_page(other)).content.decode()
    assert f"{LIST}open/" not in sign_in(chen).get(firm_page(firm)).content.decode()
    assert sign_in(chen).get(f"{LIST}open/{firm.pk}/rectification/").status_code == 403


def test_additional_items_are_refused_and_what_was_typed_is_kept(fang: User) -> None:
    firm = aeo()
    given = {
        "applied_on": "2026-06-01",
        "standards": ["ACE-69"],
        "minor": "轻微之处",
        "unintended": "疏忽",
        "papers": proof(),
    }
    refused = sign_in(fang).post(f"{LIST}open/{firm.pk}/rectification/", given)
    page = refused.content.decode()
    assert refused.status_code == 400 and "only give a bonus" in page and "轻微之处" in page
    assert not Case.objects.exists()


def test_the_case_to_adjust_and_the_rectification_lead_to_each_other(fang: User) -> None:
    case = running()
    ended(case, "failed", date(2026, 8, 1))
    night(date(2026, 8, 1))
    lower = Case.objects.get(kind="lower")
    assert lower.number in text_of(sign_in(fang), f"{LIST}{case.pk}/")
    back = sign_in(fang).get(f"{LIST}{lower.pk}/").content.decode()
    assert f'href="{LIST}{case.pk}/"' in back and "Rectification case" in back


def test_a_period_that_ended_unserved_says_what_to_do(fang: User) -> None:
    case = signed(due_on=june(20))
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert "ended on 2026-06-20 and no service was recorded" in page and "Close without a period" in page
    late = act(fang, case, "rectify_serve", method="post", served_on="2026-06-21", proof=proof())
    assert late.status_code == 400 and "protects nothing" in late.content.decode()
    assert act(fang, case, "rectify_withdraw", reasons="未送达").status_code == 302
    assert again(case).state == Case.State.DISMISSED


def test_queries_do_not_grow_with_standards_and_milestones(
    fang: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = running(standards=[f"ACE-{number}" for number in range(1, 30)])
    own = case.rectification
    own.milestones.bulk_create(type(own.milestones.get())(rectification=own, what=f"{n}", due_on=june(9)) for n in range(30))
    client = sign_in(fang)
    client.get("/")
    with django_assert_max_num_queries(40):
        client.get(f"{LIST}{case.pk}/")


@pytest.mark.django_db(transaction=True)
def test_two_browsers_on_one_case(live_portal: Portal, second_window: Portal) -> None:
    case = running()
    drafted_result(case, "passed", june(20))
    first, second = live_portal.signed_in(make_person("li")), second_window.signed_in(make_person("zhao"))
    for portal in (live_portal, second_window):
        portal.in_english()
        portal.open(f"{LIST}{case.pk}/act/rectify_result_sign/")
    first.locator("main form [type=submit], main form .button-primary").first.click()
    first.wait_for_url(lambda url: "/act/" not in url)
    second.locator("main form [type=submit], main form .button-primary").first.click()
    assert "Meanwhile" in second.locator("main").inner_text()
    assert again(case).state == Case.State.DECIDED
