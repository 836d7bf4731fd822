"""The list of firms: pages by key, orders, filters, and what its address may hold."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from enterprises.models import Enterprise
from enterprises.panels import firm_list
from enterprises.selectors.firm_list import FirmListing, firm_listing
from tests.enterprises.making import DAY, firm, firms, standing

pytestmark = pytest.mark.django_db
LIST = "/enterprises/enterprise/"


def listing(**address: str) -> FirmListing:
    query = QueryDict(mutable=True)
    query.update(address)
    return firm_listing(query)


def codes(found: FirmListing) -> list[str]:
    return [row.customs_code for row in found.page.rows]


def names(**address: str) -> set[str]:
    return {row.name_zh for row in listing(**address).page.rows}


@pytest.mark.parametrize("order", ["code", "-code", "name", "-name", "district", "-district", "registered", "-registered"])
@pytest.mark.parametrize("narrowed", [{}, {"category": "consignee"}, {"q": "同名"}, {"q": "4419"}, {"district": "5200"}])
def test_pages_lose_and_repeat_no_firm_in_either_direction(order: str, narrowed: dict[str, str]) -> None:
    firms(120)
    there, seen, page = [], [], listing(o=order, **narrowed)
    while True:
        there.append(codes(page))
        seen += there[-1]
        if page.page.next is None:
            break
        page = listing(o=order, after=page.page.next, **narrowed)
    everything = sorted(Enterprise.objects.values_list("customs_code", flat=True), reverse=order.startswith("-"))
    assert seen == everything and [len(part) for part in there] == [50, 50, 20]
    back = []
    while page.page.previous is not None:
        page = listing(o=order, before=page.page.previous, **narrowed)
        back.append(codes(page))
    assert back == there[1::-1], "the way back shows the same pages"


@pytest.mark.parametrize("window", [1, 7, 20_000])
def test_a_page_is_the_same_however_it_is_read(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enterprises.listing.WINDOW", window)
    for module in ("querysets", "selectors.firm_list"):
        monkeypatch.setattr(f"enterprises.{module}.FOUND", 3)
    firms(60)
    last = [firm(f"99990000{number:02d}", "远处有限公司") for number in range(5)]
    assert codes(listing(q="远处", w="any")) == [one.customs_code for one in last]
    assert codes(listing(q="远处", o="-code", w="any")) == [one.customs_code for one in last][::-1]
    assert codes(listing(q="9999")) == [one.customs_code for one in last]
    assert len(codes(listing(q="有限", category="consignee"))) == 50


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "%00", "W10:1:2", "漢"])
def test_a_bad_cursor_is_told_and_the_list_begins_anew(cursor: str) -> None:
    firms(60)
    for name in ("after", "before"):
        found = listing(**{name: cursor})
        assert found.problems and codes(found) == codes(listing())


def test_a_cursor_of_another_order_is_told() -> None:
    firms(60)
    cursor = listing().page.next
    assert listing(after=cursor, o="name").problems


def test_the_count_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    firms(12)
    assert listing().total == 12
    monkeypatch.setattr("enterprises.querysets.FEW", 10)
    monkeypatch.setattr("enterprises.selectors.firm_list._few.__defaults__", (10,))
    assert listing().total is None
    monkeypatch.setattr("enterprises.querysets.FOUND", 10)
    assert listing(q="同名").total is None
    assert listing(q="有限").total is None


@pytest.mark.parametrize(("typed", "order"), [("同名", "name"), ("9144", "uscc")])
def test_beginnings_of_very_many_are_listed_in_their_own_order(
    typed: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enterprises.querysets.FOUND", 50)
    firms(120, uscc="91440000MA00000000")
    inside = firm("9900000001", "不同名有限公司", uscc="M9144")
    seen, page = [], listing(q=typed, o="registered")
    assert page.fixed == order and page.total is None
    while page.page.next:
        seen += codes(page)
        page = listing(q=typed, o="registered", after=page.page.next)
    assert seen + codes(page) == sorted(Enterprise.objects.exclude(pk=inside.pk).values_list("customs_code", flat=True))
    every = listing(q="同名", w="any", o="-code")
    assert not every.fixed and codes(every)[0] == inside.customs_code


def test_a_district_by_name_is_the_district(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enterprises.querysets.FEW", 10)
    firms(70, district="5201")
    firm("9900000001", "甲有限公司", district="5300")
    first = listing(district="5200", o="name")
    assert len(codes(first)) == 50 and len(codes(listing(district="5200", o="name", after=first.page.next))) == 20


@pytest.fixture
def known() -> None:
    """Firms of which nights said something, and one of which they said nothing."""
    firm("4401000001", "未评有限公司")
    standing(firm("4401000002", "高级有限公司"), "advanced_certified", protected_until=DAY, next_review_on=DAY)
    standing(firm("4401000003", "拟降有限公司"), "certified", "discredited", lower=True)
    standing(firm("4401000004", "失信有限公司"), "discredited", "regular")
    standing(firm("4401000005", "注销有限公司", cancelled_on=DAY), None)
    standing(firm("4401000006", "暂停有限公司", district="5305", category="broker"), "regular", suspension="must")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"level": "regular"}, "未评 暂停"),
        ({"level": "advanced_certified"}, "高级"),
        ({"level": "discredited"}, "失信"),
        ({"indicated": "regular"}, "未评 失信 暂停"),
        ({"indicated": "discredited"}, "拟降"),
        ({"differ": "yes"}, "拟降 失信"),
        ({"protected": "yes"}, "高级"),
        ({"suspension": "must"}, "暂停"),
        ({"suspension": "may"}, ""),
        ({"district": "5300"}, "暂停"),
        ({"category": "broker", "level": "regular"}, "暂停"),
        ({"registration": "cancelled"}, "注销"),
        ({"q": "有限", "level": "discredited"}, "失信"),
        ({"o": "review"}, "高级"),
    ],
)
def test_filters(known: None, address: dict[str, str], expected: str) -> None:
    assert {name[:2] for name in names(**address)} == set(expected.split())


def test_an_unknown_filter_value_is_told(known: None) -> None:
    found = listing(level="nonsense")
    assert found.problems and len(found.page.rows) == 6


def test_chips_lead_to_the_list_without_them(known: None) -> None:
    found = listing(level="regular", district="5300", after="x")
    assert [chip.url for chip in found.chips] == ["?level=regular", "?district=5300"]


@pytest.mark.parametrize("address", [{}, {"q": "同名"}, {"q": "同名", "level": "regular", "o": "-name"}])
def test_as_many_queries_for_one_firm_as_for_a_page(address: dict[str, str], fang: User, client: Client) -> None:
    client.force_login(fang)

    def count() -> int:
        client.get(LIST, address)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, address)
        statements = [query["sql"] for query in queries if "enterprises_enterprise" in query["sql"]]
        assert not [sql for sql in statements if "DISTINCT" in sql or ("COUNT(" in sql and "LIMIT 10001" not in sql)]
        return len(queries)

    one = firms(1)[0]
    standing(one, "regular", next_review_on=DAY)
    few = count()
    Enterprise.objects.exclude(pk=one.pk).delete()
    for number in range(60):
        standing(firm(f"33010000{number:02d}", "同名有限公司"), "regular")
    assert count() == few


@pytest.mark.parametrize(
    ("who", "status"), [("fang", 200), ("chen", 200), ("zhou", 200), ("wu", 200), ("admin_a", 403), (None, 302)]
)
def test_who_sees_the_list(who: str | None, status: int, person, client: Client) -> None:
    firms(1)
    if who:
        client.force_login(person(who))
    answer = client.get(LIST)
    assert answer.status_code == status
    assert ("同名有限公司" in answer.content.decode()) == (status == 200)


def test_both_languages_and_names_as_text(fang: User, client: Client) -> None:
    firm("4401000001", "<script>alert(1)</script>有限公司", name_en='"><img src=x onerror=alert(1)>')
    client.force_login(fang)
    for language in ("zh-hans", "en"):
        page = client.get(LIST, {"q": '"><script>alert(2)</script>'}, headers={"accept-language": language}).content.decode()
        assert "<script>alert" not in page
        page = client.get(LIST, headers={"accept-language": language}).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_pages_that_write_do_not_exist(fang: User, client: Client) -> None:
    made = firms(1)[0]
    client.force_login(fang)
    for address in ("add/", f"{made.pk}/delete/"):
        assert client.get(LIST + address).status_code == 404
    assert client.post(LIST, {"action": "delete_selected", "_selected_action": made.pk}).status_code in (200, 403, 405)
    assert Enterprise.objects.count() == 1


def test_the_columns_that_ratings_register() -> None:
    assert list(firm_list.columns) == ["level", "indicated", "tags", "related", "review"]
    assert reverse("admin:enterprises_enterprise_changelist") == LIST


def test_a_term_that_is_too_short_is_told_and_all_firms_are_listed() -> None:
    firms(2)
    found = listing(q="东")
    assert found.problems and len(found.page.rows) == 2


def test_a_sparse_order_counts_the_firms_that_it_lists(known: None) -> None:
    assert listing(o="review").total == 1
    assert listing(o="review", q="有限").total == 1
