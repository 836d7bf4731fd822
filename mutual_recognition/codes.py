"""The code of a partner's firm as it stands on a declaration: country or region code and AEO number, no brackets.

Announcement 2018 No. 131 of the General Administration of Customs, in force from 2018-11-01, as in `SG123456789012`.
How long a number is differs by partner (a term of its arrangement); for most partners it is not known.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from mutual_recognition.models import CodeFormat

LONGEST_NUMBER = 40  # characters that a column of the register holds
_CODE = re.compile(r"([A-Z]{2})([0-9A-Z]+)")
_LEFT_OUT = re.compile(r"[\s()\[\]<>\-./]+")


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


def number_verdict(number: str, code_format: CodeFormat) -> FormatVerdict:
    """Whether a number has the length of a partner's numbers; nobody can say where no length is stated.

    Its characters refuse nothing: which ones a partner uses is inferred at best.
    """
    if code_format.lengths is None:
        return FormatVerdict.UNKNOWN
    least, most = code_format.lengths
    return FormatVerdict.VALID if least <= len(number) <= most else FormatVerdict.INVALID
