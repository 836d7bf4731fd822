"""How a letter writes days, amounts, levels and customs, in Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import translation

from enterprises.districts import district_name
from ratings.levels import Level
from ratings.models import Letter
from ratings.regulation.parameters import Figure, Provision

UNCONFIRMED = "〔待核〕"
SERVED: dict[str, str] = {
    Letter.Method.DIRECT: "直接送达",
    Letter.Method.POST: "邮寄送达",
    Letter.Method.ELECTRONIC: "电子送达",
    Letter.Method.LEFT: "留置送达",
    Letter.Method.PUBLIC: "公告送达",
}
"""How a letter says that another was served."""


@contextmanager
def in_chinese() -> Iterator[None]:
    """Whatever the reader's language: names of choices come out in Chinese."""
    with translation.override("zh-hans"):
        yield


def day_in_words(day: date | str | None) -> str:
    """A day as letters write it, as in 2026年4月1日; nothing for no day."""
    if not day:
        return ""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日"


def yuan(amount: Decimal | str | None) -> str:
    """An amount in yuan with separators and two decimals; nothing for no amount."""
    return "" if amount is None else f"{Decimal(amount):,.2f}"


def level_name(level: str) -> str:
    """A level's name in the law."""
    with in_chinese():
        return str(Level(level).label)


def customs_name(district: str) -> str:
    """The customs' name, as in 黄埔海关."""
    with in_chinese():
        return district_name(district)


def choice_name(model: type[models.Model], field: str, value: Any) -> str:
    """The name of a choice as a fact was frozen with it."""
    with in_chinese():
        return str(dict(model._meta.get_field(field).flatchoices).get(value, value or ""))  # type: ignore[union-attr]


def mark(status: str) -> str:
    """待核 after what is not confirmed law; nothing after what is."""
    return "" if status == "confirmed" else UNCONFIRMED


def cited(provision: Provision) -> str:
    """The article as a letter cites it, and 待核 where it is not confirmed."""
    return f"{provision.basis_zh}{mark(provision.status)}"


def figure_in_words(figure: Figure) -> str:
    """A figure of the rulebook with its unit, and 待核 where it is not confirmed."""
    return f"{figure.display_zh}{mark(figure.status)}"
