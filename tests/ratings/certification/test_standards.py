"""The standards are read whole and strictly, and agree with the rulebook's figures."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ratings.certification.standards import COLUMNS, FOLDER, StandardsError, all_standards, read_standards, standards_for
from ratings.levels import Level
from ratings.regulation.parameters import rulebook_on

SHIPPED = (FOLDER / "announcement-2026-34.csv").read_text(encoding="utf-8").splitlines()


def test_there_are_as_many_items_as_the_rulebook_says():
    programs = Counter(standard.program for standard in all_standards().values())
    rulebook = rulebook_on(date(2026, 6, 1))
    assert programs["ACE"] == rulebook.value("standard_items_advanced") == 74
    assert programs["CE"] == rulebook.value("standard_items_certified") == 62
    assert programs["ACE_INDIVIDUAL"] == 22


def test_each_level_has_its_own_items_and_others_have_none():
    assert {standard.program for standard in standards_for(Level.ADVANCED_CERTIFIED)} == {"ACE", "ACE_INDIVIDUAL"}
    assert {standard.program for standard in standards_for(Level.CERTIFIED)} == {"CE"}
    assert standards_for(Level.REGULAR) == []
    assert [s.code for s in standards_for(Level.CERTIFIED) if s.is_additional] == [f"CE-{n}" for n in range(57, 63)]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (",reported", ",sure", "line 2: status"),
        (",not_stated", ",grade", "line 2: scoring"),
        ("ACE,1,", "XXX,1,", "line 2: program"),
        ("ACE,1,", "ACE,01,", "line 2: official_no"),
        ("ACE,1,", "ACE,2,", "ACE-2 stands where ACE-1 belongs"),
        ("internal_control", "additional", "go together"),
        ("设海关对口联络人", "", "title_zh is empty"),
        (",reported", "", "14 values"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(tmp_path: Path, before: str, after: str, says: str):
    path = tmp_path / "list.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{SHIPPED[1].replace(before, after, 1)}\n", encoding="utf-8")
    with pytest.raises(StandardsError, match=says):
        read_standards(path)


def test_another_heading_is_refused(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("program,title\n", encoding="utf-8")
    with pytest.raises(StandardsError, match="line 1: the columns are program, title; write program, official_no"):
        read_standards(path)
