"""What a cell may hold: one kind of column a class, each with the check that a cell must pass.

A check takes the cell as it came and returns the text to store (the database reads `2026-04-01`, `12.50` and `1` itself),
or raises BadCell. Kinds know nothing of files; the day is handed in, never asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from enterprises.feeds import reasons
from enterprises.feeds.reasons import BadCell

Check = Callable[[str], str]

FIRST_DAY = "1949-10-01"
FIRST_YEAR = 1949
AMOUNT_WHOLE_DIGITS = 15  # numeric(18, 2), less one digit that SQLite could round up to a 17th
LARGEST_COUNT = 2**63 - 1  # bigint
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CUSTOMS_CODE = re.compile(r"[0-9A-Z]{10}")
_DISTRICT = re.compile(r"[0-9]{4}")
_USCC = re.compile(rf"[{USCC_ALPHABET}]{{18}}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"([0-9]+)(?:\.[0-9]{1,2})?")
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


class Kind:
    """What a column holds."""

    name = ("", "")  # for the contract: Chinese, English

    def check(self, today: date) -> Check:
        """The function that a cell must pass on that day. The database may be asked here, but not for a cell."""
        raise NotImplementedError


def _readable(cell: str) -> None:
    if not cell.isascii() and _SURROGATE.search(cell):
        raise BadCell(reasons.NOT_UTF8)


@dataclass(frozen=True)
class Text(Kind):
    """Free text, kept as it comes, of at most `length` characters."""

    length: int
    name = ("文本", "text")

    def check(self, today: date) -> Check:
        def text(cell: str) -> str:
            if cell.isprintable() and len(cell) <= self.length:
                return cell
            _readable(cell)
            if _CONTROL_IN_TEXT.search(cell):
                raise BadCell(reasons.CONTROL)
            if len(cell) > self.length:
                raise BadCell(reasons.too_long(self.length))
            return cell

        return text


@dataclass(frozen=True)
class Key(Kind):
    """A number that names a row: one line, no blank around it, at most 80 characters."""

    length: int = 80
    name = ("编号", "number")

    def check(self, today: date) -> Check:
        def key(cell: str) -> str:
            _readable(cell)
            if not cell.isprintable() and _CONTROL.search(cell):
                raise BadCell(reasons.CONTROL)
            if cell != cell.strip():
                raise BadCell(reasons.BLANKS)
            if len(cell) > self.length:
                raise BadCell(reasons.too_long(self.length))
            return cell

        return key


class CustomsCode(Kind):
    """10 characters of `[0-9A-Z]`."""

    name = ("海关编码", "customs code")

    def check(self, today: date) -> Check:
        matches = _CUSTOMS_CODE.fullmatch

        def customs_code(cell: str) -> str:
            if matches(cell):
                return cell
            _readable(cell)
            raise BadCell(reasons.CUSTOMS_CODE)

        return customs_code


def uscc_check_character(first17: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015)."""
    total = sum(USCC_ALPHABET.index(character) * weight for character, weight in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


class Uscc(Kind):
    """A unified social credit code with its check character."""

    name = ("统一社会信用代码", "unified social credit code")

    def check(self, today: date) -> Check:
        values = {character: value for value, character in enumerate(USCC_ALPHABET)}
        weights = (*USCC_WEIGHTS, 1)

        def uscc(cell: str) -> str:
            if not _USCC.fullmatch(cell):
                _readable(cell)
                raise BadCell(reasons.USCC_SHAPE)
            total = 0
            for character, weight in zip(cell, weights, strict=True):
                total += values[character] * weight
            if total % 31:
                raise BadCell(reasons.USCC_CHECK)
            return cell

        return uscc


class District(Kind):
    """4 digits; one that is not in the list of districts is a warning, not a bad row."""

    name = ("4 位关区代码", "4-digit customs district")

    def check(self, today: date) -> Check:
        def district(cell: str) -> str:
            if not _DISTRICT.fullmatch(cell):
                _readable(cell)
                raise BadCell(reasons.DISTRICT)
            return cell

        return district


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few codes."""

    codes: tuple[str, ...]
    name = ("代码", "code")

    def check(self, today: date) -> Check:
        known = frozenset(self.codes)

        def choice(cell: str) -> str:
            if cell in known:
                return cell
            _readable(cell)
            raise BadCell(reasons.unknown_code(cell, self.codes))

        return choice


@dataclass(frozen=True)
class Codes(Kind):
    """Any number of different codes, separated by one blank."""

    codes: tuple[str, ...]
    name = ("以空格分隔的代码", "codes separated by a blank")

    def check(self, today: date) -> Check:
        def several(cell: str) -> str:
            _readable(cell)
            found = cell.split(" ")
            if "" in found or len(set(found)) < len(found):
                raise BadCell(reasons.GROUNDS)
            for code in found:
                if code not in self.codes:
                    raise BadCell(reasons.unknown_code(code, self.codes))
            return cell

        return several


@dataclass(frozen=True)
class Day(Kind):
    """A date `YYYY-MM-DD` from 1949-10-01 on, not after today unless it is a plan."""

    plan: bool = False
    name = ("日期", "date")

    def check(self, today: date) -> Check:
        last = "9999-12-31" if self.plan else today.isoformat()
        good: set[str] = set()  # no more entries than there are days

        def day(cell: str) -> str:
            if cell in good:
                return cell
            if not _is_day(cell):
                _readable(cell)
                raise BadCell(reasons.impossible_date(cell))
            if cell < FIRST_DAY:
                raise BadCell(reasons.BEFORE_1949)
            if cell > last:
                raise BadCell(reasons.AFTER_TODAY)
            if len(good) < 100_000:
                good.add(cell)
            return cell

        return day


def _is_day(cell: str) -> bool:
    if not _DAY.fullmatch(cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


class Amount(Kind):
    """Yuan: digits with at most two decimals."""

    name = ("金额（元）", "amount (yuan)")

    def check(self, today: date) -> Check:
        def amount(cell: str) -> str:
            found = _AMOUNT.fullmatch(cell)
            if found is None:
                _readable(cell)
                raise BadCell(reasons.NEGATIVE if _NEGATIVE.fullmatch(cell) else reasons.NOT_AMOUNT)
            if len(found[1]) > AMOUNT_WHOLE_DIGITS and len(found[1].lstrip("0")) > AMOUNT_WHOLE_DIGITS:
                raise BadCell(reasons.TOO_LARGE)
            return cell

        return amount


class Count(Kind):
    """A whole number of 0 or more."""

    name = ("数量", "count")

    def check(self, today: date) -> Check:
        def count(cell: str) -> str:
            if not (cell.isascii() and cell.isdigit()):
                _readable(cell)
                raise BadCell(reasons.NEGATIVE if _NEGATIVE.fullmatch(cell) else reasons.NOT_COUNT)
            if len(cell) > 18 and (len(cell.lstrip("0")) > 19 or int(cell) > LARGEST_COUNT):
                raise BadCell(reasons.TOO_LARGE)
            return cell

        return count


class Year(Kind):
    """A calendar year, 1949 to this year."""

    name = ("年份", "year")

    def check(self, today: date) -> Check:
        known = frozenset(str(year) for year in range(FIRST_YEAR, today.year + 1))

        def year(cell: str) -> str:
            if cell in known:
                return cell
            _readable(cell)
            raise BadCell(reasons.impossible_year(FIRST_YEAR, today.year))

        return year


class Flag(Kind):
    """`0` or `1`; empty is 0."""

    name = ("0 或 1", "0 or 1")

    def check(self, today: date) -> Check:
        def flag(cell: str) -> str:
            if cell not in ("0", "1"):
                _readable(cell)
                raise BadCell(reasons.BOOLEAN)
            return cell

        return flag
