"""What a rulebook is made of: figures, grounds, provisions, and how they are said in both languages."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

UNITS: dict[str, tuple[str, str, str]] = {
    "months": ("{}个月", "{} month", "{} months"),
    "days": ("{}日", "{} day", "{} days"),
    "working_days": ("{}个工作日", "{} working day", "{} working days"),
    "years": ("{}年", "{} year", "{} years"),
    "cny": ("{}元", "CNY {}", "CNY {}"),
    "ratio": ("{}", "{}", "{}"),
    "count": ("{}", "{}", "{}"),
    "percent": ("{}%", "{}%", "{}%"),
}
"""Units of figures, each with its Chinese, its English singular and its English plural."""

STATUSES = ("confirmed", "reported", "carried_over", "unknown")
"""How sure a figure is, from the most to the least certain."""
LEVELS = ("discredited", "seriously_discredited")

Value = int | Decimal | Fraction


class NoRulebook(ValueError):
    """No rulebook is in force on the day that was asked for."""


class RulebookError(ValueError):
    """The law as data holds something that cannot be understood. The message says where, what and what to do."""


@dataclass(frozen=True)
class Law:
    """A legal text, or the portal's own policy, that figures come from."""

    code: str
    title_zh: str
    title_en: str
    name_zh: str
    name_en: str

    def cite_zh(self, article: str, carried_over: bool = False) -> str:
        """The place in the text as Chinese officers write it, as in 海关总署令第251号第22条第3项（沿用）."""
        number, _, item = article.rstrip(")").partition("(")
        place = f"第{number.replace(', ', '、')}条" if number else ""
        place += f"第{item}项" if item else ""
        return f"{self.title_zh}{place}{'（沿用）' if carried_over else ''}"

    def cite_en(self, article: str, carried_over: bool = False) -> str:
        """The place in the text in English, as in "Order 251 art. 22(3), carried over"."""
        word = "arts." if re.search(r"[-,]", article) else "art."
        place = f" {word} {article}" if article else ""
        return f"{self.title_en}{place}{', carried over' if carried_over else ''}"


@dataclass(frozen=True)
class Figure:
    """One figure of a rulebook as it stands from `valid_from` to `valid_to` (None: no end known).

    `value` is an int (months, days, working days, years, counts), a Decimal (yuan, percent), a Fraction (ratio), or
    None where the status is `unknown`. `text` is the value as the law writes it ("5/10000"). `policy` marks a rule of
    the portal itself, never to be shown as law. `amendment` is the approved amendment that set it, if one did.
    """

    code: str
    label_zh: str
    label_en: str
    unit: str
    value: Value | None
    text: str
    status: str
    law: Law
    article: str
    source_zh: str
    source_en: str
    valid_from: date
    valid_to: date | None
    policy: bool = False
    amendment: int | None = None

    @property
    def source(self) -> str:
        """Where the value was seen, in English."""
        return self.source_en

    @property
    def basis_zh(self) -> str:
        """The article it comes from, in Chinese; of an amended figure, what the legal desk cites."""
        return self.source_zh if self.amendment else self.law.cite_zh(self.article, self.status == "carried_over")

    @property
    def basis_en(self) -> str:
        """The article it comes from, in English; of an amended figure, what the legal desk cites."""
        return self.source_en if self.amendment else self.law.cite_en(self.article, self.status == "carried_over")

    @property
    def display_zh(self) -> str:
        """The value with its unit, in Chinese."""
        return "未知" if self.value is None else UNITS[self.unit][0].format(self._number())

    @property
    def display_en(self) -> str:
        """The value with its unit, in English."""
        return "not known" if self.value is None else UNITS[self.unit][1 if self.value == 1 else 2].format(self._number())

    def _number(self) -> str:
        return self.text if self.unit == "ratio" else f"{self.value:,}"


@dataclass(frozen=True)
class GroundBasis:
    """What a rulebook says of one ground: its level, its article, its wording with the figures of the day in it.

    `serious_list` marks a ground that puts a firm on the list of the seriously discredited (Order 251, where that was
    a list beside the level `discredited`). `status` is that of its least certain figure, or its own where it has none.
    """

    code: str
    title_zh: str
    title_en: str
    level: str
    serious_list: bool
    law: Law
    article: str
    status: str
    figures: tuple[str, ...]
    wording_zh: str
    wording_en: str
    carried_over: bool

    @property
    def serious(self) -> bool:
        """Whether it is one of the serious grounds, under either order."""
        return self.serious_list or self.level == "seriously_discredited"

    @property
    def basis_zh(self) -> str:
        """The article it comes from, in Chinese."""
        return self.law.cite_zh(self.article, self.carried_over)

    @property
    def basis_en(self) -> str:
        """The article it comes from, as in "Order 251 art. 22(3), carried over"."""
        return self.law.cite_en(self.article, self.carried_over)


@dataclass(frozen=True)
class Provision:
    """One article, or group of articles, paraphrased, with the codes of the figures and grounds that it sets."""

    code: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    law: Law
    article: str
    status: str
    policy: bool
    figures: tuple[str, ...]
    grounds: tuple[str, ...]

    @property
    def basis_zh(self) -> str:
        """The article, in Chinese."""
        return self.law.cite_zh(self.article, self.status == "carried_over")

    @property
    def basis_en(self) -> str:
        """The article, in English."""
        return self.law.cite_en(self.article, self.status == "carried_over")


@dataclass(frozen=True)
class RulebookText:
    """A rulebook as shipped: every dated value of every figure, in article order."""

    code: str
    title_zh: str
    title_en: str
    valid_from: date
    valid_to: date | None
    provisions: tuple[Provision, ...]
    figures: Mapping[str, tuple[Figure, ...]]
    grounds: Mapping[str, GroundBasis]

    def covers(self, day: date) -> bool:
        """Whether this rulebook is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Rulebook:
    """The rulebook in force on one day, with the figures that are valid on it."""

    code: str
    title_zh: str
    title_en: str
    valid_from: date
    valid_to: date | None
    day: date
    figures: Mapping[str, Figure]
    grounds: Mapping[str, GroundBasis]
    provisions: tuple[Provision, ...]

    def value(self, code: str) -> Value | None:
        """The value of a figure on the day; None where it is not known. KeyError for a figure it does not hold."""
        return self.figures[code].value

    def provision(self, code: str) -> Provision:
        """The article, or group of articles, of this code. KeyError for one it does not hold."""
        return {provision.code: provision for provision in self.provisions}[code]

    @property
    def version(self) -> str:
        """SHA-256 over the code, every figure's value and status, and every ground. Equal on days that judge alike."""
        figures = [[f.code, f.unit, f.text, f.status] for f in self.figures.values()]
        grounds = [[g.code, g.level, g.serious_list, g.basis_en, g.status, list(g.figures)] for g in self.grounds.values()]
        content = json.dumps([self.code, sorted(figures), grounds], ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()
