"""Folders of CSV files, written as a source system would, and loaded as the command line does."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.services.delivery_loads import LoadReport, delivery_load

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRM = "4403912345"
OTHER_FIRM = "3101000001"


def firm_row(code: str = FIRM, **cells: str) -> dict[str, str]:
    """A good row of enterprises.csv."""
    return {
        "customs_code": code,
        "name_zh": "测试企业",
        "category": "consignee",
        "district": "5200",
        "registered_on": "2010-01-01",
    } | cells


GOOD = {
    "enterprises.csv": firm_row(),
    "penalties.csv": {
        "decision_no": "P-1",
        "customs_code": FIRM,
        "decided_on": "2026-01-10",
        "kind": "supervision_violation",
        "amount_cny": "1000.00",
    },
    "criminal_cases.csv": {
        "case_no": "C-1",
        "customs_code": FIRM,
        "charge": "smuggling",
        "filed_on": "2026-01-10",
        "outcome": "pending",
    },
    "payables.csv": {
        "document_no": "D-1",
        "customs_code": FIRM,
        "kind": "duty",
        "amount_cny": "0.5",
        "due_on": "2027-01-10",
    },
    "trade_years.csv": {"customs_code": FIRM, "year": "2025", "documents": "1000"},
    "investigations.csv": {"case_no": "I-1", "customs_code": FIRM, "opened_on": "2026-01-10"},
    "certifications.csv": {
        "certificate_no": "Z-1",
        "customs_code": FIRM,
        "level": "certified",
        "granted_on": "2025-01-10",
    },
    "rectifications.csv": {
        "reference": "R-1",
        "customs_code": FIRM,
        "started_on": "2026-01-31",
        "due_on": "2026-06-30",
        "outcome": "open",
    },
    "ratings.csv": {"customs_code": FIRM, "level": "discredited", "effective_on": "2025-01-10"},
    "recovered_taxes.csv": {
        "document_no": "T-1",
        "customs_code": FIRM,
        "decided_on": "2026-01-10",
        "amount_cny": "1000.00",
    },
    "inspection_results.csv": {
        "declaration_no": "B-1",
        "customs_code": FIRM,
        "inspected_on": "2026-01-10",
        "declared_by": "self",
        "result": "finding",
    },
    "related_persons.csv": {
        "reference": "N-1",
        "customs_code": FIRM,
        "name": "张三",
        "role": "finance_head",
        "started_on": "2026-01-10",
    },
    "related_firms.csv": {
        "reference": "L-1",
        "customs_code": FIRM,
        "related_code": OTHER_FIRM,
        "relation": "broker",
        "started_on": "2026-01-10",
    },
}
"""One good row of every file."""


def write_feed(folder: Path, file: str, *rows: dict[str, str]) -> Path:
    """Write rows, in the contract's columns, as a source system would."""
    names = FEED_BY_FILE[file].names
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    return path


class Deliveries:
    """Loads one folder after another; `rejected` reads what the last one did not take."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0
        self.folder = root

    def new_folder(self) -> Path:
        self.count += 1
        self.folder = self.root / f"delivery-{self.count}"
        self.folder.mkdir()
        return self.folder

    def load(self, *, dry_run: bool = False, **files: list[dict[str, str]]) -> LoadReport:
        """Write the files (`penalties=[row, …]`) into a new folder and load it."""
        self.new_folder()
        for name, rows in files.items():
            write_feed(self.folder, f"{name}.csv", *rows)
        return self.load_folder(dry_run=dry_run)

    def load_folder(self, *, dry_run: bool = False) -> LoadReport:
        """Load the folder made last, as it lies there."""
        return delivery_load(folder=self.folder, rejects=self.rejects, now=NOW, dry_run=dry_run)

    @property
    def rejects(self) -> Path:
        return self.root / f"rejects-{self.count}"


@pytest.fixture
def deliveries(db: None, tmp_path: Path, settings) -> Deliveries:
    settings.DATA_DIR = tmp_path / "data"
    return Deliveries(tmp_path)


@pytest.fixture
def known_firm(deliveries: Deliveries) -> Callable[[], None]:
    """The firm of the good rows is known."""
    deliveries.load(enterprises=[firm_row(), firm_row(OTHER_FIRM)])
    return lambda: None
