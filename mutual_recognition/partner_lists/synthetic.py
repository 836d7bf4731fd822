"""Made-up lists of a few partners: the same for the same number, seed and day, and every name says that it is synthetic.

A list of the month before and one of this month, which differs by a few firms of each kind and holds rows that are rejected;
and a file of codes as they might stand on declarations, with each kind of mistake.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from enterprises.feeds.synthetic.dice import Dice
from mutual_recognition.partner_lists.entries import Entry
from mutual_recognition.partner_lists.reading import COLUMNS

CODES_FILE = "codes.csv"
CODES_A_PARTNER = 12
TRADES = (
    "Logistics", "Bearings", "Foods", "Textiles", "Chemicals", "Machinery", "Optics", "Freight", "Steel", "Ceramics", "Pumps",
    "Toys", "Furniture", "Plastics", "Timber", "Instruments",
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """How the firms of a partner are called and numbered in the made-up lists."""

    digits: int
    tier: str
    places: tuple[str, ...]
    form: str


ORIGINS = {
    "SG": Origin(12, "STP-Plus", ("Merlion", "Orchard", "Tanglin", "Jurong", "Raffles", "Changi"), "Pte Ltd"),
    "HK": Origin(10, "AEO", ("Kowloon", "Lantau", "Victoria", "Sha Tin", "Star Ferry", "Peak"), "Limited"),
    "NZ": Origin(8, "Secure Exports Scheme", ("Kiwi", "Otago", "Waikato", "Tasman", "Aoraki", "Huia"), "Limited"),
    "BR": Origin(14, "OEA", ("Ipê", "Amazônia", "Paraná", "Sabiá", "Ouro Verde", "São Bento"), "Ltda."),
    "ZA": Origin(6, "AEO", ("Protea", "Karoo", "Limpopo", "Springbok", "Table Bay", "Vaal"), "(Pty) Ltd"),
    "KR": Origin(7, "AEO", ("Hanbit", "Daesan", "Mirae", "Seorak", "Namhae", "Baekdu"), "Co., Ltd."),
}
"""Partners with a length that is known, with one that no text states (NZ), and with none at all (KR)."""


def write_partner_lists(folder: Path, firms: int, seed: int, as_of: date) -> dict[str, int]:
    """Write the lists of each partner, `firms` long, and the codes; how many rows each file has."""
    folder.mkdir(parents=True, exist_ok=True)
    this_month = as_of.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    dice, written = Dice(seed), {}
    codes: list[tuple[str, str]] = []
    for partner, origin in ORIGINS.items():
        before = [_firm(number, origin, dice, last_month) for number in range(firms)]
        now = [*_a_month_later(before, origin, dice, this_month)]
        for day, entries, bad in ((last_month, before, []), (this_month, now, _bad_rows(partner, origin))):
            rows = [[partner + entry.number, *map(_cell, entry[1:])] for entry in entries] + bad
            name = f"{partner}-{day.isoformat()}.csv"
            _write(folder / name, COLUMNS, rows)
            written[name] = len(rows)
        codes += _codes(partner, now, dice)
    _write(folder / CODES_FILE, ("code", "name"), codes)
    return written | {CODES_FILE: len(codes)}


def _firm(number: int, origin: Origin, dice: Dice, day: date) -> Entry:
    name = f"Synthetic {dice.pick(origin.places)} {dice.pick(TRADES)} {number + 1} {origin.form}"
    status = "suspended" if dice.one_in(50) else "active"
    begins = day - timedelta(days=dice.between(30, 2_000))
    ends = day + timedelta(days=dice.between(60, 900)) if dice.one_in(3) else None
    return Entry(_number(number, origin), name, origin.tier, status, begins, ends)


def _number(number: int, origin: Origin) -> str:
    return str(9 * 10 ** (origin.digits - 1) + number)


def _a_month_later(before: list[Entry], origin: Origin, dice: Dice, day: date) -> Iterator[Entry]:
    """One firm in a hundred is gone, suspended or revoked, too few for a second person; others are renamed or new."""
    for place, entry in enumerate(before):
        kind = place % 100
        if kind == 7:
            continue
        if kind == 17:
            entry = entry._replace(name=f"{entry.name.removesuffix(origin.form)}International {origin.form}")
        elif kind in (27, 37):
            entry = entry._replace(status="revoked" if kind == 27 else "suspended")
        elif entry.status == "suspended" and dice.one_in(2):
            entry = entry._replace(status="active")
        yield entry
    for number in range(len(before), len(before) + max(len(before) // 50, 1)):
        yield _firm(number, origin, dice, day)


def _bad_rows(partner: str, origin: Origin) -> list[list[str]]:
    """Rows that a list cannot take."""
    code = f"{partner}{'8' * origin.digits}"
    return [
        [code, "Synthetic Unknown Status", origin.tier, "pending", "", ""],
        [code, "", origin.tier, "active", "", ""],
        [code, "Synthetic Turned Dates", origin.tier, "active", "2026-05-01", "2025-05-01"],
    ]


def _codes(partner: str, entries: list[Entry], dice: Dice) -> Iterator[tuple[str, str]]:
    """As importers type them: right, in capitals, without the legal form, in brackets, of nobody, of another firm."""
    for place in range(CODES_A_PARTNER):
        entry, other = dice.pick(entries), dice.pick(entries)
        code = partner + entry.number
        yield (
            (code, entry.name),
            (code, entry.name.upper()),
            (code, " ".join(entry.name.split()[:4])),
            (f"({partner}){entry.number}", entry.name),
            (f"{partner}{'7' * len(entry.number)}", entry.name),
            (code, other.name),
        )[place % 6]


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _write(path: Path, header: tuple[str, ...], rows: list) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
