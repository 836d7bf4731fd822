"""Synthetic deliveries: valid to the last row, the same for the same seed, marked, in the published proportions."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from enterprises.feeds.declaration import FEEDS
from enterprises.feeds.manifest import check_manifest, read_manifest
from enterprises.feeds.synthetic.writing import write_delivery
from enterprises.services.delivery_loads import delivery_load
from tests.enterprises.feeds.conftest import NOW, Deliveries

AS_OF = NOW.date()


def rows(folder: Path, file: str) -> Iterator[dict[str, str]]:
    """The rows of a file of a delivery."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of 20,000 firms."""
    path = tmp_path_factory.mktemp("synthetic")
    write_delivery(path, 20_000, 7, AS_OF)
    return path


@pytest.mark.usefixtures("shipped_partners")
def test_a_generated_delivery_loads_with_nothing_rejected(deliveries: Deliveries, tmp_path: Path) -> None:
    write_delivery(tmp_path / "feed", 1_500, 3, AS_OF)
    result = delivery_load(folder=tmp_path / "feed", rejects=tmp_path / "rejects", now=NOW).result
    assert (result.rejected, list(result.files)) == (0, [feed.file for feed in FEEDS])
    assert result.files["enterprises.csv"].created == 1_500


@pytest.mark.parametrize("firms", [1, 60])
def test_few_firms_work_too(tmp_path: Path, firms: int) -> None:
    assert write_delivery(tmp_path, firms, 1, date(2024, 2, 29))["enterprises.csv"] == firms


def test_it_matches_its_manifest(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest is not None
    check_manifest(folder, manifest)
    assert manifest.delivery == f"synthetic-20000-7-{AS_OF}"


def test_the_same_seed_gives_the_same_delivery_on_every_python(tmp_path: Path) -> None:
    write_delivery(tmp_path / "a", 300, 5, date(2026, 6, 30))
    write_delivery(tmp_path / "b", 300, 5, date(2026, 6, 30))
    write_delivery(tmp_path / "c", 300, 6, date(2026, 6, 30))
    a, b, c = ((tmp_path / name / "manifest.json").read_bytes() for name in "abc")
    assert a == b != c


def test_every_name_is_marked(folder: Path) -> None:
    for row in rows(folder, "enterprises.csv"):
        assert row["name_zh"].endswith("（合成）")
        assert row["name_en"].endswith("(synthetic)")
        assert row["legal_representative"].endswith("（合成）")


def test_codes_are_unique(folder: Path) -> None:
    firms = list(rows(folder, "enterprises.csv"))
    assert len({row["customs_code"] for row in firms}) == len({row["uscc"] for row in firms}) == 20_000


def test_proportions_are_those_published(folder: Path) -> None:
    advanced = {
        row["customs_code"]
        for row in rows(folder, "certifications.csv")
        if row["level"] == "advanced_certified" and not row["ended_on"]
    }
    value: dict[str, float] = defaultdict(float)
    documents: dict[bool, int] = defaultdict(int)
    inspected: dict[bool, int] = defaultdict(int)
    for row in rows(folder, "trade_years.csv"):
        if row["year"] == "2025" and row["import_cny"]:
            value[row["customs_code"]] += float(row["import_cny"]) + float(row["export_cny"])
            documents[row["customs_code"] in advanced] += int(row["documents"])
            inspected[row["customs_code"] in advanced] += int(row["inspected"])
    assert 0.30 < len(value) / 20_000 < 0.37
    assert 0.008 < len(advanced) / len(value) < 0.012
    assert 0.30 < sum(value[code] for code in advanced) / sum(value.values()) < 0.50
    rate = {aeo: inspected[aeo] / documents[aeo] for aeo in (True, False)}
    assert 0.15 < rate[True] / rate[False] < 0.22
    penalised = {row["customs_code"] for row in rows(folder, "penalties.csv")}
    assert len(penalised) < 0.03 * 20_000


def test_files_are_the_contract_s(folder: Path) -> None:
    for feed in FEEDS:
        with (folder / feed.file).open(encoding="utf-8") as stream:
            assert stream.readline() == ",".join(feed.names) + "\n"
        assert hashlib.sha256((folder / feed.file).read_bytes()).hexdigest()
