"""The code of a partner's firm as it stands on a declaration: country or region code and AEO number, no brackets.

Announcement 2018 No. 131 of the General Administration of Customs, in force from 2018-11-01, as in `SG123456789012`.
How long a number is differs by partner (data/code_formats.csv); for most partners it is not known.
"""

import csv
import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "code_formats.csv"
ANY_LENGTH = "any"
LONGEST_NUMBER = 40  # characters that a column of the register holds
_CODE = re.compile(r"([A-Z]{2})([0-9A-Z]+)")
_LEFT_OUT = re.compile(r"[\s()\[\]<>\-./]+")
_LENGTHS = re.compile(r"([0-9]+)(?:-([0-9]+))?")


class FormatVerdict(StrEnum):
    """Whether a code has its partner's format; a format that is not known gives a warning, not an error."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Code(NamedTuple):
    """A code taken apart. `exact`: it was written as the announcement says, with nothing to leave out or to change."""

    partner: str
    number: str
    exact: bool

    def __str__(self) -> str:
        return self.partner + self.number


def parse_code(text: str) -> Code | None:
    """The code in a text, with blanks, brackets and small letters forgiven but told; None when there is none."""
    wide = unicodedata.normalize("NFKC", text).strip()
    found = _CODE.fullmatch(_LEFT_OUT.sub("", wide).upper())
    if found is None or len(found[2]) > LONGEST_NUMBER:
        return None
    return Code(found[1], found[2], exact=text == found[0])


def number_verdict(number: str, code_format: str) -> FormatVerdict:
    """Whether a number fits a format: "12" characters, "5-8" characters, "any" number of them, "" for not known.

    Raises ValueError for a format that is none of these.
    """
    if not code_format:
        return FormatVerdict.UNKNOWN
    if code_format == ANY_LENGTH:
        return FormatVerdict.VALID
    lengths = _LENGTHS.fullmatch(code_format)
    if lengths is None:
        raise ValueError(f"{code_format!r} is no format of a code, as in 12, 5-8 or any")
    fits = int(lengths[1]) <= len(number) <= int(lengths[2] or lengths[1])
    return FormatVerdict.VALID if fits else FormatVerdict.INVALID


@cache
def known_formats() -> dict[str, str]:
    """The formats that are known, by partner."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["iso2"]: row["characters"] for row in csv.DictReader(stream)}


def format_of(partner: str) -> str:
    """The format of a partner's numbers; empty when it is not known."""
    return known_formats().get(partner, "")
