"""The shipped list of partners, read strictly: what is not understood is refused, with file, line and reason.

Reads `mutual_recognition/data/`; touches no database. The rows are plain values, keyed by the names of the model's fields.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from mutual_recognition.models import ECONOMIES, Confidence, Partner
from mutual_recognition.models.arrangement import Certainty, Term, is_value
from mutual_recognition.partial_dates import PartialDate

DATA = Path(__file__).parent / "data"
PARTNER_COLUMNS = (
    "iso2",
    "name_zh",
    "name_en",
    "economy",
    "signed_on",
    "implemented_on",
    "announcement",
    "status",
    "confidence",
    "source",
)
TOTAL_COLUMNS = ("month", "signed", "implemented", "economies", "confidence", "source")
TERM_COLUMNS = ("economy", "term", "value", "value_zh", "confidence", "source")
NOT_STATED = "not stated in the texts at hand"
ANNOUNCEMENT = re.compile(r"海关总署公告([0-9]{4})年第([0-9]+)号(?:\((.+)\))?")
CODE = re.compile(r"[A-Z]{2}")
COUNT = re.compile(r"[0-9]{1,3}")

Row = dict[str, object]
Read = TypeVar("Read")


class BaselineError(Exception):
    """The shipped data say something that the portal does not understand."""


def read_partners(data: Path = DATA) -> list[Row]:
    """The partners as values of the model's fields; BaselineError names the file, the line and what is wrong there."""
    regions = _pairs(data / "regions.csv", ("iso2", "region"))
    wordings = read_wordings(data)
    path = data / "partners.csv"
    rows = _each(path, PARTNER_COLUMNS, lambda row: _partner(row, regions, wordings))
    codes = [str(row["iso2"]) for row in rows]
    if repeated := {code for code in codes if codes.count(code) > 1}:
        raise BaselineError(f"{path.name}: a partner stands there twice: {', '.join(sorted(repeated))}")
    if stray := regions.keys() - set(codes):
        raise BaselineError(f"regions.csv: no such partner: {', '.join(sorted(stray))}")
    return rows


def read_wordings(data: Path = DATA) -> dict[str, str]:
    """Texts of the shipped data in the other language, by the text as delivered; BaselineError as above."""
    return _pairs(data / "wordings.csv", ("delivered", "translated"))


def read_official_totals(data: Path = DATA) -> list[Row]:
    """The official counts as values of the model's fields; BaselineError as above."""
    wordings = read_wordings(data)
    return _each(data / "official_totals.csv", TOTAL_COLUMNS, lambda row: _total(row, wordings))


def read_terms(data: Path = DATA) -> list[Row]:
    """The terms of every economy: those that terms.csv names, and each other one as unknown; BaselineError as above."""
    wordings = read_wordings(data)
    economies = list(dict.fromkeys(str(row["economy"]) for row in read_partners(data)))
    path = data / "terms.csv"
    rows = _each(path, TERM_COLUMNS, lambda row: _term(row, economies, wordings))
    known = {(row["economy"], row["name"]): row for row in rows}
    if len(known) < len(rows):
        raise BaselineError(f"{path.name}: a term of an economy stands there twice")
    return [
        known.get((economy, name)) or _unknown_term(economy, name, wordings)
        for economy in economies
        for name in Term.Name.values
    ]


def _term(row: dict[str, str], economies: Iterable[str], wordings: dict[str, str]) -> Row:
    _one_of(row["economy"], economies, "economy")
    _one_of(row["term"], Term.Name.values, "term")
    _require(is_value(row["term"], row["value"]), f"{row['value']!r} is no value of {row['term']}")
    _require(not row["value_zh"] or row["term"] == Term.Name.TIER_THERE, "only a tier has a name in Chinese")
    _require(row["confidence"] != Certainty.UNKNOWN, "leave out what is unknown")
    value = {"value": row["value"], "value_zh": row["value_zh"]}
    return {"economy": row["economy"], "name": row["term"], **value, **_sourced(row, wordings)}


def _unknown_term(economy: str, name: str, wordings: dict[str, str]) -> Row:
    _require(NOT_STATED in wordings, f"{NOT_STATED!r} has no Chinese wording in wordings.csv")
    source = {"source_zh": wordings[NOT_STATED], "source_en": NOT_STATED}
    return {"economy": economy, "name": name, "value": "", "value_zh": "", "confidence": Certainty.UNKNOWN, **source}


