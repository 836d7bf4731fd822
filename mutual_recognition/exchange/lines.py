"""One firm on one line of a message, as XML and as CSV say it."""

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from mutual_recognition.models import FirmRecord, MessageEvent

COLUMNS = (
    "line",
    "event",
    "code",
    "tier",
    "status",
    "since",
    "name_zh",
    "name_en",
    "former_name_zh",
    "former_name_en",
    "address_zh",
    "address_en",
    "role",
)
"""The columns of the CSV file; the elements of the XML file have the same names in camel case."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {name: re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in COLUMNS[2:]}
_BESIDE_TEXT = {"\r": "&#13;"}  # else a reader of XML makes a line feed of it


@dataclass(frozen=True)
class Line:
    """What a line says: the cells of `COLUMNS` from `code` on, as texts; empty where there is nothing to say."""

    cells: tuple[str, ...]
    event: str = ""

    @cached_property
    def xml(self) -> str:
        """The elements of the firm, without the tags around them; the number of the line is not known here."""
        told = zip(_ELEMENTS.values(), self.cells, strict=True)
        return "".join(f"<{tag}>{escape(text, _BESIDE_TEXT)}</{tag}>" for tag, text in told if text)

    @cached_property
    def csv(self) -> str:
        """The cells as CSV, without line and event before them."""
        out = io.StringIO()
        csv.writer(out).writerow(self.cells)
        return out.getvalue()


def full_line(record: FirmRecord) -> Line:
    """A firm on a full list. The record needs its `enterprise`."""
    return Line(_cells(record))


def event_line(event: MessageEvent) -> Line:
    """An event. A firm that is withdrawn is named by its code alone: a partner that may know no more is told no more."""
    if event.record is None:
        return Line((event.enterprise.aeo_code, *[""] * (len(COLUMNS) - 3)), event.kind)
    before = event.before if event.kind == MessageEvent.Kind.RENAMED else None
    return Line(_cells(event.record, before), event.kind)


def _cells(record: FirmRecord, before: FirmRecord | None = None) -> tuple[str, ...]:
    told = (
        record.enterprise.aeo_code,
        record.level,
        "suspended" if record.suspended else "active",
        record.since.isoformat() if record.since else "",
        record.name_zh,
        record.name_en,
        before.name_zh if before else "",
        before.name_en if before else "",
        record.address_zh,
        record.address_en,
        record.category,
    )
    return tuple(_NOT_IN_XML.sub("\ufffd", text) for text in told)
