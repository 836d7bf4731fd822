"""The list of discredited firms: from which day each may apply for repair, and what it waits for."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from enterprises.models import DecidedRating, Enterprise
from ratings.models import RepairOutlook, Run
from ratings.regulation.months import add_months
from ratings.rulebooks import rulebook_for
from ratings.services.night import night_run
from tests.ratings.building import add_facts, make_firm
from tests.ratings.casework.repairing import discredited, served
from tests.ratings.casework.walking import june, night
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/repairoutlook/"
LEVEL = date(2025, 6, 1)


def first_day(ground: str = "smuggling_act", on: date = LEVEL) -> date:
    return add_months(on, int(rulebook_for(june(1)).value(f"repair_months_{ground}")))


def firm(number: int, on: date = LEVEL, grounds: tuple[str, ...] = ("smuggling_act",), **more: Any) -> Enterprise:
    return make_firm(number, ratings=[{"level": "discredited", "effective_on": on, "grounds": list(grounds)}], **more)


def names(client: Any, query: str = "") -> list[str]:
    return [line.outlook.enterprise.name_zh for line in client.get(LIST + query).context["lines"]]


def test_the_night_keeps_the_day_of_each_firm_and_forgets_who_is_repaired():
    one, never, regular = discredited(), firm(2, grounds=("smuggling_crime",)), make_firm(3)
    night(june(1))
    assert dict(RepairOutlook.objects.values_list("pk", "first_day")) == {one.pk: first_day(), never.pk: None}
    assert not RepairOutlook.objects.filter(pk=regular.pk).exists()
    DecidedRating.objects.create(enterprise=one, level="regular", effective_on=june(2))
    night_run(as_of=june(3), trigger=Run.Trigger.COMMAND, full=True)
    assert list(RepairOutlook.objects.values_list("pk", flat=True)) == [never.pk]


def test_a_repair_takes_the_firm_from_the_list():
    case = served()
    RepairOutlook.objects.all().delete()
    night(june(6))
    assert not RepairOutlook.objects.filter(pk=case.enterprise_id).exists()


def test_an_incremental_night_and_a_killed_one_keep_what_a_full_one_would(monkeypatch: pytest.MonkeyPatch):
    firm(1)
    night(june(1))
    firm(2, on=date(2025, 8, 1))
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("ratings.services.night.count_day", lambda *_args: (_ for _ in ()).throw(SystemExit))
        night(june(2))
    assert RepairOutlook.objects.count() == 1
    night(june(2))
    kept = list(RepairOutlook.objects.order_by("pk").values())
    RepairOutlook.objects.all().delete()
    night_run(as_of=june(2), trigger=Run.Trigger.COMMAND, full=True)
    assert list(RepairOutlook.objects.order_by("pk").values()) == kept and len(kept) == 2


def test_the_list_says_what_each_waits_for(fang: User):
    owing = firm(1)
    add_facts(owing, payables=[{"kind": "duty", "amount_cny": "120.50", "due_on": date(2026, 5, 1)}])
    firm(2)
    firm(3, grounds=("smuggling_crime",))
    night(june(1))
    client = sign_in(fang)
    page = text_of(client, LIST)
    assert "1 unpaid document, CNY 120.50" in page and first_day().isoformat() in page and "may apply now" in page
    assert "测试企业3号" not in page
    assert "There is no early repair for" in text_of(client, LIST + "?part=none")


def test_own_district_first_and_every_other_one_a_choice_away(fang: User, chen: User, zhou: User):
    for number, district in ((1, "5200"), (2, "5201"), (3, "5300")):
        firm(number, firm={"district": district})
    night(june(1))
    assert len(names(sign_in(fang))) == 2 and names(sign_in(chen)) == ["测试企业3号"]
    assert len(names(sign_in(fang), "?district=all")) == 3 == len(names(sign_in(zhou)))


def test_pages_by_key_in_both_orders_lose_and_repeat_nobody(fang: User):
    for number in range(1, 121):
        firm(number, on=date(2025, 6, 1 + number % 3))
    night(june(1))
    client = sign_in(fang)
    for order in ("", "&o=-day"):
        seen, query = [], f"?part=day{order}"
        while query:
            page = client.get(LIST + query).context["page"]
            seen += [row.pk for row in page.rows]
            query = f"?part=day{order}&after={page.next}" if page.next else ""
        assert len(seen) == len(set(seen)) == 120
        days = RepairOutlook.objects.in_bulk(seen)
        first, last = days[seen[0]].first_day, days[seen[-1]].first_day
        assert first and last and (first < last) == (not order)
    second = client.get(f"{LIST}?after={client.get(LIST).context['page'].next}").context["page"]
    assert len(client.get(f"{LIST}?before={second.previous}").context["page"].rows) == 50


def test_a_key_that_was_not_given_out_begins_anew_and_says_so(fang: User):
    firm(1)
    night(june(1))
    assert "not valid any more" in text_of(sign_in(fang), LIST + "?after=nonsense")


def test_the_queries_do_not_grow_with_the_firms(fang: User, django_assert_num_queries: DjangoAssertNumQueries):
    client = sign_in(fang)
    firm(1)
    night(june(1))
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)
    for number in range(2, 61):
        firm(number, payables=[{"kind": "duty", "amount_cny": 1, "due_on": date(2026, 5, 1)}])
    night(june(2))
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


QUERIES = 16
"""Of the list's page, the top bar's counts and the reader's roles among them."""


def test_it_stands_in_the_navigation(fang: User):
    assert LIST in sign_in(fang).get("/").content.decode()
