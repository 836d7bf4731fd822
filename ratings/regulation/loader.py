"""Reads the law from YAML and refuses everything it does not understand.

A message names the file, the place in it, what is wrong and what to do: whoever edits the law must not need to read
this module.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any, NoReturn

import yaml

from ratings.regulation.rulebook import (
    LEVELS,
    STATUSES,
    UNITS,
    Figure,
    GroundBasis,
    Law,
    Provision,
    RulebookError,
    RulebookText,
    Value,
)

LAWS_FILE = "laws.yaml"
ARTICLE = re.compile(r"|\d+(\(\d+\))?|\d+-\d+|\d+(, \d+)+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
WHOLE_UNITS = ("months", "days", "working_days", "years", "count")
LARGEST = {
    "months": 1200,
    "days": 36_500,
    "working_days": 36_500,
    "years": 100,
    "count": 10**9,
    "percent": 100,
    "cny": 10**13,
    "ratio": 1,
}
"""The largest value of each unit: beyond it lies a slip of the pen, and dates that no calendar holds."""


class _OneKeyLoader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            problem = "" if isinstance(key, yaml.ScalarNode) else "a key is not a word; write a name"
            if not problem and key.value in seen:
                problem = f'the key "{key.value}" is written twice; keep one of them'
            if problem:
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class Place:
    """A value together with where it stands, so that every refusal can say so."""

    def __init__(self, file: str, path: str, value: Any):
        self.file, self.path, self.value = file, path, value

    def refuse(self, what: str, do: str) -> NoReturn:
        """Stop with file, place, what is wrong and what to do."""
        raise RulebookError(f"{self.file}: {self.path or 'top'}: {what}; {do}.")

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, "Place"]:
        """The named entries of a mapping. Refuses missing and unknown keys."""
        entries = self.entries()
        for key in required:
            if key not in entries:
                self.refuse(f'the key "{key}" is missing', "add it")
        for key in entries:
            if key not in required + optional:
                self.refuse(f'the key "{key}" is unknown', f"use only {', '.join(required + optional)}")
        return entries

    def entries(self) -> dict[str, "Place"]:
        """The entries of a mapping whose keys are names."""
        if not isinstance(self.value, dict):
            self.refuse("is not a mapping", "write key: value lines")
        for key in self.value:
            if not isinstance(key, str):
                self.refuse(f"the key {key!r} is not text", "quote it")
        return {key: Place(self.file, f"{self.path}.{key}".lstrip("."), value) for key, value in self.value.items()}

    def items(self) -> list["Place"]:
        """The members of a list."""
        if not isinstance(self.value, list):
            self.refuse("is not a list", 'write its members as lines that begin with "-"')
        return [Place(self.file, f"{self.path}[{n}]", value) for n, value in enumerate(self.value)]

    def text(self, empty: bool = False) -> str:
        """A text."""
        if not isinstance(self.value, str) or not (empty or self.value.strip()):
            self.refuse("is not a text", "write it in quotes, not empty")
        return self.value.strip()

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse("is neither true nor false", "write true or false")
        return self.value

    def day(self) -> date:
        """A date without a time."""
        if type(self.value) is not date:
            self.refuse("is not a date", "write it without quotes, as in 2026-04-01")
        return self.value

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of the given words."""
        if self.value not in choices:
            self.refuse(f"{self.value!r} is unknown", f"use one of {', '.join(choices)}")
        return self.value

    def article(self) -> str:
        """The number of an article: "22", "22(3)", "26-29", "10, 12", or "" where it is not known."""
        article = self.text(empty=True)
        if not ARTICLE.fullmatch(article):
            self.refuse(f"{article!r} is not an article", 'write "22", "22(3)", "26-29", "10, 12" or ""')
        return article


def parse_value(unit: str, written: object) -> Value:
    """The value of a figure as written: a whole number, or a text for yuan, percent and ratios.

    Raises ValueError with what is wrong and what to write instead.
    """
    if isinstance(written, bool) or not isinstance(written, int | str):
        raise ValueError(f'{written!r} is not a whole number or a quoted text; write 12, "0.5" or "1/1000"')
    value = _number(unit, str(written))
    if value > LARGEST[unit]:
        raise ValueError(f"{written!r} is too large for {unit}; write at most {LARGEST[unit]}")
    return value


def _number(unit: str, written: str) -> Value:
    if unit == "ratio":
        match = re.fullmatch(r"([1-9]\d{0,8})/([1-9]\d{0,8})", written, re.ASCII)
        if not match:
            raise ValueError(f'{written!r} is not a ratio; write it as "n/m", as in "1/1000"')
        return Fraction(int(match[1]), int(match[2]))
    if unit in WHOLE_UNITS:
        if not re.fullmatch(r"\d{1,18}", written, re.ASCII):
            raise ValueError(f"{written!r} is not a whole number; write digits without separators, as in 12")
        return int(written)
    if not re.fullmatch(r"\d{1,18}(\.\d{1,2})?", written, re.ASCII):
        raise ValueError(f"{written!r} is not a number with at most two decimals; write digits without separators")
    return Decimal(written)


