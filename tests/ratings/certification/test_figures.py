"""The figures of the items are read whole and strictly."""

from decimal import Decimal
from pathlib import Path

import pytest

from ratings.certification import figures
from ratings.certification.figures import all_figures, figures_of, read_figures
from ratings.certification.standards import StandardsError


def test_an_item_has_its_figures_with_unit_and_status():
    found = figures_of("ACE-18")["single_penalty_max"]
    assert (found.value, found.unit, found.status) == (Decimal(50000), "CNY", "reported")
    assert figures_of("ACE-1") == {}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (",36,months", ",many,months", 'line 2: value is "many"; write a number'),
        ("months,system", "moons,system", "line 2: unit is"),
        (",reported", ",sure", "line 2: status is"),
        ("parameter", "name", "line 1: write the columns"),
        ("ACE,8,data", "ACE,99,data", "ACE-99 has figures, but is no item"),
        ("ACE,10,new_firm", "ACE,10,internal_audit_interval_months,1,months,,reported\nACE,10,new_firm", "twice"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str, says: str
):
    shipped = (figures.FOLDER / "announcement-2026-34.csv").read_text(encoding="utf-8")
    (tmp_path / "list.csv").write_text(shipped.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    with pytest.raises(StandardsError, match=says):
        read_figures(tmp_path / "list.csv")
        all_figures.__wrapped__()
