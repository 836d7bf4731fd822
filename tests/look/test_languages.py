"""No page mixes languages: every page that a role can reach by links, in Chinese and in English, on the worked examples."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from enterprises.models import Delivery, Enterprise
from mutual_recognition.models import PartnerFirm
from tests.accounts.objects import OBJECTS
from tests.look.reading import Reader, shape
from tests.people import make_person

pytestmark = pytest.mark.once
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
EACH_SHAPE = 1  # pages of one kind that are read; filters are followed one at a time
ROLES = ("li", "qian", "wu", "zhou", "admin_a")  # a supervisor sees all that an officer does

# Latin words that stand on Chinese pages, and why
SAME_IN_BOTH = {
    "AEO": "the law writes it so",
    "AEOCN": "begins an AEO code",
    "CN": "begins the code for buyers in the European Union",
    "AEOS": "a tier of the European Union",
    "AEOC": "a tier of the European Union",
    "TIN": "the guidelines of the World Customs Organization name the number so, whatever the language",
    "IP": "no Chinese word is in use",
    "EN": "the switch to the other language names it in its own",
    "English": "the switch to the other language names it in its own",
    "CSV": "a file format",
    "PDF": "a file format",
    "ZIP": "a file format",
    "XLSX": "a file format",
    "YYYY-MM-DD": "how a date is written",
    "UTF": "an encoding",
    "UTF-": "an encoding",
    "MB": "a unit",
    "EUR-Lex": "a name",
    "ERP": "the standard of certification writes it so",
    "IPPC": "the mark on wood packaging, as the standard of certification writes it",
    "ISO": "a standard of certification names it",
    "PAS": "a standard of certification names it",
    "EU": "in the number of a legal act of the European Union",
    "demo-": "the beginning of user names",
    "True": "read aloud by Django's own sign for yes, which has no other words",
    "False": "read aloud by Django's own sign for no",
    "unknown": "what the sign-in log wrote where a browser said nothing",
}
# files, numbers, and the code before the name of a country or region
CODES = re.compile(
    r"[\w.-]*[\w-]+\.(csv|json)\b|\b[A-Z0-9_-]*\d[A-Z0-9_-]*\b|^[A-Z]{2} (?=[\u4e00-\u9fff])|@ \. \+ - _", re.ASCII
)


@pytest.fixture
def examples(db: None) -> None:
    """The worked examples, loaded and judged, and one of each thing that a page is about."""
    for username in (*ROLES, "fang"):
        make_person(username)
    call_command("import_feed", Path("tests/examples/feed"), stdout=StringIO(), stderr=StringIO())
    call_command("nightly", as_of=date(2026, 6, 30), stdout=StringIO())
    for make in OBJECTS.values():
        make()


def pages(person: User, language: str) -> Iterator[tuple[str, list[str]]]:
    """Address and texts of the pages that can be reached from the start page, some of each shape."""
    client = Client()
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    waiting, met, seen = ["/"], set(), Counter[str]()
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        if address in met or not address.startswith("/") or "&" in address or seen[shape(address)] >= EACH_SHAPE:
            continue
        met.add(address)
        seen[shape(address)] += 1
        response = client.get(address, follow=True)
        if "html" not in response["Content-Type"]:
            continue
        reader = Reader(language)
        reader.feed(response.content.decode())
        waiting += [urljoin(address, link) for link in reader.links]
        yield address, reader.texts


def names() -> list[str]:
    """What the data say, in whatever language they say it: the longest first."""
    people = [name for person in User.objects.all() for name in (person.display_name, person.username)]
    deliveries = list(Delivery.objects.values_list("reference", flat=True))
    theirs = list(PartnerFirm.objects.values_list("name", flat=True))
    firms = Enterprise.objects.values_list("name_zh", "name_en", "address_zh", "address_en", "legal_representative")
    return sorted(
        {name for name in [*people, *deliveries, *theirs, *(name for firm in firms for name in firm)] if name},
        key=len,
        reverse=True,
    )


def without(text: str, data: list[str]) -> str:
    for name in data:
        text = text.replace(name, " ")
    return text


def test_no_english_on_chinese_pages(examples: None) -> None:
    data, wrong = [*names(), "A test"], []
    for username in ROLES:
        for address, texts in pages(User.objects.get(username=username), "zh-hans"):
            for text in texts:
                words = set(LATIN.findall(CODES.sub(" ", without(text, data)))) - set(SAME_IN_BOTH)
                if words:
                    wrong.append((username, address, text, sorted(words)))
    assert wrong == []


def test_no_chinese_on_english_pages(examples: None) -> None:
    data, wrong = [*names(), "中文"], []
    for username in ROLES:
        for address, texts in pages(User.objects.get(username=username), "en"):
            wrong += [(username, address, text) for text in texts if HAN.search(without(text, data))]
    assert wrong == []
