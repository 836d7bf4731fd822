"""Firms, nights and partners for the tests of the exchange, and what a partner finds in its folder."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from lxml import etree

from enterprises.models import Enterprise
from mutual_recognition.exchange.files import CSV, XML
from mutual_recognition.exchange.schema import MESSAGE, MESSAGE_NAMESPACE, schema
from mutual_recognition.models import Message, MessageEvent
from mutual_recognition.services.exchange import events_tell, lists_make, messages_send
from ratings.models import Case, Run, SuspensionOrder
from ratings.services.night import night_run
from tests.people import make_person
from tests.ratings.building import add_facts, make_firm

DAY = date(2026, 6, 30)
NEXT = date(2026, 7, 1)
NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
ADVANCED = {"level": "advanced_certified", "granted_on": date(2025, 3, 1)}
CERTIFIED = {"level": "certified", "granted_on": date(2026, 4, 2)}

Rows = list[dict[str, str]]


def make_aeo(number: int, certification: dict = ADVANCED, **firm: object) -> Enterprise:
    """A firm with a certification; the next night makes it an AEO."""
    return make_firm(number, firm=firm, certifications=[certification])


def night(day: date = DAY) -> None:
    """The night of a day."""
    night_run(as_of=day, trigger=Run.Trigger.SCHEDULE)


def first_lists(day: date = DAY) -> None:
    """The first lists of all partners, made and sent."""
    lists_make(month=day.isoformat()[:7], as_of=day, now=NOW)
    messages_send(now=NOW)


def tell(day: date = NEXT) -> list[Message]:
    """A round of events, made and sent."""
    events_tell(as_of=day, now=NOW)
    return messages_send(now=NOW)


def accuse(firm: Enterprise) -> None:
    """A criminal case against the firm: its measures must be suspended, which two people have yet to order."""
    add_facts(firm, criminal_cases=[{"charge": "smuggling", "filed_on": date(2026, 6, 1)}])


def suspend(firm: Enterprise, scope: str = "all", from_on: date = DAY) -> SuspensionOrder:
    """An order that was served suspends the firm's measures from that day on."""
    li = make_person("li")
    opened = {"district": "5200", "opened_on": DAY, "opened_by": li}
    case, _new = Case.objects.get_or_create(enterprise=firm, kind="suspension", state="open", defaults=opened)
    return SuspensionOrder.objects.create(
        enterprise=firm, case=case, scope=scope, reasons="风险", from_on=from_on, ordered_by=li
    )


def resume(firm: Enterprise, to_on: date = NEXT) -> None:
    """The orders against the firm end: its measures apply again from that day on."""
    SuspensionOrder.objects.filter(enterprise=firm).update(to_on=to_on)


def rename(firm: Enterprise, name: str) -> None:
    """The firm has another Chinese name."""
    firm.name_zh = name
    firm.save()


def folders(partner: str) -> list[Path]:
    """The messages that lie in a partner's folder, in the order of their numbers."""
    place = Path(settings.EXCHANGE_DIR) / partner / "outgoing"
    return sorted(place.iterdir()) if place.exists() else []


def xml_rows(folder: Path) -> Rows:
    """The firms of a message as its XML says them, by the names of the CSV file's columns; the schema must allow it."""
    document = etree.parse(str(folder / XML))
    schema(MESSAGE).assertValid(document)
    return [_row(firm) for firm in document.getroot()]


def _row(firm: etree._Element) -> dict[str, str]:
    told = {child.tag.removeprefix(f"{{{MESSAGE_NAMESPACE}}}"): child.text or "" for child in firm}
    snake = {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): text for name, text in told.items()}
    return {"line": firm.get("line", ""), "event": firm.get("event", "")} | snake


def csv_rows(folder: Path) -> Rows:
    """The firms of a message as its CSV says them, without empty cells, but for event."""
    with (folder / CSV).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        return [{name: cell for name, cell in row.items() if cell or name == "event"} for row in rows]


def events_in(partner: str) -> list[tuple[str, str]]:
    """Event and firm of every event message in a partner's folder, in order."""
    rows = [row for folder in folders(partner) if folder.name.endswith("events") for row in xml_rows(folder)]
    return [(row["event"], row["code"]) for row in rows]


def told(partners: Iterable[str]) -> dict[str, Counter]:
    """How often each partner was told each event, as the database has it."""
    return {
        partner: Counter(
            MessageEvent.objects.filter(message__partner=partner).values_list("kind", "enterprise__customs_code")
        )
        for partner in partners
    }
