"""The strict reader, and what the migration made of the shipped list."""

import csv
import shutil
from pathlib import Path

import pytest

from mutual_recognition.baseline import DATA, BaselineError, read_official_totals, read_partners
from mutual_recognition.models import OfficialTotal, Partner
from mutual_recognition.partial_dates import PartialDate


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def spoil(file: Path, old: str, new: str) -> None:
    """Replaces the first occurrence, which must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_delivered_row_is_loaded_as_delivered() -> None:
    with (DATA / "partners.csv").open(encoding="utf-8", newline="") as file:
        delivered = {row["iso2"]: row for row in csv.DictReader(file)}
    loaded = {partner.iso2: partner for partner in Partner.objects.all()}
    assert loaded.keys() == delivered.keys()
    for code, row in delivered.items():
        partner = loaded[code]
        for column in ("name_zh", "name_en", "economy", "signed_on", "status", "confidence"):
            assert getattr(partner, column) == row[column], (code, column)
        assert (partner.implemented_on.isoformat() if partner.implemented_on else "") == row["implemented_on"]
        assert partner.source_en == row["source"]
        assert partner.announcement_zh.replace("（", "(").replace("）", ")") == row["announcement"]


def test_stored_bounds_are_those_of_the_text() -> None:
    for partner in Partner.objects.exclude(signed_on=""):
        signed = PartialDate.parse(partner.signed_on)
        assert (partner.signed_first, partner.signed_last) == (signed.first, signed.last)
    assert not Partner.objects.filter(signed_on="", signed_first__isnull=False).exists()


def test_migration_leaves_the_first_line_of_history() -> None:
    for row in [*Partner.history.all(), *OfficialTotal.history.all()]:
        assert row.history_type == "+"
        assert row.history_change_reason in {"partners.csv", "official_totals.csv"}


def test_announcements_in_both_languages() -> None:
    hong_kong = Partner.objects.get(pk="HK")
    assert hong_kong.announcement_zh == "海关总署公告2014年第38号（陆路首批）"
    assert hong_kong.announcement_en == "GACC Announcement 2014 No. 38 (land ports first)"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("iso2,name_zh", "iso2,name", "columns"),
        ("SG,新加坡,Singapore,SG,2012-06", "SG,新加坡,Singapore,SG,2012-13", "line 29: month must be in 1..12"),
        ("SG,新加坡,Singapore,SG,2012-06", "SG,新加坡,Singapore,SG,June 2012", "not a year, a month or a day"),
        ("SG,新加坡,Singapore,SG,2012-06", "sg,新加坡,Singapore,sg,2012-06", "two capitals"),
        ("SG,新加坡,Singapore,SG,2012-06", "SG,新加坡,Singapore,SG,2014-06", "before it is signed"),
        ("SG,新加坡,Singapore,SG", "SG,新加坡,,SG", "name is missing"),
        ("SG,新加坡,Singapore,SG", "SG,新加坡,Singapore,AS", "economy 'AS' is not known"),
        ("SG,新加坡,Singapore,SG", "AT,新加坡,Singapore,AT", "twice"),
        ("海关总署公告2013年第13号", "公告13号", "not an announcement"),
        ("海关总署公告2013年第13号", "海关总署公告2013年第13号(海运)", "remark '海运'"),
        ("implemented,confirmed", "done,confirmed", "status 'done'"),
        ("implemented,confirmed", "implemented,sure", "confidence 'sure'"),
        ("2013-03-15,海关总署公告2013年第13号,implemented", "2013-03-15,海关总署公告2013年第13号,signed", "only signed"),
        ("China News 2023-05;", "Somebody 2023-05;", "no Chinese wording"),
        ("AT,奥地利", "AT,x,奥地利", "11 values for 10 columns"),
    ],
)
def test_what_is_not_understood_is_refused(data: Path, old: str, new: str, says: str) -> None:
    spoil(data / "partners.csv", old, new)
    with pytest.raises(BaselineError, match=says):
        read_partners(data)


def test_a_region_that_is_missing_unknown_or_astray_is_refused(data: Path) -> None:
    spoil(data / "regions.csv", "SG,asia", "SG,antarctica")
    with pytest.raises(BaselineError, match="region 'antarctica'"):
        read_partners(data)
    spoil(data / "regions.csv", "SG,antarctica", "SG,asia\nZZ,asia")
    with pytest.raises(BaselineError, match="no such partner: ZZ"):
        read_partners(data)
    spoil(data / "regions.csv", "SG,asia\nZZ,asia\n", "")
    with pytest.raises(BaselineError, match="region ''"):
        read_partners(data)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2026-02,58", "2026,58", "not a month"),
        ("58,52", "58,many", "not a number"),
        ("58,52", "58,59", "more are implemented than signed"),
    ],
)
def test_an_official_count_that_makes_no_sense_is_refused(data: Path, old: str, new: str, says: str) -> None:
    spoil(data / "official_totals.csv", old, new)
    with pytest.raises(BaselineError, match=says):
        read_official_totals(data)
