"""The loader refuses what it does not understand, and says where, what, and what to do."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ratings.regulation.loader import load_rulebooks, parse_value
from ratings.regulation.rulebook import RulebookError

LAWS = """\
laws:
  order-1: {title_zh: "第1号令", title_en: "Order 1", name_zh: "第1号令全称", name_en: "Order 1 in full"}
sources:
  text: {zh: "正文", en: "The text"}
"""
BOOK = """\
code: order-1
title_zh: "第1号令"
title_en: "Order 1"
valid_from: 2026-04-01
valid_to: null
provisions:
  - code: grounds
    title_zh: "认定"
    title_en: "Grounds"
    text_zh: "超过{limit}"
    text_en: "More than {limit}"
    law: order-1
    article: "22"
    status: confirmed
    figures:
      limit:
        label_zh: "期限"
        label_en: "Limit"
        unit: months
        values:
          - {from: 2026-04-01, to: 2026-12-31, value: 3, status: reported, source: text}
          - {from: 2027-01-01, to: null, value: 4, status: confirmed, source: text}
      rate:
        label_zh: "比例"
        label_en: "Rate"
        unit: ratio
        article: "22(3)"
        values:
          - {from: 2026-04-01, to: null, value: "1/1000", status: confirmed, source: text}
    grounds:
      late:
        title_zh: "逾期"
        title_en: "Late"
        wording_zh: "逾期超过{limit}"
        wording_en: "Late by more than {limit}"
        level: discredited
        serious_list: false
        status: confirmed
        figures: [limit]
