"""A case that a night opened, with a serious ground, an arrear and penalties."""

from datetime import date

import pytest
from pytest_django import Settings

from ratings.models import Case, Run
from ratings.services.night import night_run
from tests.ratings.building import make_firm

SEAL = "演示用章"
NAME = "合成㙟䶮𠮷（广州）国际贸易有限公司"
PENALTY = {"kind": "supervision_violation", "decided_on": date(2026, 3, 2), "amount_cny": "1260000.5"}


@pytest.fixture(autouse=True)
def seal(settings: Settings) -> None:
    """The demonstration's seal."""
    settings.LETTER_SEAL = SEAL


@pytest.fixture
def case(db: None) -> Case:
    """A firm with a customs penalty for solid waste, duty overdue, and one large penalty in a small year."""
    make_firm(
        firm={
            "name_zh": NAME,
            "uscc": "91440101MA59ABCD12",
            "legal_representative": "䶮𠮷",
            "address_zh": "广州市黄埔区合成路1号",
        },
        penalties=[
            {"kind": "solid_waste_import", "decided_on": date(2026, 4, 12), "amount_cny": 3_000_000},
            PENALTY | {"decision_no": "埔关缉违字〔2026〕0012号"},
        ],
        payables=[{"kind": "duty", "due_on": date(2025, 12, 1), "amount_cny": "123456.78"}],
        trade_years=[{"year": 2025, "documents": 900}],
    )
    night_run(as_of=date(2026, 4, 20), trigger=Run.Trigger.COMMAND)
    return Case.objects.get()
