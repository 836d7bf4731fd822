"""The figures of the standards' items as data (Announcement 2026 No. 34), read by a loader that refuses what it does not
understand. Amounts in yuan, percent as in 85, ratios as in 0.0001; `status` says how sure a figure is.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from ratings.certification.standards import StandardsError, all_standards
from ratings.regulation.rulebook import STATUSES

FOLDER = Path(__file__).parent
COLUMNS = ("program", "official_no", "parameter", "value", "unit", "note_en", "status")
UNITS = ("months", "count", "percent", "ratio", "CNY")


@dataclass(frozen=True)
class ItemFigure:
    """A figure of an item. `unit` is months, count, percent, ratio or CNY (yuan)."""

    name: str
    value: Decimal
    unit: str
    note_en: str
    status: str


def figures_of(code: str) -> Mapping[str, ItemFigure]:
    """The figures of an item, as of ACE-18, by their names; empty where it has none."""
    return all_figures().get(code, {})


@cache
def all_figures() -> Mapping[str, Mapping[str, ItemFigure]]:
    """Every figure by the item's code and its name. Raises StandardsError."""
    found: dict[str, dict[str, ItemFigure]] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        for code, figure in read_figures(path):
            if figure.name in found.setdefault(code, {}):
                raise StandardsError(f"{path.name}: {code} has {figure.name} twice; keep one.")
            found[code][figure.name] = figure
    for code in set(found) - set(all_standards()):
        raise StandardsError(f"{code} has figures, but is no item of a standard; mend its number.")
    return found


def read_figures(path: Path) -> list[tuple[str, ItemFigure]]:
    """The figures of one file with the codes of their items. Raises StandardsError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise StandardsError(f"{path.name}: line 1: write the columns {', '.join(COLUMNS)}.")
        return [_figure(path.name, reader.line_num, row) for row in reader]


def _figure(file: str, line: int, row: Mapping[str, str]) -> tuple[str, ItemFigure]:
    for column, known in {"unit": UNITS, "status": STATUSES}.items():
        if row[column] not in known:
            raise StandardsError(f'{file}: line {line}: {column} is "{row[column]}"; write one of {", ".join(known)}.')
    try:
        value = Decimal(row["value"])
    except InvalidOperation as wrong:
        raise StandardsError(f'{file}: line {line}: value is "{row["value"]}"; write a number.') from wrong
    code = f"{row['program']}-{row['official_no']}"
    return code, ItemFigure(row["parameter"], value, row["unit"], row["note_en"], row["status"])
