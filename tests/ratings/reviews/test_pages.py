"""The pages of reviews and of the watch: what falls due, what is found, the forms that answer it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ratings.models import Case, WatchFinding
from ratings.regulation.months import add_months
from tests.people import make_person
from tests.ratings.casework.walking import again, june, night
from tests.ratings.pages.reading import firm_page, sign_in, text_of
from tests.ratings.reviews.test_watch import ARREAR, failing
from tests.ratings.reviews.walking import aeo, drafted, examined, failed, graded, opened

pytestmark = pytest.mark.django_db
DUE, WATCH, CASES = "/ratings/review/", "/ratings/watchfinding/", "/ratings/case/"


def granted(due_in: int) -> date:
    """The day of a grant whose review is due in so many days."""
    return add_months(timezone.localdate() + timedelta(days=due_in), -60)


def names(client: Any, query: str = "") -> list[str]:
    return [line.firm.name_zh for line in client.get(DUE + query).context["lines"]]


# --- What falls due --------------------------------------------------------------


def test_overdue_first_then_by_month_a_year_ahead(fang: User):
    today = timezone.localdate()
    for number, days in ((1, 40), (2, -1), (3, 0), (4, -400), (5, 380)):
        aeo(number, granted_on=granted(days))
    aeo(6, level="certified", granted_on=granted(-10))
    night(today)
    client = sign_in(fang)
    assert names(client) == ["测试企业4号", "测试企业2号", "测试企业3号", "测试企业1号"]
    assert names(client, "?month=overdue") == ["测试企业4号", "测试企业2号"]
    assert "测试企业3号" in names(client, f"?month={today:%Y-%m}") and "测试企业2号" not in names(
        client, f"?month={today:%Y-%m}"
    )
    month = (today + timedelta(days=40)).strftime("%Y-%m")
    assert "测试企业1号" in names(client, f"?month={month}")
    assert "not opened" in text_of(client, DUE) and "cycle" in text_of(client, DUE)


@pytest.mark.parametrize("days", [365, 366, 367, 368])
def test_the_last_day_of_the_year_ahead(fang: User, days: int):
    today = timezone.localdate()
    aeo(1, granted_on=granted(days))
    night(today)
    due = add_months(granted(days), 60)
    assert bool(names(sign_in(fang))) == (due <= add_months(today, 12))


def test_own_district_another_one_and_all(fang: User, zhou: User):
    for number, district in ((1, "5200"), (2, "5201"), (3, "5300")):
        aeo(number, granted_on=granted(5), firm={"district": district})
    night(timezone.localdate())
    client = sign_in(fang)
    assert len(names(client)) == 2 and names(client, "?district=5300") == ["测试企业3号"]
    assert len(names(client, "?district=all")) == 3 == len(names(sign_in(zhou)))
    assert len(names(client, "?district=nonsense")) == 2


def test_pages_by_key_lose_and_repeat_nobody(fang: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(1, 121):
        aeo(number, granted_on=granted(number % 3))
    night(timezone.localdate())
    client, seen, query = sign_in(fang), [], "?"
    client.get(DUE)
    while query:
        with django_assert_max_num_queries(14):
            page = client.get(DUE + query).context["page"]
        seen += [firm.pk for firm in page.rows]
        query = f"?after={page.next}" if page.next else ""
    assert len(seen) == len(set(seen)) == 120
    assert "not valid any more" in text_of(client, DUE + "?after=nonsense")


def test_a_running_review_stands_beside_its_firm(fang: User):
    firm = aeo(1, granted_on=granted(20))
    night(timezone.localdate())
    assert "Open a review" in text_of(sign_in(fang), firm_page(firm))
    url = f"{CASES}open/{firm.pk}/review/"
    assert sign_in(fang).get(url).context["form"]["cause"].value() == "regular"
    assert sign_in(fang).post(url, {"cause": "irregular"}).status_code == 400
    assert sign_in(fang).post(url, {"cause": "regular"}).status_code == 302
    case = Case.objects.get(kind="review")
    assert case.number in text_of(sign_in(fang), DUE)
    assert "Simplified review" in text_of(sign_in(fang), f"{CASES}{case.pk}/")
    assert "Assign two examiners" in text_of(sign_in(fang), f"{CASES}desk/")


def test_the_forms_of_a_review(fang: User, li: User):
    case = opened()
    people = [make_person("he").pk, make_person("lin").pk]
    data = {"seen": case.acts.last().pk, "examiners": people, "individual": ["food_cosmetics"]}
    assert sign_in(li).post(f"{CASES}{case.pk}/act/review_examiners_assign/", data).status_code == 302
    case = again(case)
    assert case.step == "review_examined" and case.review.individual == ["food_cosmetics"]
    line = f"{CASES}{case.pk}/sheet/ACE-22/"
    assert sign_in(make_person("he")).post(line, {"version": 0, "grade": "met"}).status_code == 302
    assert case.score_lines.get(item="ACE-22").grade == "met"
    draft = {"seen": again(case).acts.last().pk, "outcome": "stands", "reasons": "a"}
    assert "have no grade yet" in sign_in(fang).post(f"{CASES}{case.pk}/act/review_draft/", draft).content.decode()


def test_a_failed_review_offers_the_lower_levels_that_are_not_adverse(fang: User):
    case = failed()
    page = text_of(sign_in(fang), f"{CASES}{case.pk}/act/review_adjust/")
    assert "Certified Enterprise" in page and "Regular Enterprise" in page and "Discredited" not in page
    data = {"seen": case.acts.last().pk, "level": "certified", "reasons": "未申请整改"}
    assert sign_in(fang).post(f"{CASES}{case.pk}/act/review_adjust/", data).status_code == 302
    lower = Case.objects.get(kind="lower")
    assert lower.number in text_of(sign_in(fang), f"{CASES}{case.pk}/")
    assert "A review was not passed" in text_of(sign_in(fang), f"{CASES}{lower.pk}/")


def test_the_queries_of_a_review(django_assert_max_num_queries: DjangoAssertNumQueries, fang: User):
    case = graded(examined(), ACE_1="unmet")
    drafted(case, "failed")
    client = sign_in(fang)
    client.get("/")
    with django_assert_max_num_queries(40):
        client.get(f"{CASES}{case.pk}/")


# --- The watch -------------------------------------------------------------------


def test_a_finding_shows_on_the_list_the_desk_the_start_page_and_the_firm_s_page(fang: User, chen: User):
    firm = failing()
    night(june(1))
    client = sign_in(fang)
    for page in (WATCH, f"{CASES}desk/", "/", firm_page(firm)):
        text = text_of(client, page)
        assert "ACE-22" in text and "PAY-00001-1" in text and "500.00" in text, page
    assert firm.name_zh not in text_of(sign_in(chen), WATCH)
    other = text_of(sign_in(chen), f"{WATCH}?district=all")
    assert firm.name_zh in other and "another customs district" in other
    run = WatchFinding.objects.get().run
    assert "Standards newly failed 1" in text_of(client, f"/ratings/run/{run.pk}/")


def test_a_finding_is_dismissed_by_its_form_and_moves_to_that_part(fang: User, chen: User):
    failing()
    night(june(1))
    finding = WatchFinding.objects.get()
    url = f"{WATCH}{finding.pk}/dismiss/"
    assert sign_in(chen).get(url).status_code == 403 == sign_in(chen).post(url, {"reason": "a"}).status_code
    client = sign_in(fang)
    assert client.post(url, {"reason": ""}).status_code == 400
    assert client.post(url, {"reason": "系统延迟"}).status_code == 302
    assert client.post(url, {"reason": "系统延迟"}).status_code == 400
    assert "ACE-22" not in text_of(client, WATCH) and "系统延迟" in text_of(client, f"{WATCH}?part=dismissed")


def test_a_review_opened_from_it_takes_it_up(fang: User):
    firm = failing()
    night(june(1))
    form = sign_in(fang).get(f"{CASES}open/{firm.pk}/review/").context["form"]
    assert form["cause"].value() == "irregular"
    data = {"cause": "irregular", "reasons": "逾期未缴"}
    assert sign_in(fang).post(f"{CASES}open/{firm.pk}/review/", data).status_code == 302
    case = Case.objects.get(kind="review")
    client = sign_in(fang)
    assert "ACE-22" in text_of(client, f"{CASES}{case.pk}/") and case.number in text_of(client, f"{WATCH}?part=review")
    assert "No finding here" in text_of(client, WATCH)


def test_the_queries_of_the_watch_do_not_grow(fang: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    client = sign_in(fang)
    for number in range(1, 31):
        aeo(number, payables=[ARREAR])
    night(june(1))
    client.get("/")
    for query in ("", "?part=ended"):
        with django_assert_max_num_queries(14):
            client.get(WATCH + query)