def load_rulebooks(directory: Path) -> tuple[RulebookText, ...]:
    """All rulebooks of a directory, by their first day. Raises RulebookError."""
    laws, sources = _laws(read_place(directory / LAWS_FILE))
    files = sorted(path for path in directory.glob("*.yaml") if path.name != LAWS_FILE)
    books = sorted((_rulebook(read_place(path), laws, sources) for path in files), key=lambda book: book.valid_from)
    if not books:
        raise RulebookError(f"{directory.name}: no rulebook; add at least one, as in order-282.yaml.")
    for earlier, later in pairwise(books):
        if earlier.valid_to is None or later.valid_from != earlier.valid_to + timedelta(days=1):
            raise RulebookError(
                f"{later.code}.yaml: valid_from: does not follow the last day of {earlier.code};"
                " let the one begin on the day after the other ends."
            )
    return tuple(books)


def read_place(path: Path) -> Place:
    try:
        return Place(path.name, "", yaml.load(path.read_text(encoding="utf-8"), Loader=_OneKeyLoader))
    except (yaml.YAMLError, ValueError) as error:
        raise RulebookError(f"{path.name}: cannot be read as YAML: {error}; mend the line that is named.") from error
    except FileNotFoundError as error:
        raise RulebookError(f"{path.name}: does not exist; add it beside the rulebooks.") from error


def _laws(top: Place) -> tuple[dict[str, Law], dict[str, tuple[str, str]]]:
    fields = top.fields(("laws", "sources"))
    laws, sources = {}, {}
    for code, place in fields["laws"].entries().items():
        law = place.fields(("title_zh", "title_en", "name_zh", "name_en"))
        laws[code] = Law(code, **{key: text.text() for key, text in law.items()})
    for code, place in fields["sources"].entries().items():
        source = place.fields(("zh", "en"))
        sources[code] = (source["zh"].text(), source["en"].text())
    return laws, sources


def _rulebook(top: Place, laws: dict[str, Law], sources: dict[str, tuple[str, str]]) -> RulebookText:
    fields = top.fields(("code", "title_zh", "title_en", "valid_from", "valid_to", "provisions"))
    if f"{fields['code'].text()}.yaml" != top.file:
        fields["code"].refuse("differs from the name of the file", "name the file after the code")
    first = fields["valid_from"].day()
    last = None if fields["valid_to"].value is None else fields["valid_to"].day()
    if last is not None and last < first:
        fields["valid_to"].refuse("lies before valid_from", "put the dates in order")
    provisions: list[Provision] = []
    figures, grounds = {}, {}
    ground_places: list[tuple[str, Place, Provision]] = []
    for place in fields["provisions"].items():
        provision, entries = _provision(place, laws)
        if provision.code in {other.code for other in provisions}:
            place.refuse(f'the provision "{provision.code}" is written twice', "keep one of them")
        provisions.append(provision)
        for code, entry in _named(entries.get("figures")):
            if code in figures:
                entry.refuse("the figure exists in another provision already", "keep one of them")
            figures[code] = _figure(code, entry, provision, (first, last), sources)
        ground_places += [(code, entry, provision) for code, entry in _named(entries.get("grounds"))]
    for code, entry, provision in ground_places:
        if code in grounds:
            entry.refuse("the ground exists in another provision already", "keep one of them")
        grounds[code] = _ground(code, entry, provision, figures)
    return RulebookText(
        fields["code"].text(), fields["title_zh"].text(), fields["title_en"].text(), first, last,
        tuple(provisions), figures, grounds,
    )  # fmt: skip


def _named(place: Place | None) -> Iterator[tuple[str, Place]]:
    for code, entry in place.entries().items() if place else ():
        if not NAME.fullmatch(code):
            entry.refuse("is not a name", "use small letters, digits and underscores")
        yield code, entry


def _provision(place: Place, laws: dict[str, Law]) -> tuple[Provision, dict[str, Place]]:
    fields = place.fields(
        ("code", "title_zh", "title_en", "text_zh", "text_en", "law", "article", "status"),
        ("policy", "figures", "grounds"),
    )
    provision = Provision(
        code=fields["code"].text(),
        title_zh=fields["title_zh"].text(),
        title_en=fields["title_en"].text(),
        text_zh=fields["text_zh"].text(),
        text_en=fields["text_en"].text(),
        law=laws[fields["law"].one_of(tuple(laws))],
        article=fields["article"].article(),
        status=fields["status"].one_of(STATUSES),
        policy=fields["policy"].flag() if "policy" in fields else False,
        figures=tuple(code for code, _ in _named(fields.get("figures"))),
        grounds=tuple(code for code, _ in _named(fields.get("grounds"))),
    )
    for key in ("text_zh", "text_en"):
        check_holes(fields[key], provision.figures)
    return provision, fields