def _partner(row: dict[str, str], regions: dict[str, str], wordings: dict[str, str]) -> Row:
    iso2 = row["iso2"]
    _require(bool(CODE.fullmatch(iso2)), f"{iso2!r} is not a code of two capitals")
    _require(bool(row["name_zh"] and row["name_en"]), "a name is missing")
    _require(row["economy"] == iso2 or row["economy"] in ECONOMIES, f"the economy {row['economy']!r} is not known")
    _one_of(row["status"], Partner.Status.values, "status")
    _one_of(regions.get(iso2, ""), Partner.Region.values, "region")
    signed = PartialDate.parse(row["signed_on"]) if row["signed_on"] else None
    implemented = PartialDate.parse(row["implemented_on"]) if row["implemented_on"] else None
    if implemented:
        _require(row["status"] == Partner.Status.IMPLEMENTED, "it is only signed, but has a day of implementation")
        _require(signed is None or signed.first <= implemented.last, "it is implemented before it is signed")
    announcement_zh, announcement_en = _announcement(row["announcement"], wordings)
    return {
        "iso2": iso2,
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "economy": row["economy"],
        "region": regions[iso2],
        "signed_on": row["signed_on"],
        "signed_first": signed.first if signed else None,
        "signed_last": signed.last if signed else None,
        "implemented_as_known": row["implemented_on"],
        "implemented_first": implemented.first if implemented else None,
        "implemented_on": implemented.last if implemented else None,
        "announcement_zh": announcement_zh,
        "announcement_en": announcement_en,
        "status": row["status"],
        **_sourced(row, wordings),
    }


def _total(row: dict[str, str], wordings: dict[str, str]) -> Row:
    _require(PartialDate.parse(row["month"]).precision == "month", f"{row['month']!r} is not a month")
    for column in ("signed", "implemented", "economies"):
        _require(bool(COUNT.fullmatch(row[column])), f"{column}: {row[column]!r} is not a number")
    counts = {column: int(row[column]) for column in ("signed", "implemented", "economies")}
    _require(counts["implemented"] <= counts["signed"], "more are implemented than signed")
    return {"month": row["month"], **counts, **_sourced(row, wordings)}


def _sourced(row: dict[str, str], wordings: dict[str, str]) -> Row:
    _one_of(row["confidence"], Confidence.values, "confidence")
    _require(bool(row["source"]), "the source is missing")
    _require(row["source"] in wordings, f"the source {row['source']!r} has no Chinese wording in wordings.csv")
    return {"confidence": row["confidence"], "source_zh": wordings[row["source"]], "source_en": row["source"]}


def _announcement(text: str, wordings: dict[str, str]) -> tuple[str, str]:
    """The announcement in Chinese, with full-width brackets, and in English."""
    if not text:
        return "", ""
    found = ANNOUNCEMENT.fullmatch(text)
    _require(found is not None, f"{text!r} is not an announcement of the General Administration")
    year, number, remark = found.groups()
    english = f"GACC Announcement {year} No. {number}"
    if remark is None:
        return text, english
    _require(remark in wordings, f"the remark {remark!r} has no English wording in wordings.csv")
    return f"海关总署公告{year}年第{number}号（{remark}）", f"{english} ({wordings[remark]})"


def _pairs(path: Path, columns: tuple[str, str]) -> dict[str, str]:
    key, value = columns
    rows = _each(path, columns, lambda row: row)
    pairs = {row[key]: row[value] for row in rows}
    if len(pairs) < len(rows) or not all(pairs.values()):
        raise BaselineError(f"{path.name}: a key stands there twice, or a value is missing")
    return pairs


def _each(path: Path, columns: tuple[str, ...], read: Callable[[dict[str, str]], Read]) -> list[Read]:
    rows = []
    for line, row in _lines(path, columns):
        try:
            rows.append(read(row))
        except ValueError as error:
            raise BaselineError(f"{path.name}, line {line}: {error}") from error
    if not rows:
        raise BaselineError(f"{path.name} holds no row")
    return rows


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        if tuple(next(reader, ())) != columns:
            raise BaselineError(f"{path.name}: the columns must be {', '.join(columns)}")
        for values in reader:
            if len(values) != len(columns):
                raise BaselineError(f"{path.name}, line {reader.line_num}: {len(values)} values for {len(columns)} columns")
            yield reader.line_num, dict(zip(columns, (value.strip() for value in values), strict=True))


def _one_of(value: str, known: Iterable[str], what: str) -> None:
    _require(value in known, f"the {what} {value!r} is not one of {', '.join(known)}")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
