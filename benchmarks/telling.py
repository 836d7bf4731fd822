"""Codes of partners' firms checked, and partners told of ours: each beside the least that anyone would pay for the same.

The floors are measured in the same run: for codes, reading the file, fetching its firms by number and writing a row a code;
for lists and events, copying the very files that were made, and waiting until the disk has them.
"""

import csv
import io
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from benchmarks.pages import Officer, timed_queries
from enterprises.models import Enterprise
from mutual_recognition.exchange.signing import make_key
from mutual_recognition.models import (
    CodeCheck,
    CodeCheckLine,
    Consent,
    FirmRecord,
    Listing,
    Message,
    MessageEvent,
    Partner,
    PartnerFirm,
    PartnerList,
)
from mutual_recognition.partner_lists.codes_file import read_codes
from mutual_recognition.partner_lists.synthetic import ORIGINS, write_partner_lists
from mutual_recognition.services.exchange import events_tell, lists_make, messages_send
from mutual_recognition.services.partner_lists import partner_list_accept, partner_list_upload

ALL_FIRMS = 7_000  # 6,876 AEO firms at the end of 2025 (news of February 2026)
FIRMS = int(os.environ.get("EXCHANGE_FIRMS", ALL_FIRMS))  # fewer for a try, and then fewer of everything
CODES, EVENTS = (10_000, 500) if FIRMS >= ALL_FIRMS else (FIRMS, FIRMS // 4)
LIST = 2 * CODES  # firms on the list that the codes are checked against: as long as the longest one there is
SINGLE = 9

Figure = tuple[float, str, float, float]
"""Seconds, a note, seconds of the queries, seconds of the floor."""


def measure(as_of: date, rounds: int) -> dict[str, Figure]:
    """Every figure by its label; each is the best of several tries, a single event the median."""
    settings.EXCHANGE_KEY = Path(mkdtemp()) / "key.pem"
    make_key(settings.EXCHANGE_KEY)
    return _codes(as_of, rounds) | _exchange(as_of, rounds)


def _codes(as_of: date, rounds: int) -> dict[str, Figure]:
    officer, content = Officer("exchange"), _load_register(as_of)
    address = reverse("admin:mutual_recognition_codecheck_changelist")
    tries = []
    for _round in range(rounds):
        file = SimpleUploadedFile("codes.csv", content)
        with timed_queries() as queries:
            began = perf_counter()
            answer = officer.client.post(address, {"from_file": "1", "on": as_of, "file": file})
            seconds = perf_counter() - began
        assert answer.status_code == 302, answer.status_code
        tries.append((seconds, sum(queries), len(queries)))
    seconds, in_database, queries_made = min(tries)
    counts = CodeCheck.objects.latest("pk").counts
    assert sum(counts.values()) == CODES
    told = ", ".join(f"{number:,} {finding}" for finding, number in sorted(counts.items()))
    floor = min(_codes_floor(content, officer, as_of) for _round in range(rounds))
    return {f"checking {CODES:,} codes in one upload": (seconds, f"{queries_made} queries; {told}", in_database, floor)}


def _load_register(as_of: date) -> bytes:
    """The longest list in the register, and a file of codes of which each firm is named in one of several ways."""
    folder = Path(mkdtemp())
    write_partner_lists(folder, LIST, 1, as_of)
    partner, now = Partner.objects.get(pk="SG"), timezone.now()
    newest = max(folder.glob("SG-*.csv"))
    listed = partner_list_upload(
        by=None,
        partner=partner,
        as_of=date.fromisoformat(newest.stem[3:]),
        today=as_of,
        file_name=newest.name,
        content=newest.read_bytes(),
        reason="Measuring",
        now=now,
    )
    partner_list_accept(by=None, listed=listed, reason="Measuring", now=now)
    shutil.rmtree(folder)
    assert PartnerList.objects.get().state == PartnerList.State.ACCEPTED
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("code", "name"))
    firms = list(PartnerFirm.objects.order_by("number").values_list("number", "name")[: CODES + 1])
    for place, (number, name) in enumerate(firms[:CODES]):
        said = (name, name.upper(), name.removesuffix(ORIGINS["SG"].form), firms[place + 1][1])[place % 4]
        rows.writerow((f"SG{number}", said))
    return out.getvalue().encode()


def _codes_floor(content: bytes, officer: Officer, as_of: date) -> float:
    began = perf_counter()
    asked = read_codes(content)
    numbers = [each.code[2:] for each in asked]
    for start in range(0, len(numbers), 2_000):
        list(PartnerFirm.objects.as_known_now().filter(number__in=numbers[start : start + 2_000]))
    check = CodeCheck.objects.create(made_by=officer.user, made_at=timezone.now(), as_of=as_of)
    lines = [CodeCheckLine(check_of=check, line=each.line, code=each.code, name=each.name) for each in asked]
    CodeCheckLine.objects.bulk_create(lines, batch_size=2_000)
    return perf_counter() - began


