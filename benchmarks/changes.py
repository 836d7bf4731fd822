"""Deliveries that follow the first one: what a day brings to some of the firms."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

FEW = 3_000
TOUCHED = 200  # one firm in so many: 0.5%

HEADERS = {
    "penalties.csv": [
        "decision_no",
        "customs_code",
        "decided_on",
        "kind",
        "amount_cny",
        "voluntarily_disclosed",
        "revoked_on",
    ],
    "payables.csv": ["document_no", "customs_code", "kind", "amount_cny", "due_on", "deferred_to", "paid_on"],
    "investigations.csv": ["case_no", "customs_code", "opened_on", "closed_on"],
    "certifications.csv": ["certificate_no", "customs_code", "level", "granted_on", "reviewed_on", "ended_on"],
}

Row = tuple[str, list[str]]
"""A file and the cells of one of its rows."""


def write_changes(folder: Path, first: Path, firms: int, turn: int, day: date) -> int:
    """Facts that change the outcome of about 3,000 firms, others in every turn: one in ten gets a case. Returns how many."""
    every = max(firms // FEW, 20)
    return _write(folder, (_change(code, number, turn, day) for number, code in _chosen(first, every, turn)))


def write_touches(folder: Path, first: Path, turn: int, day: date) -> int:
    """Facts of 0.5% of the firms; as on most days, nearly all of them change no outcome. Returns how many."""
    return _write(folder, (_touch(code, number, turn, day) for number, code in _chosen(first, TOUCHED, turn)))


def _chosen(first: Path, every: int, turn: int) -> Iterator[tuple[int, str]]:
    """One firm in so many of the first delivery."""
    with (first / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            number, offset = divmod(place, every)
            if offset == turn and not row["cancelled_on"]:
                yield number, row["customs_code"]


def _write(folder: Path, rows: Iterator[Row]) -> int:
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / name).open("w", encoding="utf-8", newline="")) for name in HEADERS}
        writers = {name: csv.writer(file) for name, file in files.items()}
        for name, writer in writers.items():
            writer.writerow(HEADERS[name])
        written = 0
        for name, cells in rows:
            writers[name].writerow(cells)
            written += 1
    return written


def _change(code: str, number: int, turn: int, day: date) -> Row:
    key, on = f"BENCH-{turn}-{number}", day.isoformat()
    if number % 10 == 0:
        return "penalties.csv", [key, code, on, "smuggling_act", "50000.00", "", ""]
    if number % 2:
        return "investigations.csv", [key, code, on, ""]
    return "certifications.csv", [key, code, "certified", on, "", ""]


def _touch(code: str, number: int, turn: int, day: date) -> Row:
    key, on, later = f"BENCH-T-{turn}-{number}", day.isoformat(), (day + timedelta(days=30)).isoformat()
    if number % 20 == 0:
        return "investigations.csv", [key, code, on, ""]
    if number % 3 == 0:
        return "penalties.csv", [key, code, on, "supervision_violation", "1000.00", "", ""]
    return "payables.csv", [key, code, "duty", "20000.00", later, "", on if number % 3 == 1 else ""]
