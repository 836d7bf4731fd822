"""The codes that a firm gives its buyers: which, what must match, and what the portal warns of."""

from datetime import date

import pytest

from accounts.models import User
from enterprises.models import Enterprise
from mutual_recognition.buyer_code import BuyerCode, buyer_codes
from mutual_recognition.models import Term
from ratings.levels import Level
from tests.ratings.building import make_firm
from tests.ratings.casework.suspending import accused, suspended
from tests.ratings.pages.reading import firm_page, sign_in, text_of

DAY = date(2026, 6, 1)
ADVANCED, CERTIFIED = Level.ADVANCED_CERTIFIED, Level.CERTIFIED


@pytest.fixture
def firm(db: None) -> Enterprise:
    """A firm without an English name or an address."""
    make_firm(firm={"name_en": "", "address_zh": "", "address_en": ""})
    return Enterprise.objects.get()


def by_economy(firm: Enterprise, level: str, day: date = DAY) -> dict[str, BuyerCode]:
    """The lines by economy."""
    return {line.partner.economy: line for line in buyer_codes(firm, level, day, today=DAY)}


def test_every_economy_has_a_line_and_the_union_one(firm: Enterprise) -> None:
    lines = by_economy(firm, ADVANCED)
    assert set(lines) == set(Term.objects.values_list("economy", flat=True))
    assert lines["EU"].countries == 27
    assert lines["EU"].code == f"CN{firm.customs_code}"
    assert lines["SG"].code == f"AEOCN{firm.customs_code}"
    assert lines["SG"].warnings == []
    assert lines["RU"].code == ""


def test_only_an_aeo_has_codes(firm: Enterprise) -> None:
    assert by_economy(firm, Level.REGULAR) == {}


def test_unknown_and_refused_recognition_are_told_apart(firm: Enterprise) -> None:
    Term.objects.filter(economy="SG", name="certified").update(value="no", confidence="confirmed")
    Term.objects.filter(economy="NZ", name="certified").update(value="yes", confidence="confirmed")
    lines = by_economy(firm, CERTIFIED)
    assert len(lines["SG"].warnings) == len(lines["IL"].warnings) == 1
    assert lines["SG"].warnings != lines["IL"].warnings
    assert lines["NZ"].warnings == []


def test_what_must_match_and_what_is_missing(firm: Enterprise) -> None:
    lines = by_economy(firm, ADVANCED)
    for code in ("TH", "EC", "HK"):
        assert lines[code].matches and len(lines[code].warnings) == 1, code
    assert lines["BR"].matches and not lines["BR"].warnings
    firm.name_en, firm.address_zh = "Synthetic Trading", "合成路1号"
    lines = by_economy(firm, ADVANCED)
    assert not any(lines[code].warnings for code in ("TH", "EC", "HK"))


def test_an_arrangement_not_in_force_on_the_day_is_warned_of(firm: Enterprise) -> None:
    assert by_economy(firm, ADVANCED)["PH"].warnings
    past = by_economy(firm, ADVANCED, date(2016, 1, 1))
    assert "BR" not in past
    assert past["EU"].warnings == [] and len(past["GB"].warnings) == 1


def test_the_tab_of_an_aeo_shows_its_codes_and_says_when_it_is_suspended(fang: User) -> None:
    order = suspended(accused())
    firm = order.enterprise
    page = text_of(sign_in(fang), f"{firm_page(firm)}?tab=buyer_codes")
    assert f"AEOCN{firm.customs_code}" in page and f"CN{firm.customs_code}" in page
    assert "it must not use these codes" in page


def test_the_tab_of_another_firm_says_that_it_has_none(fang: User, firm: Enterprise) -> None:
    assert "No code for buyers" in text_of(sign_in(fang), f"{firm_page(firm)}?tab=buyer_codes")
