"""What `nightly`, `explain` and `export_levels` print, write and refuse."""

import csv
import hashlib
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from enterprises.models import Enterprise
from ratings.models import Outcome, Run
from tests.ratings.building import change_fact, customs_code, make_firm

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
KEYS = ["customs_code", "name_zh", "as_of", "rulebook", "level_in_force", "indicated_level", "serious_list", "grounds"]
KEYS += ["protected_until", "suspension", "watch", "next_review_on"]


def test_a_night_prints_one_object_with_the_keys_of_the_contract() -> None:
    make_firm(penalties=[{"kind": "obstruction", "decided_on": date(2026, 5, 1), "amount_cny": 1}])
    out = StringIO()
    call_command("nightly", as_of=DAY, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert isinstance(said.pop("seconds"), float)
    assert said.pop("run") == Run.objects.get().pk
    counts = {"enterprises": 1, "judged": 1, "rectifications_expired": 0, "cases_opened": 1, "levels_changed": 0}
    assert said == {"as_of": "2026-06-30", "mode": "full", **counts}


def test_explain_prints_the_keys_of_the_contract_and_writes_nothing() -> None:
    make_firm(penalties=[{"kind": "obstruction", "decided_on": date(2026, 5, 1), "amount_cny": 1}])
    out = StringIO()
    call_command("explain", customs_code(1), as_of=DAY, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert list(said) == KEYS
    assert {tuple(ground) for ground in said["grounds"].values()} == {
        ("verdict", "level", "figures", "limits", "status", "basis", "evidence")
    }
    assert said["rulebook"] == "order-282"
    assert not Outcome.objects.exists() and not Run.objects.exists()


@pytest.mark.parametrize(
    ("command", "arguments", "day"),
    [
        ("explain", ["9999999999"], DAY),
        ("explain", [customs_code(1)], date(2021, 10, 31)),
        ("nightly", [], date(2021, 10, 31)),
    ],
)
def test_an_unknown_code_or_a_day_without_a_rulebook_is_one_clear_line(
    command: str, arguments: list[str], day: date
) -> None:
    make_firm()
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, *arguments, as_of=day, json=True, stdout=out, stderr=err)
    assert ended.value.code == 2
    assert (out.getvalue(), len(err.getvalue().splitlines())) == ("", 1)


def exported(folder: Path) -> dict[str, tuple[str, ...]]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content = (folder / "levels.csv").read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert manifest["files"]["levels.csv"] == {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
    assert sorted(path.name for path in folder.iterdir()) == ["levels.csv", "manifest.json"]
    return {row.pop("customs_code"): tuple(row.values()) for row in rows}


def test_levels_go_out_in_full_and_as_changes(tmp_path: Path) -> None:
    make_firm(1)
    make_firm(2, certifications=[{"level": "advanced_certified", "granted_on": date(2025, 1, 1)}])
    make_firm(3, firm={"cancelled_on": DAY})
    call_command("nightly", as_of=DAY, stdout=StringIO())
    call_command("export_levels", tmp_path / "full", stdout=StringIO())
    assert exported(tmp_path / "full") == {
        customs_code(1): ("regular", "2010-01-01", "", "regular"),
        customs_code(2): ("advanced_certified", "2025-01-01", "", "advanced_certified"),
        customs_code(3): ("", "", "", ""),
    }
    firm = Enterprise.objects.get(customs_code=customs_code(2))
    change_fact(firm.certification_set.get(), ended_on=date(2026, 7, 1))  # type: ignore[attr-defined]
    call_command("nightly", as_of=date(2026, 7, 1), stdout=StringIO())
    call_command("export_levels", tmp_path / "changes", changes_since=date(2026, 7, 1), stdout=StringIO())
    changes = exported(tmp_path / "changes")
    assert (list(changes), changes[customs_code(2)][0]) == ([customs_code(2)], "regular")
