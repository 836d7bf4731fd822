"""The partners' pages: who reads them, in which language, on which day, with which marks."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mutual_recognition.models import OfficialTotal, Partner

LIST = "/mutual_recognition/partner/"
READERS = ["fang", "li", "chen", "qian", "wu", "zhou"]
TWO_ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def sign_in(user: User, language: str = "zh-hans") -> Client:
    """A browser of the person, set to the language."""
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(client: Client, url: str) -> str:
    """What a person reads below the frame, from the title on: no tags, one blank between words."""
    response = client.get(url)
    assert response.status_code == 200, url
    main = response.content.decode().split('<div class="page-head"', 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", "<div" + main)).replace("&#x27;", "'")


@pytest.mark.parametrize("name", READERS)
def test_everyone_who_reads_firms_reads_partners(person: Callable[[str], User], name: str) -> None:
    client = sign_in(person(name))
    for url in (LIST, f"{LIST}SG/change/"):
        assert client.get(url).status_code == 200


def test_an_administrator_of_accounts_does_not(admin_a: User) -> None:
    client = sign_in(admin_a)
    for url in (LIST, f"{LIST}SG/change/", f"{LIST}SG/history/"):
        assert client.get(url).status_code == 403


def test_a_stranger_is_sent_to_sign_in() -> None:
    assert Client().get(LIST)["Location"].startswith("/login/")


@pytest.mark.parametrize("name", [*READERS, "admin_a"])
def test_nobody_changes_a_partner(person: Callable[[str], User], name: str) -> None:
    client = sign_in(person(name))
    before = list(Partner.objects.values())
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}add/", {"iso2": "XX"}).status_code == 403
    assert client.post(f"{LIST}SG/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}SG/change/", {"name_en": "Elsewhere"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": ["SG"]})
    assert list(Partner.objects.values()) == before


def test_the_headline_is_computed(fang: User) -> None:
    assert "58 signed (one not yet identified), 52 implemented" in text_of(sign_in(fang, "en"), LIST)
    assert "已签署 58 个（其中 1 个尚未查明），已实施 52 个" in text_of(sign_in(fang), LIST)
    OfficialTotal.objects.update(signed=59)
    assert "59 signed (2 not yet identified), 52 implemented" in text_of(sign_in(fang, "en"), LIST)


def test_a_mismatch_is_shown_as_one(fang: User) -> None:
    client = sign_in(fang, "en")
    assert "contradicts" not in text_of(client, LIST)
    OfficialTotal.objects.update(implemented=53)
    page = text_of(client, LIST)
    assert "The list contradicts the official count" in page
    assert "does not agree (1)" in page


def test_every_partner_is_listed_in_the_language_of_the_page(fang: User) -> None:
    english, chinese = text_of(sign_in(fang, "en"), LIST), text_of(sign_in(fang), LIST)
    for partner in Partner.objects.all():
        assert partner.name_en in english and partner.name_zh in chinese
    assert "中国香港" in chinese and "中国澳门" in chinese
    assert "Hong Kong, China" in english and "Macao, China" in english


@pytest.mark.once
def test_no_page_mixes_languages(fang: User) -> None:
    english, chinese = sign_in(fang, "en"), sign_in(fang)
    pages = [LIST, f"{LIST}?on=2024-06-01", f"{LIST}?on=2999-01-01", f"{LIST}?q=zzz"]
    pages += [f"{LIST}{code}/change/" for code in Partner.objects.values_list("pk", flat=True)]
    for url in pages:
        page = text_of(chinese, url)
        assert not TWO_ENGLISH_WORDS.search(page), (url, TWO_ENGLISH_WORDS.findall(page))
        page = text_of(english, url)
        assert not CHINESE.search(page), (url, CHINESE.findall(page))


def test_past_day_lists_the_unknown_apart(fang: User) -> None:
    client = sign_in(fang, "en")
    response = client.get(LIST, {"on": "2024-06-01"})
    apart = response.context["groups"][0]
    assert {partner.pk for partner in apart.partners} == {"GB", "IS"}
    assert "nobody knows whether it was on this day" in text_of(client, f"{LIST}?on=2024-06-01")
    assert "nobody knows" not in text_of(client, LIST)
    assert "nobody knows" not in text_of(client, f"{LIST}?on={timezone.localdate()}")


def test_past_day_leaves_out_who_had_not_signed(fang: User) -> None:
    page = text_of(sign_in(fang, "en"), f"{LIST}?on=2016-01-01")
    assert "Singapore" in page and "Brazil" not in page
    assert "22 not yet signed on that day are not listed" in page


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday"])
def test_a_day_that_cannot_be_shown_says_so(fang: User, day: str) -> None:
    response = sign_in(fang, "en").get(LIST, {"on": day})
    assert response.status_code == 200
    assert response.context["on"] is None
    assert response.context["filters"].errors["on"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"region": "oceania"}, {"NZ", "AU"}),
        ({"status": "signed"}, {"KZ", "IR", "RU", "PH", "UZ"}),
        ({"confidence": "inferred"}, {"IS"}),
        ({"confidence": "unconfirmed", "status": "implemented"}, {"KR", "GB", "IS"}),
        ({"q": "korea"}, {"KR"}),
        ({"q": "中国"}, {"HK", "MO"}),
        ({"q": "is"}, {"IS", "IL", "UZ"}),
        ({"region": "nowhere", "q": "SG"}, {"SG"}),
        ({"q": "zzz"}, set()),
    ],
)
def test_filters(fang: User, query: dict[str, str], codes: set[str]) -> None:
    groups = sign_in(fang).get(LIST, query).context["groups"]
    assert {partner.pk for group in groups for partner in group.partners} == codes


def test_marks_stand_beside_what_is_not_confirmed_with_their_source(fang: User) -> None:
    client = sign_in(fang, "en")
    page = client.get(LIST).content.decode()
    assert page.count('class="mark"') == 8
    assert "start inferred from official counts" in page
    assert 'class="mark"' in client.get(f"{LIST}IS/change/").content.decode()
    arrangement = client.get(f"{LIST}SG/change/").content.decode().split('id="terms-title"')[0]
    assert 'class="mark"' not in arrangement
    OfficialTotal.objects.update(confidence="reported")
    assert client.get(LIST).content.decode().count('class="mark"') == 9


def test_countries_of_one_economy_part_when_one_differs(fang: User) -> None:
    client = sign_in(fang)
    union = next(group for group in client.get(LIST).context["groups"] if group.is_economy)
    assert union.shared is not None and len(union.partners) == 27
    Partner.objects.filter(pk="FR").update(confidence="reported")
    union = next(group for group in client.get(LIST).context["groups"] if group.is_economy)
    assert union.shared is None


def test_partner_page_shows_dates_as_exactly_as_they_are_known(fang: User) -> None:
    client = sign_in(fang, "en")
    assert "March 2017 day not known" in text_of(client, f"{LIST}NZ/change/")
    assert "2019 month not known" in text_of(client, f"{LIST}AE/change/")
    assert "4 February 2021" in text_of(client, f"{LIST}RS/change/")
    assert "2017年3月 日期不详" in text_of(sign_in(fang), f"{LIST}NZ/change/")
    assert "2019年 月份不详" in text_of(sign_in(fang), f"{LIST}AE/change/")


def test_partner_page_shows_every_term_with_its_source(fang: User) -> None:
    page = text_of(sign_in(fang, "en"), f"{LIST}ZA/change/")
    assert "Length of the number in China 5-8 reported" in page
    assert "Recognises certified firms not known unknown" in page
    assert "of one economy: European Union" in text_of(sign_in(fang, "en"), f"{LIST}FR/change/")
    assert "对方获认可的企业类别 A级" in text_of(sign_in(fang), f"{LIST}MO/change/")


def test_partner_page_shows_its_history(fang: User, wu: User) -> None:
    partner = Partner.objects.get(pk="KR")
    partner.save()
    partner.confidence = "confirmed"
    partner.save()
    partner.history.filter(confidence="confirmed").update(history_user=wu, history_change_reason="A letter of 2014")
    page = text_of(sign_in(fang, "en"), f"{LIST}KR/change/")
    assert "A letter of 2014" in page and "吴桐" in page and "reliability: reported → confirmed" in page
    assert sign_in(fang).get(f"{LIST}KR/history/")["Location"] == f"{LIST}KR/change/#history"


def test_an_unknown_code_is_not_found(fang: User) -> None:
    client = sign_in(fang)
    assert client.get(f"{LIST}XX/change/").status_code == 404
    assert client.get(f"{LIST}XX/history/").status_code == 404


def test_the_list_asks_as_few_questions_for_many_partners_as_for_few(
    fang: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(fang)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
