"""Pages of partners' firms, of their lists, and of checks: by key, never counted."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.feeds.rejects import ADDED
from enterprises.listing import KeysetPage, Reading, Sorting, keyset_page
from enterprises.panels import Order
from mutual_recognition.codes import parse_code
from mutual_recognition.models import (
    CodeCheck,
    CodeCheckLine,
    PartnerFirm,
    PartnerList,
    PartnerListChange,
    PartnerListReject,
)

BY_NUMBER = Sorting(Order("number", _("number"), "number", "id"))
NEWEST = Sorting(Order("newest", _("received at"), "id", "id"), descending=True)
IN_ORDER = Sorting(Order("order", _("line"), "id", "id"))
_BEYOND = "\U0010ffff"


def firms_page(*, as_of: date, partner: str, status: str, query: str, address: QueryDict) -> KeysetPage:
    """Firms of a day in the order of their numbers, found by the beginning of a code or a part of the name.

    Raises ValidationError for a cursor that was not given out here.
    """
    rows = PartnerFirm.objects.on(as_of).select_related("partner")
    if partner:
        rows = rows.filter(partner=partner)
    if status:
        rows = rows.filter(status=status)
    if query:
        rows = rows.filter(_found(query))
    return _page(rows, BY_NUMBER, address, Reading.FEW if query else Reading.ALL)


def _found(query: str) -> Q:
    code = parse_code(query)
    number = query.upper()
    found = Q(name__icontains=query) | Q(number__gte=number, number__lt=number + _BEYOND)
    return found | Q(partner=code.partner, number__gte=code.number, number__lt=code.number + _BEYOND) if code else found


def firm_rows(firm: PartnerFirm) -> QuerySet[PartnerFirm]:
    """All that lists said of a firm, the latest day first; corrected rows after those that hold."""
    rows = PartnerFirm.objects.filter(partner=firm.partner_id, number=firm.number)
    return rows.select_related("source", "superseded_by").order_by("-starts_on", "-id")


def lists_page(address: QueryDict) -> KeysetPage:
    """Lists, the newest first."""
    return _page(PartnerList.objects.select_related("partner", "uploaded_by"), NEWEST, address)


def lists_to_decide(person: User | AnonymousUser) -> QuerySet[PartnerList]:
    """Held lists that another person brought, the oldest first."""
    held = PartnerList.objects.filter(state=PartnerList.State.HELD).exclude(uploaded_by=person.pk)
    return held.select_related("partner", "uploaded_by").order_by("id")


def changes_page(listed: PartnerList, kind: str, address: QueryDict) -> KeysetPage:
    """Differences of a list, of one kind or of all."""
    rows: QuerySet[Any] = PartnerListChange.objects.filter(list=listed).select_related("before")
    return _page(rows.filter(kind=kind) if kind else rows, IN_ORDER, address)


def rejects_page(listed: PartnerList, address: QueryDict) -> KeysetPage:
    """Rejected rows of a list."""
    return _page(PartnerListReject.objects.filter(list=listed), IN_ORDER, address)


def rejects_table(listed: PartnerList) -> Iterator[list[str]]:
    """A header and every rejected row as it came, with line, column and reasons behind the file's own columns.

    Cells beyond the header come last.
    """
    columns = list(listed.columns)
    yield [*columns, *ADDED]
    for row in listed.rejects.order_by("line").iterator(chunk_size=2_000):
        cells = [*row.cells, *[""] * (len(columns) - len(row.cells))]
        told = [str(row.line), row.column, row.reason_zh, row.reason_en]
        yield [*cells[: len(columns)], *told, *cells[len(columns) :]]


def checks_page(address: QueryDict) -> KeysetPage:
    """Checks, the newest first."""
    return _page(CodeCheck.objects.select_related("made_by"), NEWEST, address)


def check_lines_page(check: CodeCheck, finding: str, address: QueryDict) -> KeysetPage:
    """Findings of a check, of one kind or of all."""
    rows: QuerySet[Any] = CodeCheckLine.objects.filter(check_of=check)
    return _page(rows.filter(finding=finding) if finding else rows, IN_ORDER, address)


def _page(rows: QuerySet, sorting: Sorting, address: QueryDict, reading: Reading = Reading.ALL) -> KeysetPage:
    after, before = address.get("after", ""), address.get("before", "")
    return keyset_page(rows, lambda scanned: rows, sorting, reading=reading, after=after, before=before)
