"""The list of firms: what its address asks for, and the page that answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import FilterSet

from enterprises.filters import firm_filters
from enterprises.listing import KeysetPage, Reading, Sorting, keyset_page
from enterprises.models import Enterprise
from enterprises.panels import Column, Order, firm_list
from enterprises.querysets import FEW, FOUND, EnterpriseQuerySet
from enterprises.search import Term, parse

T = TypeVar("T")

OWN_ORDERS: Final = {
    order.name: order
    for order in (
        Order("code", gettext_lazy("Customs code"), "customs_code"),
        Order("name", gettext_lazy("Enterprise"), "name_zh"),
        Order("district", gettext_lazy("Customs district"), "district"),
        Order("registered", gettext_lazy("Registered on"), "registered_on"),
    )
}
BY_OFFICE: Final = Order("office", gettext_lazy("Customs district"), "district")
BY_CREDIT_CODE: Final = Order("uscc", gettext_lazy("Unified social credit code"), "uscc")
ANYWHERE: Final = "w"
"""The parameter of the address that lists names that hold a term anywhere, where very many begin with it."""


@dataclass(frozen=True)
class Chip:
    """A filter that is on: its label, what it lets through, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A heading of the table: `direction` is ascending, descending or empty; `url` sorts by it."""

    label: Any
    direction: str = ""
    url: str = ""


@dataclass(frozen=True)
class FirmListing:
    """A page of the list. `total` is None when more than `most` firms match; `problems` are sentences for the reader.

    `fixed` names the only order of a search that finds very many firms, which are listed as they are found; `anywhere` is
    the address that lists all whose name holds the term.
    """

    page: KeysetPage
    total: int | None
    query: str
    chips: list[Chip]
    form: Form
    headings: dict[str, Heading]
    columns: list[tuple[Column, Heading]]
    sorting: Sorting
    problems: list[str]
    kept: list[tuple[str, str]]
    narrowed: bool
    most: int
    fixed: str
    anywhere: str

    @property
    def few(self) -> str:
        """The figure of "more than 10,000"."""
        return f"{self.most:,}"


def firm_listing(address: QueryDict) -> FirmListing:
    """The page of the list that an address asks for; what it cannot mean becomes a problem to tell, never an error."""
    problems: list[str] = []
    term = _told(problems, lambda: parse(address.get("q", "")))
    filters = firm_filters(address)
    problems += [] if filters.form.is_valid() else [_("A filter of this address is not known; it is left out.")]
    sorting = _sorting(address.get("o", ""))
    matching = _matching(filters, term, sorting.order, anywhere=ANYWHERE in address)
    if matching.fixed and sorting.order.name != matching.fixed.name:
        sorting = Sorting(matching.fixed)
    page = _page(address, *_served(matching, sorting, filters, term), problems)
    rows = ngettext("%(n)s firm on this page", "%(n)s firms on this page", len(page.rows)) % {"n": len(page.rows)}
    return FirmListing(
        page=replace(page, text=rows),
        total=matching.total,
        query=address.get("q", ""),
        chips=_chips(address, filters),
        form=filters.form,
        headings={name: _heading(address, order, sorting, matching.fixed) for name, order in OWN_ORDERS.items()},
        columns=[
            (column, _column_heading(address, column, sorting, matching.fixed)) for column in firm_list.columns.values()
        ],
        sorting=sorting,
        problems=problems,
        kept=_kept(address, drop=("q",)),
        narrowed=bool(term or _active(filters)),
        most=FOUND if term else FEW,
        fixed=matching.fixed.name if matching.fixed else "",
        anywhere=_address([*_kept(address, drop=("o", ANYWHERE)), (ANYWHERE, "any")]),
    )


def _told(problems: list[str], read: Callable[[], T]) -> T | None:
    """What reading gives, or None with its problem told."""
    try:
        return read()
    except ValidationError as problem:
        problems += problem.messages
        return None


@dataclass(frozen=True)
class Matching:
    """The firms that match: both forms of their condition, how they are best read, how many they are (None: many).

    `table` holds the rows that an order is read in; `fixed` is the one order in which very many are listed.
    """

    rows: Callable[[bool], QuerySet]
    reading: Reading
    total: int | None
    table: EnterpriseQuerySet
    fixed: Order | None = None


def _matching(filters: FilterSet, term: Term | None, order: Order, *, anywhere: bool) -> Matching:
    """The firms that match a term and filters.

    Firms that a term finds are read by their ids when they are few: no planner guesses then. When they are many, the term
    stays a condition; one that begins very many codes or names means these and nothing else, in the order of them.
    """
    narrowed = filters.filter_queryset(filters.queryset) if filters.form.is_valid() else filters.queryset
    if order.sparse:
        narrowed = narrowed.filter(**{f"{order.path}__isnull": False})
    active = order.sparse or bool(_active(filters))
    table = Enterprise.objects.all()
    if term is None:
        total = _few(narrowed.count_few())
        return Matching(lambda scanned: narrowed, _reading(total) if active else Reading.ALL, total, table)
    codes = term.customs_codes()
    if codes and table.are_many(codes):
        coded = narrowed.filter(codes)
        total = _few(coded.count_few(FOUND), FOUND) if active else None
        return Matching(lambda scanned: coded, _reading(total), total, table.filter(codes))
    for begun, by in _beginnings(term, anywhere):
        if not order.sparse and narrowed.are_many(begun):
            return _in_own_order(narrowed.filter(begun), by)
    common = table.are_common(term.scanned())
    ids = [] if common else table.first_ids(term.indexed())
    if not common and len(ids) <= FOUND:
        found = narrowed.filter(pk__in=ids)
        return Matching(lambda scanned: found, Reading.FEW, found.count_few() if active else len(ids), table)

    def rows(scanned: bool) -> QuerySet:
        return narrowed.filter(term.scanned() if scanned else term.indexed())

    total = _few(rows(common).count_few(FOUND), FOUND) if active else None
    return Matching(rows, _reading(total), total, table)


def _in_own_order(firms: EnterpriseQuerySet, order: Order) -> Matching:
    """Very many firms, as the index of their order finds them."""
    return Matching(lambda scanned: firms, Reading.ALL, None, firms, order)


def _beginnings(term: Term, anywhere: bool) -> list[tuple[Q, Order]]:
    """The conditions of a term that an index answers in an order of its own, each with this order."""
    found = [(term.credit_codes(), BY_CREDIT_CODE), (None if anywhere else term.beginnings(), OWN_ORDERS["name"])]
    return [(condition, order) for condition, order in found if condition is not None]


def _reading(total: int | None) -> Reading:
    return Reading.SOME if total is None else Reading.FEW


def _few(total: int, most: int = FEW) -> int | None:
    return total if total <= most else None


def _page(address: QueryDict, matching: Matching, sorting: Sorting, problems: list[str]) -> KeysetPage:
    """The page behind or before the address' cursor, or the first one with a problem told when the cursor is not good."""

    def rows(scanned: bool) -> QuerySet:
        return matching.rows(scanned).prefetch_related(*firm_list.prefetches)

    def read(after: str = "", before: str = "") -> KeysetPage:
        return keyset_page(matching.table, rows, sorting, reading=matching.reading, after=after, before=before)

    return _told(problems, lambda: read(address.get("after", ""), address.get("before", ""))) or read()


