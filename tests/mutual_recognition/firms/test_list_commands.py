"""generate_partner_lists and load_partner_lists: synthetic lists go into the register and have something of everything."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mutual_recognition.models import PartnerFirm, PartnerList
from mutual_recognition.partner_lists.codes_file import read_codes
from mutual_recognition.partner_lists.synthetic import ORIGINS
from mutual_recognition.selectors.code_checks import check_codes
from tests.mutual_recognition.firms.listing import csv_of, firm

DAY = "2026-11-20"


def write(folder: Path) -> Path:
    call_command("generate_partner_lists", str(folder), "--seed", "1", "--firms", "100", "--as-of", DAY)
    return folder


def load(folder: Path) -> int:
    """Load a folder; the exit status."""
    try:
        call_command("load_partner_lists", str(folder))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_same_seed_writes_the_same_lists(tmp_path: Path, capsys):
    one, other = write(tmp_path / "one"), write(tmp_path / "other")
    assert [path.read_bytes() for path in sorted(one.iterdir())] == [path.read_bytes() for path in sorted(other.iterdir())]
    assert "SG-2026-11-01.csv" in capsys.readouterr().out


def test_synthetic_lists_show_differences_rejects_and_every_finding(db: None, tmp_path: Path, capsys):
    assert load(write(tmp_path)) == 1  # rows are rejected
    assert set(PartnerList.objects.values_list("state", flat=True)) == {"accepted"}
    this_month = PartnerList.objects.filter(as_of=date(2026, 11, 1))
    assert set(this_month.values_list("partner", flat=True)) == set(ORIGINS)
    for listed in this_month:
        assert {"new", "removed", "renamed", "revoked"} <= set(listed.counts) and listed.rejected == 3
    assert all(name.startswith("Synthetic ") for name in PartnerFirm.objects.values_list("name", flat=True))
    asked = read_codes((tmp_path / "codes.csv").read_bytes())
    found = {each.finding.value for each in check_codes(asked, as_of=date(2026, 11, 20))}
    assert found == {"recognised", "doubtful", "no"}
    capsys.readouterr()
    assert load(tmp_path) == 1
    assert "in the register already" in capsys.readouterr().err


def test_a_list_that_loses_many_firms_is_held_for_a_person(db: None, tmp_path: Path, capsys):
    (tmp_path / "SG-2026-10-01.csv").write_bytes(csv_of([firm(n) for n in range(100)]))
    assert load(tmp_path) == 0
    (tmp_path / "SG-2026-10-01.csv").unlink()
    (tmp_path / "SG-2026-11-01.csv").write_bytes(csv_of([firm(n) for n in range(90)]))
    assert load(tmp_path) == 1
    assert "a second person decides" in capsys.readouterr().out
    assert PartnerFirm.objects.on(date(2026, 11, 1)).count() == 100


def test_what_is_no_list_is_told(db: None, tmp_path: Path, capsys):
    with pytest.raises(CommandError, match="holds no list") as ended:
        call_command("load_partner_lists", str(tmp_path))
    assert ended.value.returncode == 2
    (tmp_path / "XX-2026-10-01.csv").write_bytes(csv_of([firm(1)]))
    (tmp_path / "SG-2026-13-01.csv").write_bytes(csv_of([firm(1)]))
    (tmp_path / "SG-2026-10-01.csv").write_bytes(b"")
    assert load(tmp_path) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
    with pytest.raises(CommandError):
        call_command("generate_partner_lists", str(tmp_path), "--seed", "1", "--firms", "0")
