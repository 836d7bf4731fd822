"""Killed in the middle, run beside another, loaded for the first time: the end is as if nothing had happened."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from enterprises.feeds import indexes
from enterprises.feeds.synthetic.writing import write_delivery
from enterprises.models import ChangedFirm, Enterprise, Payable, TradeYear
from enterprises.services.delivery_loads import delivery_load
from tests.enterprises.feeds.conftest import NOW, Deliveries, firm_row
from tests.worker import address_of_database

pytestmark = pytest.mark.usefixtures("shipped_partners")


class Import:
    """`import_feed` in a process of its own, on the test's database."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "import_feed", str(folder), "--json"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": address_of_database(), "DATA_DIR": str(data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def result(self) -> tuple[int, dict]:
        """Exit status and what it printed, at its end."""
        out, _err = self.process.communicate(timeout=240)
        return self.process.returncode, json.loads(out)


def wait_for_firms(process: subprocess.Popen) -> None:
    """Wait until the first file is in, at most two minutes."""
    until = time.monotonic() + 120
    while not Enterprise.objects.exists():
        assert time.monotonic() < until
        assert process.poll() is None
        threading.Event().wait(0.02)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A delivery that takes long enough to be killed in it."""
    write_delivery(tmp_path / "feed", 4_000, 11, NOW.date())
    return tmp_path / "feed"


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_and_run_again(feed: Path, tmp_path: Path) -> None:
    first = Import(feed, tmp_path / "data")
    wait_for_firms(first.process)
    first.process.kill()
    first.process.wait()
    assert Enterprise.objects.count() == 4_000  # the file that was in stays, whole
    assert TradeYear.objects.count() in (0, _rows(feed, "trade_years.csv"))
    status, content = Import(feed, tmp_path / "data").result()
    assert (status, content["rejected"]) == (0, 0)
    assert content["files"]["enterprises.csv"]["unchanged"] == 4_000
    assert TradeYear.objects.count() == _rows(feed, "trade_years.csv")
    assert Payable.objects.count() == _rows(feed, "payables.csv")
    assert TradeYear.history.count() == 0


def _rows(folder: Path, file: str) -> int:
    return json.loads((folder / "manifest.json").read_text())["files"][file]["rows"]


@pytest.mark.django_db(transaction=True)
def test_two_imports_beside_each_other(feed: Path, tmp_path: Path) -> None:
    both = [Import(feed, tmp_path / name) for name in ("a", "b")]
    results = [import_.result() for import_ in both]
    assert [status for status, _content in results] == [0, 0]
    created = [content["files"]["enterprises.csv"]["created"] for _status, content in results]
    assert sorted(created) == [0, 4_000]
    assert Payable.objects.count() == _rows(feed, "payables.csv")
    connections.close_all()


def index_definitions(table: str) -> set[str]:
    """The table's indexes, as the database describes them."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return {f"{name} {what['columns']} {what['type']}" for name, what in constraints.items() if what["index"]}


def test_first_delivery_leaves_the_indexes_as_they_were(
    deliveries: Deliveries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "MANY", 2)
    tables = [model._meta.db_table for model in (Enterprise, Payable, TradeYear)]
    before = [index_definitions(table) for table in tables]
    deliveries.load(enterprises=[firm_row(cancelled_on="2026-01-01")])
    write_delivery(tmp_path / "feed", 200, 1, NOW.date())
    result = delivery_load(folder=tmp_path / "feed", rejects=tmp_path / "rejects", now=NOW).result
    assert (result.rejected, result.files["enterprises.csv"].created) == (0, 200)
    assert [index_definitions(table) for table in tables] == before
    assert ChangedFirm.objects.count() > 1