"""


@pytest.fixture
def load(tmp_path: Path):
    """Loads the small rulebook above, with one text of it replaced by another."""

    def load(old: str = "", new: str = "", *, laws: str = LAWS, **more: str):
        assert not old or BOOK.count(old) >= 1
        (tmp_path / "laws.yaml").write_text(laws, encoding="utf-8")
        (tmp_path / "order-1.yaml").write_text(BOOK.replace(old, new, 1) if old else BOOK, encoding="utf-8")
        for name, text in more.items():
            (tmp_path / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
        return load_rulebooks(tmp_path)

    return load


def test_the_small_rulebook_is_understood(load):
    (book,) = load()
    assert [figure.value for figure in book.figures["limit"]] == [3, 4]
    assert book.figures["rate"][0].article == "22(3)"
    assert book.grounds["late"].figures == ("limit",)


RATE = '          - {from: 2026-04-01, to: null, value: "1/1000", status: confirmed, source: text}'
REFUSED = {
    "a key twice": ("code: order-1\n", "code: order-1\ncode: order-1\n", "", "written twice"),
    "a key that is a list": ("code: order-1\n", "? [a]\n: b\ncode: order-1\n", "", "cannot be read as YAML"),
    "an unknown key": ("code: order-1\n", "code: order-1\nnote: x\n", "top", 'key "note" is unknown; use only'),
    "a missing key": ('title_en: "Order 1"\n', "", "top", 'key "title_en" is missing; add it'),
    "a text that is none": ('title_en: "Order 1"', "title_en: 1", "title_en", "is not a text"),
    "an empty text": ('title_en: "Order 1"', 'title_en: " "', "title_en", "is not a text"),
    "a date in quotes": ("valid_from: 2026-04-01", 'valid_from: "2026-04-01"', "valid_from", "is not a date"),
    "a moment for a date": ("valid_from: 2026-04-01", "valid_from: 2026-04-01 10:00:00", "valid_from", "is not a date"),
    "a day that is none": ("valid_from: 2026-04-01", "valid_from: 2026-02-30", "", "cannot be read as YAML"),
    "an end before the start": ("valid_to: null", "valid_to: 2026-03-31", "valid_to", "put the dates in order"),
    "another code than the file": ("code: order-1\n", "code: order-2\n", "code", "name the file after the code"),
    "an unknown law": ("law: order-1", "law: order-9", "provisions[0].law", "'order-9' is unknown; use one of order-1"),
    "an article that is none": ('article: "22"', 'article: "Art. 22"', "provisions[0].article", "is not an article"),
    "an article as a number": ('article: "22"', "article: 22", "provisions[0].article", "is not a text"),
    "an unknown status": ("status: reported", "status: likely", ".values[0].status", "'likely' is unknown; use one of"),
    "an unknown unit": ("unit: months", "unit: weeks", "figures.limit.unit", "'weeks' is unknown; use one of months"),
    "an unknown source": ("source: text}", "source: hearsay}", ".values[0].source", "'hearsay' is unknown"),
    "a float": ("value: 3,", "value: 3.5,", ".values[0].value", "3.5 is not a whole number or a quoted text; write 12"),
    "a flag for a value": ("value: 3,", "value: true,", ".values[0].value", "True is not a whole number"),
    "a fraction of a month": ("value: 3,", 'value: "3.5",', ".values[0].value", "'3.5' is not a whole number"),
    "a number too large": ("value: 3,", "value: 99999,", ".values[0].value", "too large for months; write at most 1200"),
    "a value though unknown": ("status: reported", "status: unknown", ".values[0]", "though its status is unknown"),
    "no value though known": ("value: 3, ", "", ".values[0]", 'key "value" is missing; add it, or write status: unknown'),
    "a ratio as a decimal": ('"1/1000"', '"0.001"', "figures.rate.values[0].value", 'write it as "n/m"'),
    "a ratio by zero": ('"1/1000"', '"1/0"', "figures.rate.values[0].value", 'write it as "n/m"'),
    "a gap": ("from: 2027-01-01", "from: 2027-01-02", ".values[1]", "leaves a gap from 2027-01-01 on; begin on 2027-01-01"),
    "an overlap": ("from: 2027-01-01", "from: 2026-12-31", ".values[1]", "overlaps the value before it"),
    "a value after an open end": ("to: 2026-12-31", "to: null", ".values[1]", "overlaps the value before it"),
    "a value with its dates turned": ("to: 2026-12-31", "to: 2026-03-01", ".values[0]", 'put the dates in order'),
    "a value before the rulebook": ("from: 2026-04-01, to: 2026", "from: 2026-03-01, to: 2026", ".values[0]", "overlaps"),
    "an end before the rulebook's": ("from: 2027-01-01, to: null", "from: 2027-01-01, to: 2027-12-31", ".values[1]",
                                     "does not end with the rulebook; write to: null"),
    "no values": ("        values:\n" + RATE,
                  "        values: []", "figures.rate.values", "holds nothing"),
    "values that are no list": (RATE,
                                "          a: 1", "figures.rate.values", "is not a list"),
    "a ground's figure that is missing": ("figures: [limit]", "figures: [limits]", "grounds.late.figures[0]",
                                          'names the figure "limits", which does not exist'),
    "a ground's level": ("level: discredited", "level: bad", "grounds.late.level", "use one of discredited"),
    "a flag that is none": ("serious_list: false", "serious_list: 0", "grounds.late.serious_list", "write true or false"),
    "a wording with another figure": ('"Late by more than {limit}"', '"Late by {rate}"', "late.wording_en", "shows rate"),
    "a wording with a loose brace": ('"Late by more than {limit}"', '"Late {"', "grounds.late.wording_en", "cannot be read"),
    "a text with another figure": ('"More than {limit}"', '"More than {much}"', "provisions[0].text_en", "shows much"),
    "a name that is none": ("      rate:\n", "      Rate-1:\n", "figures.Rate-1", "use small letters"),
    "provisions that are no list": ("provisions:\n", "provisions: 3\nrest:\n", "top", 'key "rest" is unknown'),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "what"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(load, old, new, place, what):
    with pytest.raises(RulebookError) as refusal:
        load(old, new)
    message = str(refusal.value)
    assert message.startswith("order-1.yaml: ")
    assert place in message
    assert what in message
    assert ";" in message, "what to do is missing"


def test_a_figure_of_two_provisions_is_refused(load):
    start, end = BOOK.index("  - code: grounds"), BOOK.index("    grounds:\n")
    with pytest.raises(RulebookError, match=r"provisions\[1\]\.figures\.limit: the figure exists in another provision"):
        load("provisions:\n", "provisions:\n" + BOOK[start:end].replace("code: grounds", "code: other"))
    with pytest.raises(RulebookError, match='the provision "grounds" is written twice'):
        load("provisions:\n", "provisions:\n" + BOOK[start:end])


@pytest.mark.parametrize(("first_of_second", "refused"), [("2027-01-01", False), ("2027-01-02", True), ("2026-12-31", True)])
def test_one_rulebook_follows_the_other_without_a_gap(load, first_of_second, refused):
    values = "          - {from: 2027-01-01, to: null, value: 4, status: confirmed, source: text}\n"
    first = BOOK.replace(values, "").replace("to: null", "to: 2026-12-31").replace("valid_to: null", "valid_to: 2026-12-31")
    second = (
        first.replace("order-1\ntitle", "order-2\ntitle")
        .replace("2026-12-31", "null")
        .replace("2026-04-01", first_of_second)
    )
    if refused:
        with pytest.raises(RulebookError, match="does not follow the last day of order-1"):
            load(BOOK, first, order_2=second)
    else:
        assert [book.code for book in load(BOOK, first, order_2=second)] == ["order-1", "order-2"]


def test_laws_are_read_as_strictly(load):
    with pytest.raises(RulebookError, match=r'laws\.yaml: sources\.text: the key "en" is missing'):
        load(laws=LAWS.replace(', en: "The text"', ""))


def test_missing_files_are_named(tmp_path):
    with pytest.raises(RulebookError, match=r"laws\.yaml: does not exist"):
        load_rulebooks(tmp_path)
    (tmp_path / "laws.yaml").write_text(LAWS, encoding="utf-8")
    with pytest.raises(RulebookError, match="no rulebook"):
        load_rulebooks(tmp_path)


def test_an_object_in_yaml_is_not_made(load):
    with pytest.raises(RulebookError, match="cannot be read as YAML"):
        load('title_en: "Order 1"', "title_en: !!python/object/apply:os.getcwd []")


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [("cny", 1000000, Decimal(1000000)), ("cny", "0.50", Decimal("0.50")), ("percent", "20", Decimal(20)), ("days", "0", 0)],
)
def test_values_are_exact(unit, written, value):
    assert parse_value(unit, written) == value


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("cny", "1,000"),
        ("cny", "1.005"),
        ("cny", "-1"),
        ("percent", "101"),
        ("months", "１２"),
        ("ratio", "3/2"),
        ("cny", "1e9"),
    ],
)
def test_values_that_are_none_are_refused(unit, written):
    with pytest.raises(ValueError, match=";"):
        parse_value(unit, written)


def test_a_date_stays_a_date(load):
    assert load()[0].valid_from == date(2026, 4, 1)
