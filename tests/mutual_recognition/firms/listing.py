"""Partners' lists for tests: their files, and their way into the register."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from mutual_recognition.models import Partner, PartnerList
from mutual_recognition.services.partner_lists import partner_list_accept, partner_list_upload
from tests.people import make_person

HEADER = ("code", "name", "tier", "status", "valid_from", "valid_to")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

Row = tuple[str, ...]


def firm(number: int, name: str = "", status: str = "active", begins: str = "2025-01-01", ends: str = "") -> Row:
    """A row of Singapore's list."""
    return (f"SG{number:012d}", name or f"Merlion {number} Bearings Pte Ltd", "STP-Plus", status, begins, ends)


def csv_of(rows: Iterable[Row], header: Row = HEADER) -> bytes:
    """A list as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def xlsx_of(rows: Iterable[Row], header: Row = HEADER) -> bytes:
    """A list as a workbook."""
    book, out = Workbook(), io.BytesIO()
    for row in (header, *rows):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def upload(content: bytes, as_of: date = date(2026, 11, 1), partner: str = "SG", by: str = "wu") -> PartnerList:
    """A list whose preview is ready."""
    return partner_list_upload(
        by=make_person(by),
        partner=Partner.objects.get(pk=partner),
        as_of=as_of,
        today=TODAY,
        file_name="list.csv",
        content=content,
        reason="The list of the month",
        now=NOW,
    )


def load(rows: Iterable[Row], as_of: date = date(2026, 11, 1), partner: str = "SG") -> PartnerList:
    """A list that is in the register."""
    listed = upload(csv_of(rows), as_of, partner)
    partner_list_accept(by=make_person("wu"), listed=listed, reason="Looked at", now=NOW)
    return listed