def _figure(
    code: str, place: Place, provision: Provision, dates: tuple[date, date | None], sources: dict[str, tuple[str, str]]
) -> tuple[Figure, ...]:
    fields = place.fields(("label_zh", "label_en", "unit", "values"), ("article", "policy"))
    unit = fields["unit"].one_of(tuple(UNITS))
    places = fields["values"].items()
    if not places:
        fields["values"].refuse("holds nothing", "give at least one dated value")
    policy = fields["policy"].flag() if "policy" in fields else provision.policy
    figures = []
    for entry in places:
        dated = entry.fields(("from", "to", "status", "source"), ("value",))
        status = dated["status"].one_of(STATUSES)
        value, text = _value(entry, dated.get("value"), unit, status)
        source = sources[dated["source"].one_of(tuple(sources))]
        figures.append(
            Figure(
                code=code,
                label_zh=fields["label_zh"].text(),
                label_en=fields["label_en"].text(),
                unit=unit,
                value=value,
                text=text,
                status=status,
                law=provision.law,
                article=fields["article"].article() if "article" in fields else provision.article,
                source_zh=source[0],
                source_en=source[1],
                valid_from=dated["from"].day(),
                valid_to=None if dated["to"].value is None else dated["to"].day(),
                policy=policy,
            )
        )
    _check_dates(places, figures, dates)
    return tuple(figures)


def _value(entry: Place, written: Place | None, unit: str, status: str) -> tuple[Value | None, str]:
    if status == "unknown":
        if written is not None:
            entry.refuse("has a value though its status is unknown", "take the value out, or give the status it has")
        return None, ""
    if written is None:
        entry.refuse('the key "value" is missing', "add it, or write status: unknown")
    try:
        return parse_value(unit, written.value), str(written.value)
    except ValueError as error:
        what, do = str(error).split("; ", 1)
        written.refuse(what, do)


def _check_dates(places: list[Place], figures: list[Figure], dates: tuple[date, date | None]) -> None:
    """The dated values follow each other day by day from the rulebook's first day to its last."""
    expected: date | None = dates[0]
    for place, figure in zip(places, figures, strict=True):
        if figure.valid_to is not None and figure.valid_to < figure.valid_from:
            place.refuse('"to" lies before "from"', "put the dates in order")
        if expected is None or figure.valid_from < expected:
            place.refuse(
                "overlaps the value before it or the rulebook's first day", f"begin on {expected or 'no later day'}"
            )
        if figure.valid_from > expected:
            place.refuse(f"leaves a gap from {expected} on", f"begin on {expected}")
        expected = None if figure.valid_to is None else figure.valid_to + timedelta(days=1)
    if figures[-1].valid_to != dates[1]:
        places[-1].refuse(
            "does not end with the rulebook", f"write to: {dates[1] or 'null'} in the last value of the figure"
        )


def _ground(code: str, place: Place, provision: Provision, figures: Mapping[str, tuple[Figure, ...]]) -> GroundBasis:
    fields = place.fields(
        ("title_zh", "title_en", "wording_zh", "wording_en", "level", "serious_list", "status", "figures"), ("article",)
    )
    named = []
    for entry in fields["figures"].items():
        if entry.text() not in figures:
            entry.refuse(
                f'names the figure "{entry.value}", which does not exist', "write the code of a figure of this file"
            )
        named.append(entry.value)
    for key in ("wording_zh", "wording_en"):
        check_holes(fields[key], named)
    return GroundBasis(
        code=code,
        title_zh=fields["title_zh"].text(),
        title_en=fields["title_en"].text(),
        level=fields["level"].one_of(LEVELS),
        serious_list=fields["serious_list"].flag(),
        law=provision.law,
        article=fields["article"].article() if "article" in fields else provision.article,
        status=fields["status"].one_of(STATUSES),
        figures=tuple(named),
        wording_zh=fields["wording_zh"].text(),
        wording_en=fields["wording_en"].text(),
        carried_over=fields["status"].value == "carried_over",
    )


def check_holes(place: Place, figures: Sequence[str]) -> None:
    """A text shows figures as {code}, so that it never disagrees with them."""
    try:
        holes = {name for _, name, _, _ in Formatter().parse(place.text()) if name is not None}
    except ValueError as error:
        place.refuse(f"cannot be read: {error}", "write figures as {code}")
    if not holes <= set(figures):
        place.refuse(f"shows {', '.join(sorted(holes - set(figures)))}", "show only figures that are named beside the text")
