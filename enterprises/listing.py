"""Pages by key: the next page begins behind the last row of this one, at any depth for the same price.

A cursor is the key of a row, signed, so that what comes back in an address is what was given out. Orders end with a path
that is unique, so ties never lose or repeat a firm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from enterprises.panels import Order

PAGE_SIZE: Final = 50
WINDOW: Final = 20_000
"""How many rows in order are looked through for a page before the matching rows are gathered and sorted instead."""


class Reading(Enum):
    """How the matching rows are best read: all rows match; few do; or it is not known how many, and where they lie."""

    ALL = "all"
    FEW = "few"
    SOME = "some"


Key = tuple[Any, Any]
Rows = Callable[[bool], QuerySet]
"""(scanned) → the matching rows: their condition in the form for reading in an order, or in the form that indexes serve."""


@dataclass(frozen=True)
class KeysetPage:
    """The rows of a page and the cursors of its neighbours (None: there is none); `text` says what is in view."""

    rows: list[Any]
    previous: str | None
    next: str | None
    text: str = ""


@dataclass(frozen=True)
class Sorting:
    """An order and its direction."""

    order: Order
    descending: bool = False

    @property
    def name(self) -> str:
        """As in the address: the order's name, a minus before it when descending."""
        return f"-{self.order.name}" if self.descending else self.order.name

    def reversed(self) -> "Sorting":
        return Sorting(self.order, not self.descending)

    def apply(self, rows: QuerySet, indexed: bool = True) -> QuerySet:
        """The rows in order; not `indexed`: in an expression that no index gives, so that the planner sorts."""
        if self.order.sparse:
            rows = rows.filter(**{f"{self.order.path}__isnull": False})
        paths = dict.fromkeys((self.order.path, self.order.tie))
        expressions = [F(path) if indexed else Coalesce(path, path) for path in paths]
        return rows.order_by(*(e.desc() if self.descending else e.asc() for e in expressions))

    def beyond(self, key: Key) -> Q:
        """Behind a key in this order."""
        value, unique = key
        path, tie, step = self.order.path, self.order.tie, "lt" if self.descending else "gt"
        if path == tie:
            return Q((f"{tie}__{step}", unique))
        return Q((f"{path}__{step}e", value)) & (Q((f"{path}__{step}", value)) | Q((f"{tie}__{step}", unique)))

    def until(self, value: Any) -> Q:
        """Up to a value in this order, that value included."""
        return Q((f"{self.order.path}__{'gte' if self.descending else 'lte'}", value))


def keyset_page(
    table: QuerySet,
    matching: Rows,
    sorting: Sorting,
    *,
    reading: Reading,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> KeysetPage:
    """A page of the matching rows of `table`: behind the cursor `after`, before the cursor `before`, or the first.

    Raises ValidationError for a cursor that was not given out for this order.
    """
    key = _read_cursor(before or after, sorting) if before or after else None
    way = sorting.reversed() if before else sorting
    rows = _rows(table, matching, way, key, reading, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    if not rows:
        return KeysetPage([], None, None)
    has_previous, has_next = (more, True) if before else (key is not None, more)
    return KeysetPage(
        rows,
        _cursor(rows[0], sorting) if has_previous else None,
        _cursor(rows[-1], sorting) if has_next else None,
    )


def _rows(table: QuerySet, matching: Rows, way: Sorting, key: Key | None, reading: Reading, wanted: int) -> list[Any]:
    """The first rows behind a key.

    Reading in order until a page is full is quickest where matches are everywhere, and slowest where they lie together at
    the far end (a city's firms, in the order of codes): after WINDOW rows the matches are gathered and sorted instead.
    """

    def read(rows: QuerySet, indexed: bool = True) -> list[Any]:
        beyond = rows.filter(way.beyond(key)) if key else rows
        return list(way.apply(beyond.annotate(order_key=F(way.order.path), order_tie=F(way.order.tie)), indexed)[:wanted])

    if reading is Reading.FEW:
        return read(matching(False), indexed=False)
    edge = _edge(table, way, key) if reading is Reading.SOME and not way.order.sparse else None
    if edge is None:
        return read(matching(True))
    found = read(matching(True).filter(way.until(edge)))
    return found if len(found) == wanted else read(matching(False), indexed=False)


def _edge(table: QuerySet, way: Sorting, key: Key | None) -> Any:
    """The value of the order WINDOW rows behind a key; None when there are not so many."""
    rows = table.filter(way.beyond(key)) if key else table
    path = F(way.order.path)
    ordered = rows.order_by(path.desc() if way.descending else path.asc())  # no ties: an index alone answers
    return next(iter(ordered.values_list(way.order.path, flat=True)[WINDOW : WINDOW + 1]), None)


def _cursor(row: Any, sorting: Sorting) -> str:
    return signing.dumps([sorting.name, str(row.order_key), row.order_tie], salt="firms")


def _read_cursor(cursor: str, sorting: Sorting) -> Key:
    try:
        name, value, unique = signing.loads(cursor, salt="firms")
    except (signing.BadSignature, ValueError, TypeError):
        raise ValidationError(_("This page's address is not valid any more. The list begins anew."), code="cursor") from None
    if name != sorting.name:
        raise ValidationError(_("This page belongs to another order. The list begins anew."), code="cursor")
    return value, unique
