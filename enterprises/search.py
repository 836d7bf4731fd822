"""One box finds a firm: by the beginning of a code, or by a part of its Chinese or English name.

A term has two forms of the same condition: `indexed` is served by the indexes of migration 0002 and is for terms that few
firms match; `scanned` is for reading firms in an order until a page is full, when many do.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Concat, StrIndex, Upper
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

AEO_PREFIX: Final = "AEOCN"
SHORTEST: Final = 2
LONGEST: Final = 200
_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z]{2,18}")
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LAST_LETTER: Final = "\U0010ffff"
_LATIN = re.compile(r"[\x20-\x7e]+")
_WIDE_BRACKETS = str.maketrans("()", "（）")
_WIDE = {half: half + 0xFEE0 for half in range(0x21, 0x7F)}


class HasBigrams(Func):
    """Whether a text, in upper case, holds every two neighbouring characters of another one (PostgreSQL)."""

    template = "enterprise_bigrams(%(expressions)s)"
    arg_joiner = ") @> enterprise_bigrams("
    output_field = BooleanField()


@dataclass(frozen=True)
class Term:
    """What an officer typed, in upper case and half-width forms, with single blanks."""

    text: str

    @property
    def code(self) -> str:
        """The term as the beginning of a code, without blanks and hyphens; empty when it cannot be one."""
        compact = re.sub(r"[\s-]", "", self.text)
        return compact if _CODE.fullmatch(compact) else ""

    @property
    def is_aeo_code(self) -> bool:
        return self.text.startswith(AEO_PREFIX)

    @property
    def is_latin(self) -> bool:
        """English names are searched only for terms that they can hold."""
        return bool(_LATIN.fullmatch(self.text))

    @property
    def written(self) -> list[str]:
        """The ways in which a Chinese name may write the term: half-width, with wide brackets, all full-width."""
        return list(
            dict.fromkeys(
                [self.text, self.text.translate(_WIDE_BRACKETS), self.text.replace(" ", "\u3000").translate(_WIDE)]
            )
        )

    def indexed(self) -> Q:
        """The condition in a form that indexes serve, what is cheap to test first: a row that matches is tested no further."""
        if connection.vendor != "postgresql":
            return self.scanned()
        names = Q()
        if self.is_latin and len(self.text) == SHORTEST:
            names |= Q(name_en__istartswith=self.text) | Q(name_en__icontains=f" {self.text}")
        elif self.is_latin:
            names |= Q(name_en__icontains=self.text)
        for text in self.written:
            pairs = Q(HasBigrams(F("name_zh"), Value(text)))
            names |= pairs if len(text) == SHORTEST else _holds(Upper("name_zh"), text) & pairs
        return self._codes_or(names)

    def scanned(self) -> Q:
        """The condition in a form that is cheap to test firm by firm, and that no index tempts the planner with."""
        names = Q()
        if self.is_latin and len(self.text) == SHORTEST:  # two letters are in every second name: words that begin so
            names |= _holds(Concat(Value(" "), Upper("name_en")), f" {self.text}")
        elif self.is_latin:
            names |= _holds(Upper("name_en"), self.text)
        for text in self.written:
            names |= _holds(Upper("name_zh"), text)
        return self._codes_or(names)

    def customs_codes(self) -> Q | None:
        """The firms whose customs code begins so; None when the term is no code."""
        if self.is_aeo_code:
            return _begins("customs_code", re.sub(r"[^0-9A-Z]", "", self.text.removeprefix(AEO_PREFIX)))
        return _begins("customs_code", self.code) if self.code else None

    def credit_codes(self) -> Q | None:
        """The firms whose unified social credit code begins so; None when the term is no code."""
        return _begins("uscc", self.code) if self.code and not self.is_aeo_code else None

    def beginnings(self) -> Q | None:
        """The firms whose Chinese name begins with the term; None for a term with letters that have two cases."""
        if self.code or self.text.upper() != self.text.lower():
            return None
        return Q(name_zh__gte=self.text, name_zh__lt=self.text + _LAST_LETTER)

    def _codes_or(self, names: Q) -> Q:
        codes = self.customs_codes()
        if codes is None:
            return names
        return codes if self.is_aeo_code else codes | Q(uscc__startswith=self.code) | names


def _begins(field: str, prefix: str) -> Q:
    """Whether a code begins so: a range of the order of codes, so that a page is read from the index of that order."""
    end = prefix.rstrip(_LETTERS[-1])
    if not end:
        return Q((f"{field}__gte", prefix))
    beyond = end[:-1] + _LETTERS[_LETTERS.index(end[-1]) + 1]
    return Q((f"{field}__gte", prefix), (f"{field}__lt", beyond))


def _holds(where: Concat | Upper, text: str) -> Q:
    """Whether a text holds another: no LIKE, whose selectivity the planner would guess from no statistics."""
    return Q(GreaterThan(StrIndex(where, Value(text)), 0))


def parse(typed: str) -> Term | None:
    """The term of what was typed; None when nothing was. Raises ValidationError when it is too short to search for."""
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("\x00", "").upper().split())[:LONGEST]
    if not text:
        return None
    if len(text) < SHORTEST:
        raise ValidationError(_("Type at least two characters of a name or a code."), code="short")
    return Term(text)