def _exchange(as_of: date, rounds: int) -> dict[str, Figure]:
    now = timezone.now()
    _consent_all(as_of)
    lists = []
    for _round in range(rounds):
        _forget()
        lists.append(_timed(lambda: lists_make(month=as_of.isoformat()[:7], as_of=as_of, now=now)))
    made = Message.objects.all()
    firms = max(made.values_list("lines", flat=True))
    note = f"{len(made)} lists, the longest of {firms:,} firms, {_written():,.0f} MB"
    found = {f"all monthly lists, {len(made)} partners": (*_best(lists, note), _copied(rounds))}
    sending = _timed(lambda: messages_send(now=now))
    found["sending them"] = (sending[0], f"{len(made)} messages into the outbox", sending[1], _copied(rounds))
    idle = [_timed(lambda: events_tell(as_of=as_of, now=now)) for _round in range(3 * rounds)]
    found["a round with nothing to tell"] = (*_best(idle, "every minute of a day"), _reading(rounds))
    return found | _events(as_of, now, rounds)


def _events(as_of: date, now: datetime, rounds: int) -> dict[str, Figure]:
    """A day's events told together, and one alone: each firm has another name, so every partner is told of each."""
    codes = list(Enterprise.objects.order_by("pk").filter(pk__in=Listing.objects.values("enterprise"))[:EVENTS])

    def told(firms: list[Enterprise], turn: str) -> tuple[float, float]:
        for firm in firms:
            firm.name_en = f"Renamed {turn} {firm.customs_code}"
        Enterprise.objects.bulk_update(firms, ["name_en"])
        return _timed(lambda: (events_tell(as_of=as_of, now=now), messages_send(now=now)))

    together, floors = [], []
    for turn in range(rounds):
        before = set(Message.objects.values_list("pk", flat=True))
        together.append(told(codes, str(turn)))
        floors.append(_copied(1, before))
    events = MessageEvent.objects.count() // rounds
    note = f"{EVENTS} events, {events:,} lines to partners"
    found = {f"a day of {EVENTS} events, told together": (*_best(together, note), min(floors))}
    before = set(Message.objects.values_list("pk", flat=True))
    single = [told([firm], "alone") for firm in codes[:SINGLE]]
    middle = median(seconds for seconds, _database in single)
    in_database = median(database for _seconds, database in single)
    note = f"median of {SINGLE}; a day of {EVENTS} alone: {EVENTS * middle:,.0f} s of its 86,400"
    return found | {"one event alone, to every partner": (middle, note, in_database, _copied(1, before) / SINGLE)}


def _consent_all(as_of: date) -> None:
    """Every firm consents, so that all partners get the longest lists."""
    Consent.objects.bulk_create(
        [
            Consent(enterprise_id=pk, economy=economy, given_on=as_of - timedelta(days=30), evidence="Measuring")
            for pk in Enterprise.objects.values_list("pk", flat=True)
            for economy in ("EU", "GB")
        ],
        batch_size=5_000,
    )


def _forget() -> None:
    """No partner was ever told of a firm."""
    for model in (MessageEvent, Message, Listing, FirmRecord):
        model.objects.all().delete()
    for folder in (settings.EXCHANGE_ARCHIVE_DIR, settings.EXCHANGE_DIR):
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    with timed_queries() as queries:
        began = perf_counter()
        act()
        return perf_counter() - began, sum(queries)


def _best(tries: list[tuple[float, float]], note: str) -> tuple[float, str, float]:
    seconds, in_database = min(tries)
    return seconds, note, in_database


def _files(without: set[int]) -> list[Path]:
    messages = Message.objects.exclude(pk__in=without)
    archive = Path(settings.EXCHANGE_ARCHIVE_DIR)
    return [path for message in messages for path in (archive / message.partner_id / message.name).iterdir()]


def _written() -> float:
    return sum(path.stat().st_size for path in _files(set())) / 1e6


def _copied(rounds: int, without: set[int] | None = None) -> float:
    """Seconds to write the messages' files once more and to wait for the disk."""
    files, seconds = _files(without or set()), []
    for _round in range(rounds):
        folder = Path(mkdtemp(dir=Path(settings.EXCHANGE_ARCHIVE_DIR).parent))
        contents = [path.read_bytes() for path in files]
        began = perf_counter()
        for number, content in enumerate(contents):
            with (folder / str(number)).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        seconds.append(perf_counter() - began)
        shutil.rmtree(folder)
    return min(seconds)


def _reading(rounds: int) -> float:
    """Seconds to read what every partner knows of every firm, once."""
    return min(
        _timed(lambda: list(Listing.objects.values_list("partner", "enterprise", "record")))[0] for _ in range(rounds)
    )
