"""The standards of certification as data (Announcement 2026 No. 34), read by a loader that refuses what it does not understand.

One line an item; `status` says how sure the item is, as for a figure of the law. Individual items are numbered here, not
officially.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

from ratings.levels import Level
from ratings.regulation.rulebook import STATUSES

FOLDER = Path(__file__).parent
GENERAL_ADVANCED, GENERAL_CERTIFIED, INDIVIDUAL = "ACE", "CE", "ACE_INDIVIDUAL"
PROGRAMS = (GENERAL_ADVANCED, GENERAL_CERTIFIED, INDIVIDUAL)
PROGRAMS_OF: Mapping[str, tuple[str, ...]] = {
    Level.ADVANCED_CERTIFIED: (GENERAL_ADVANCED, INDIVIDUAL),
    Level.CERTIFIED: (GENERAL_CERTIFIED,),
}
"""By AEO level, the lists of items that a firm of the level is held to."""

ADDITIONAL = "additional"
DIMENSIONS = (
    "internal_control",
    "financial",
    "compliance",
    "trade_security",
    ADDITIONAL,
    "health_quarantine",
    "animal_plant_quarantine",
    "food_cosmetics",
    "commodity_inspection",
)
BONUS = "bonus"
SCORINGS = ("not_stated", BONUS, "met|partly|unmet", "met|unmet")
CHECKABLE = ("yes", "no", "financial_ratios")
TEXTS = ("heading_zh", "heading_en", "title_zh", "title_en", "criterion_zh", "criterion_en")
COLUMNS = (
    "program", "official_no", "dimension", "heading_no", *TEXTS, "lookback_months", "machine_checkable", "scoring", "waiver",
    "status",
)  # fmt: skip


class StandardsError(ValueError):
    """A list of standards holds something that cannot be understood. The message says where, what and what to do."""


@dataclass(frozen=True)
class Standard:
    """One item. `scoring` says which grades it may have; `lookback_months` over how long it looks back (None: not stated).

    `machine_checkable`: whether customs could compute it from data of its own (yes, no, financial_ratios).
    """

    program: str
    number: int
    dimension: str
    heading_no: str
    heading_zh: str
    heading_en: str
    title_zh: str
    title_en: str
    criterion_zh: str
    criterion_en: str
    lookback_months: int | None
    machine_checkable: str
    scoring: str
    waiver: str
    status: str

    @property
    def code(self) -> str:
        """What names it in the portal, as in ACE-12."""
        return f"{self.program}-{self.number}"

    @property
    def is_additional(self) -> bool:
        """Whether it is one of the additional items, which only give a bonus."""
        return self.dimension == ADDITIONAL


@cache
def all_standards() -> Mapping[str, Standard]:
    """Every item by its code, in the order of the announcement. Raises StandardsError."""
    found: dict[str, Standard] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        for standard in read_standards(path):
            if standard.code in found:
                raise StandardsError(f"{path.name}: {standard.code} is in another list already; keep it in one.")
            found[standard.code] = standard
    return found


def standards_for(level: str) -> list[Standard]:
    """The items that a firm of an AEO level is held to, additional ones among them; none for another level."""
    programs = PROGRAMS_OF.get(level, ())
    return [standard for standard in all_standards().values() if standard.program in programs]


def read_standards(path: Path) -> list[Standard]:
    """The items of one list. Raises StandardsError for a column, a value or an order that is not as it must be."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            raise StandardsError(f"{path.name}: line 1: the columns are {', '.join(header)}; write {', '.join(COLUMNS)}.")
        standards = [_standard(path.name, reader.line_num, row) for row in reader]
    _require_order(path.name, standards)
    return standards


def _standard(file: str, line: int, row: list[str]) -> Standard:
    if len(row) != len(COLUMNS):
        _refuse(file, line, f"{len(row)} values", f"give {len(COLUMNS)}")
    given = dict(zip(COLUMNS, row, strict=True))
    choices = {
        "program": PROGRAMS,
        "dimension": DIMENSIONS,
        "machine_checkable": CHECKABLE,
        "scoring": SCORINGS,
        "status": STATUSES,
    }
    for column, known in choices.items():
        if given[column] not in known:
            _refuse(file, line, f'{column} is "{given[column]}"', f"write one of {', '.join(known)}")
    for column in TEXTS:
        if not given[column] or given[column] != given[column].strip():
            _refuse(file, line, f"{column} is empty or has blanks around it", "write the text alone")
    if (given["dimension"] == ADDITIONAL) != (given["scoring"] == BONUS):
        _refuse(file, line, "an additional item and the scoring bonus go together", "mend one of them")
    number, lookback = given.pop("official_no"), given.pop("lookback_months")
    return Standard(
        number=_whole(file, line, "official_no", number),
        lookback_months=_whole(file, line, "lookback_months", lookback) if lookback else None,
        **given,
    )


def _whole(file: str, line: int, column: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0 and str(int(text)) == text):
        _refuse(file, line, f'{column} is "{text}"', "write a whole number above zero")
    return int(text)


def _require_order(file: str, standards: Iterable[Standard]) -> None:
    """Each program is numbered from 1 without a gap."""
    last: dict[str, int] = {}
    for standard in standards:
        expected = last.get(standard.program, 0) + 1
        if standard.number != expected:
            raise StandardsError(
                f"{file}: {standard.code} stands where {standard.program}-{expected} belongs; mend the order."
            )
        last[standard.program] = expected


def _refuse(file: str, line: int, what: str, do: str) -> NoReturn:
    raise StandardsError(f"{file}: line {line}: {what}; {do}.")
