"""The check of one row by itself: cells by their kind, then the rules between cells. Needs no database."""

import calendar
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from enterprises.feeds import reasons
from enterprises.feeds.columns import Text
from enterprises.feeds.declaration import AtMost, Column, Differs, Feed, Order, RequiredOnce, Rule, WithinMonths
from enterprises.feeds.reading import Row
from enterprises.feeds.reasons import BadCell

Value = str | None
RowCheck = Callable[[Row], list[Value]]


@lru_cache(maxsize=50_000)
def months_after(day: str, months: int) -> str:
    """The ISO day some months later: the same day of the month, or the month's last day where there is none."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def row_check(feed: Feed, header: list[str], today: date) -> RowCheck:
    """The check of this file's rows on this day.

    It returns the values to store, in the contract's order of columns, or raises BadCell with the column to blame (none
    when the row as a whole cannot be read). Only the first problem of a row is told.
    """
    width = len(header)
    cells = [(column.name, header.index(column.name), _cell_check(feed, column, today)) for column in feed.columns]
    rules = [_rule_check(feed, rule) for rule in feed.rules]

    def check(row: Row) -> list[Value]:
        if not row.sound:
            raise BadCell(reasons.QUOTING)
        if len(row.cells) != width:
            raise BadCell(reasons.cells(len(row.cells), width))
        found = row.cells
        values: list[Value] = []
        for name, place, check_cell in cells:
            try:
                values.append(check_cell(found[place]))
            except BadCell as bad:
                raise BadCell(bad.reason, name) from None
        for holds in rules:
            holds(values)
        return values

    return check


def _cell_check(feed: Feed, column: Column, today: date) -> Callable[[str], Value]:
    check = column.kind.check(today)
    if column.required:
        return _required(check, isinstance(column.kind, Text))
    empty = _empty_value(feed, column)

    def optional(cell: str) -> Value:
        return check(cell) if cell else empty

    return optional


def _required(check: Callable[[str], str], is_text: bool) -> Callable[[str], str]:
    def required(cell: str) -> str:
        if not cell or (is_text and cell.isspace()):
            raise BadCell(reasons.MISSING)
        return check(cell)

    return required


def _empty_value(feed: Feed, column: Column) -> Value:
    """What the model stores for no value: NULL where it may, else the field's default (0 for a flag, the empty text)."""
    field = feed.model._meta.get_field(column.name)
    if field.null:
        return None
    return "0" if field.get_internal_type() == "BooleanField" else ""


def _rule_check(feed: Feed, rule: Rule) -> Callable[[list[Value]], None]:
    blamed, other = feed.names.index(rule.column), feed.names.index(rule.other)
    makers: dict[type, Callable[..., Callable[[list[Value]], None]]] = {
        RequiredOnce: _required_once,
        Order: _order,
        WithinMonths: _within_months,
        AtMost: _at_most,
        Differs: _differs,
    }
    return makers[type(rule)](rule, blamed, other)


def _required_once(rule: RequiredOnce, blamed: int, other: int) -> Callable[[list[Value]], None]:
    def required_once(values: list[Value]) -> None:
        if values[blamed] is None and values[other] != rule.unless:
            raise BadCell(reasons.required_once(rule.other, rule.unless), rule.column)

    return required_once


def _order(rule: Order, blamed: int, other: int) -> Callable[[list[Value]], None]:
    """ISO days order as texts do."""

    def order(values: list[Value]) -> None:
        left, right = values[blamed], values[other]
        if left is None or right is None:
            return
        if (left < right) if rule.sign == ">=" else (left > right) if rule.sign == "<=" else (left <= right):
            raise BadCell(reasons.wrong_order(rule.column, rule.sign, rule.other), rule.column)

    return order


def _within_months(rule: WithinMonths, blamed: int, other: int) -> Callable[[list[Value]], None]:
    def within_months(values: list[Value]) -> None:
        due, started = values[blamed] or "", values[other] or ""  # both columns are required
        if due > months_after(started, rule.months):
            raise BadCell(reasons.DUE_TOO_LATE, rule.column)

    return within_months


def _at_most(rule: AtMost, blamed: int, other: int) -> Callable[[list[Value]], None]:
    def at_most(values: list[Value]) -> None:
        part, whole = values[blamed], values[other]
        if part is not None and whole is not None and int(part) > int(whole):
            raise BadCell(reasons.more_than(rule.column, rule.other), rule.column)

    return at_most


def _differs(rule: Differs, blamed: int, other: int) -> Callable[[list[Value]], None]:
    def differs(values: list[Value]) -> None:
        if values[blamed] == values[other]:
            raise BadCell(reasons.the_same(rule.other), rule.column)

    return differs