def _sorting(asked: str) -> Sorting:
    orders = OWN_ORDERS | firm_list.orders
    order = orders.get(asked.removeprefix("-"))
    return Sorting(order, asked.startswith("-")) if order else Sorting(OWN_ORDERS["code"])


def _served(matching: Matching, sorting: Sorting, filters: FilterSet, term: Term | None) -> tuple[Matching, Sorting]:
    """Within one district an index gives the order of names, and that of codes: of its offices and then of codes."""
    district = _active(filters).get("district")
    if district and sorting.order.name == "name" and matching.reading is not Reading.FEW:
        rows = matching.rows
        alone = len(_active(filters)) == 1 and matching.reading is Reading.SOME and not term
        reading = Reading.ALL if alone else matching.reading
        placed = replace(
            matching,
            rows=lambda scanned: rows(scanned).of_place(district),
            table=matching.table.of_place(district),
            reading=reading,
        )
        return placed, sorting
    if sorting.order.name == "code" and district:
        return replace(matching, table=matching.table.of_district(district)), Sorting(BY_OFFICE, sorting.descending)
    return matching, sorting


def _active(filters: FilterSet) -> dict[str, Any]:
    """The filters that are on, with what they let through."""
    data = getattr(filters.form, "cleaned_data", {})
    return {name: value for name, value in data.items() if value not in (None, "")}


def _chips(address: QueryDict, filters: FilterSet) -> list[Chip]:
    chips = []
    for name, value in _active(filters).items():
        field = filters.form.fields[name]
        label = dict(field.choices).get(value, value)
        chips.append(Chip(str(field.label), str(label), _address(_kept(address, drop=(name,)))))
    return chips


def _heading(address: QueryDict, order: Order, sorting: Sorting, fixed: Order | None = None) -> Heading:
    if fixed and order.name != fixed.name:
        return Heading(order.label)
    on = sorting.order.name == order.name
    direction = ("descending" if sorting.descending else "ascending") if on else ""
    asked = f"-{order.name}" if on and not sorting.descending else order.name
    return Heading(order.label, direction, _address([*_kept(address, drop=("o",)), ("o", asked)]))


def _column_heading(address: QueryDict, column: Column, sorting: Sorting, fixed: Order | None) -> Heading:
    if not column.sort or fixed:
        return Heading(column.label)
    made = _heading(address, firm_list.orders[column.sort], sorting)
    return Heading(column.label, made.direction, made.url)


def _kept(address: QueryDict, drop: tuple[str, ...]) -> list[tuple[str, str]]:
    """The address without cursors and what is dropped."""
    gone = {"after", "before", *drop}
    return [(name, value) for name, values in address.lists() if name not in gone for value in values if value]


def _address(pairs: list[tuple[str, str]]) -> str:
    return "?" + urlencode(pairs)
