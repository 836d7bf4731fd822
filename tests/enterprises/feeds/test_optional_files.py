"""The optional files: the word for which period they are complete, and what they leave alone."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from enterprises.feeds.declaration import OPTIONAL_FEEDS
from enterprises.feeds.manifest import Period, sha256_of
from enterprises.feeds.reasons import DeliveryRefused
from enterprises.feeds.synthetic.writing import write_delivery
from enterprises.models import ChangedFirm, Coverage, RelatedFirm
from enterprises.selectors.coverage import covered_periods
from tests.enterprises.feeds.conftest import GOOD, OTHER_FIRM, Deliveries, firm_row, write_feed

FILE = "recovered_taxes.csv"
PERIOD = {"from": "2025-01-01", "to": "2026-11-19"}


def promised(deliveries: Deliveries, covers: Any, file: str = FILE, *rows: dict[str, str]) -> None:
    """A delivery of one file whose manifest says what it covers."""
    folder = deliveries.new_folder()
    rows = rows or (GOOD[file],)
    path = write_feed(folder, file, *rows)
    said = {"rows": len(rows), "sha256": sha256_of(path), "covers": covers}
    content = {"delivery": folder.name, "made_on": "2026-11-19", "files": {file: said}}
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_manifest_says_for_which_period_a_file_is_complete(deliveries: Deliveries, known_firm) -> None:
    promised(deliveries, PERIOD)
    delivery = deliveries.load_folder().delivery
    kept = Coverage.objects.get()
    assert (kept.file, kept.starts_on, kept.ends_on) == (FILE, date(2025, 1, 1), date(2026, 11, 19))
    assert kept.delivery == delivery


def test_a_file_with_a_rejected_row_is_not_complete(deliveries: Deliveries, known_firm) -> None:
    promised(deliveries, PERIOD, FILE, GOOD[FILE], GOOD[FILE] | {"document_no": "T-2", "amount_cny": "-1"})
    assert deliveries.load_folder().result.rejected == 1
    assert not Coverage.objects.exists()


def test_without_a_word_and_in_a_dry_run_nothing_is_covered(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(recovered_taxes=[GOOD[FILE]])
    promised(deliveries, PERIOD)
    deliveries.load_folder(dry_run=True)
    promised(deliveries, None)
    deliveries.load_folder()
    assert not Coverage.objects.exists()


@pytest.mark.parametrize(
    ("file", "covers", "words"),
    [
        ("penalties.csv", PERIOD, "only optional files"),
        (FILE, {"from": "2025-01-01"}, "two dates"),
        (FILE, {"from": "2025-01-01", "to": "20261119"}, "two dates"),
        (FILE, {"from": "2026-02-01", "to": "2026-01-31"}, "two dates"),
        (FILE, ["2025-01-01", "2026-01-01"], "two dates"),
        (FILE, {"from": "2025-01-01", "to": "2026-11-20"}, "ends after “made_on”"),
    ],
)
def test_a_word_that_cannot_be_is_refused(deliveries: Deliveries, known_firm, file: str, covers: Any, words: str) -> None:
    promised(deliveries, covers, file)
    with pytest.raises(DeliveryRefused, match=words):
        deliveries.load_folder()


def test_periods_that_adjoin_are_one(deliveries: Deliveries, known_firm) -> None:
    ends = [("2025-01-01", "2025-06-30"), ("2025-07-01", "2025-09-30"), ("2025-02-01", "2025-03-01")]
    for first, last in [*ends, ("2026-01-01", "2026-02-01")]:
        promised(deliveries, {"from": first, "to": last})
        deliveries.load_folder()
    whole = Period(date(2025, 1, 1), date(2025, 9, 30))
    assert covered_periods() == {FILE: [whole, Period(date(2026, 1, 1), date(2026, 2, 1))]}


@pytest.mark.parametrize("file", [feed.file for feed in OPTIONAL_FEEDS])
def test_the_night_has_nothing_to_judge_of_them(deliveries: Deliveries, known_firm, file: str) -> None:
    ChangedFirm.objects.all().delete()
    assert deliveries.load(**{file.removesuffix(".csv"): [GOOD[file]]}).result.files[file].created == 1
    assert not ChangedFirm.objects.exists()


def test_a_changed_relation_keeps_its_history(deliveries: Deliveries, known_firm) -> None:
    row = GOOD["related_firms.csv"]
    deliveries.load(related_firms=[row])
    deliveries.load(related_firms=[row | {"ended_on": "2026-06-01"}])
    assert [version.ended_on for version in RelatedFirm.history.order_by("history_id")] == [None, date(2026, 6, 1)]


def test_a_relation_to_a_firm_that_comes_later_is_taken(deliveries: Deliveries) -> None:
    deliveries.load(enterprises=[firm_row()], related_firms=[GOOD["related_firms.csv"]])
    assert RelatedFirm.objects.get().related_code == OTHER_FIRM


def test_synthetic_optional_files_leave_the_others_as_they_are(tmp_path: Path) -> None:
    """Their chance is a stream of its own, and only firms with an AEO level, or a former one, have rows."""
    write_delivery(tmp_path, 3_000, 7, date(2026, 11, 20))
    with (tmp_path / "certifications.csv").open(encoding="utf-8", newline="") as stream:
        certified = {row["customs_code"] for row in csv.DictReader(stream)}
    for feed in OPTIONAL_FEEDS:
        with (tmp_path / feed.file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert rows and {row["customs_code"] for row in rows} <= certified
