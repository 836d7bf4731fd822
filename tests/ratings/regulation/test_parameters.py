"""The law as data: which rulebook on which day, with which figures."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ratings.regulation.parameters import (
    NoRulebook,
    Overlay,
    RulebookError,
    all_rulebooks,
    figure_timeline,
    next_change_after,
    rulebook_on,
    rulebook_text,
)

LAST_OF_251, FIRST_OF_282 = date(2026, 3, 31), date(2026, 4, 1)
JUDGED_BY = {
    "penalty_window_months": 12,
    "penalty_rate_consignee": Fraction(1, 1000),
    "penalty_total_consignee_cny": Decimal(1_000_000),
    "penalty_rate_broker": Fraction(5, 10_000),
    "penalty_total_broker_cny": Decimal(300_000),
    "disclosure_ceiling_cny": Decimal(1_000_000),
    "overdue_duty_months": 3,
    "overdue_fine_months": 6,
    "overdue_fine_total_cny": Decimal(10_000),
    "solid_waste_amount_cny": Decimal(2_500_000),
    "lookback_months": 24,
    "restoration_months": 24,
    "review_months": 60,
    "rectification_max_months": 12,
}
GROUNDS = [
    "smuggling_crime",
    "smuggling_act",
    "penalty_rate",
    "overdue_duty",
    "overdue_fine",
    "obstruction",
    "bribery",
    "serious_crime",
    "solid_waste_import",
]


def overlay(value: str, first: date, *, status: str = "confirmed", figure: str = "overdue_duty_months", number: int = 1):
    return Overlay("order-282", figure, value, status, "The text itself", first, number)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2021, 11, 1), "order-251"),
        (LAST_OF_251, "order-251"),
        (FIRST_OF_282, "order-282"),
        (date(2040, 1, 1), "order-282"),
    ],
)
def test_the_day_decides_which_rulebook_is_in_force(day, code):
    assert rulebook_on(day).code == code


def test_a_day_before_the_first_rulebook_is_an_error_that_says_so():
    with pytest.raises(NoRulebook, match="no rulebook is in force on 2021-10-31; the first is Order 251 from 2021-11-01"):
        rulebook_on(date(2021, 10, 31))


@pytest.mark.parametrize("day", [LAST_OF_251, FIRST_OF_282])
@pytest.mark.parametrize("code", JUDGED_BY)
def test_the_judge_finds_its_figures_in_both_rulebooks(day, code):
    value = rulebook_on(day).value(code)
    assert value == JUDGED_BY[code]
    assert type(value) is type(JUDGED_BY[code])


def test_the_rate_keeps_the_form_in_which_the_law_writes_it():
    assert rulebook_on(FIRST_OF_282).figures["penalty_rate_broker"].text == "5/10000"


@pytest.mark.parametrize("day", [LAST_OF_251, FIRST_OF_282])
def test_grounds_come_in_article_order(day):
    assert list(rulebook_on(day).grounds) == GROUNDS


def test_serious_grounds_are_a_list_under_251_and_a_level_under_282():
    old, new = rulebook_on(LAST_OF_251).grounds["serious_crime"], rulebook_on(FIRST_OF_282).grounds["serious_crime"]
    assert (old.level, old.serious_list, old.serious) == ("discredited", True, True)
    assert (new.level, new.serious_list, new.serious) == ("seriously_discredited", False, True)


def test_what_is_carried_over_says_so():
    old, new = rulebook_on(LAST_OF_251).grounds["penalty_rate"], rulebook_on(FIRST_OF_282).grounds["penalty_rate"]
    assert (old.basis_en, old.status) == ("Order 251 art. 22(3)", "reported")
    assert (new.basis_en, new.status) == ("Order 251 art. 22(3), carried over", "carried_over")
    assert new.basis_zh == "海关总署令第251号第22条第3项（沿用）"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("review_months", "confirmed"),
        ("rectification_max_months", "reported"),
        ("disclosure_ceiling_cny", "reported"),
        ("defence_working_days", "carried_over"),
        ("certified_review_months", "unknown"),
    ],
)
def test_each_figure_says_how_sure_it_is(code, status):
    assert rulebook_on(FIRST_OF_282).figures[code].status == status


def test_an_unknown_figure_has_no_value():
    figure = rulebook_on(FIRST_OF_282).figures["certified_review_months"]
    assert (figure.value, figure.display_zh, figure.display_en) == (None, "未知", "not known")


def test_portal_policy_is_never_law():
    for text in all_rulebooks():
        for code, dated in text.figures.items():
            assert all(figure.policy == (figure.law.code == "portal") for figure in dated), code
    assert rulebook_on(FIRST_OF_282).figures["lookback_months"].policy


def test_the_wording_shows_the_figures_of_the_day():
    wording = rulebook_on(FIRST_OF_282, [overlay("4", FIRST_OF_282)]).grounds["overdue_duty"]
    assert "4个月" in wording.wording_zh
    assert "4 months" in wording.wording_en


def test_an_amendment_counts_from_its_first_day_on_and_on_no_day_before():
    first = date(2026, 7, 1)
    overlays = [overlay("4", first)]
    assert rulebook_on(date(2026, 6, 30), overlays).value("overdue_duty_months") == 3
    after = rulebook_on(first, overlays).figures["overdue_duty_months"]
    assert (after.value, after.status, after.source, after.amendment) == (4, "confirmed", "The text itself", 1)
    assert after.basis_en == "The text itself", "an amended figure stands on what the legal desk cites"


def test_an_amendment_of_one_rulebook_leaves_the_other_alone():
    assert rulebook_on(LAST_OF_251, [overlay("4", FIRST_OF_282)]).value("overdue_duty_months") == 3


def test_of_two_amendments_of_a_day_the_one_approved_last_wins():
    earlier, later = overlay("4", date(2026, 7, 1), number=1), overlay("5", date(2026, 5, 1), number=2)
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 7, 1)]
    assert [rulebook_on(day, [earlier, later]).value("overdue_duty_months") for day in days] == [3, 5, 5]
    assert [rulebook_on(day, [later, earlier]).value("overdue_duty_months") for day in days] == [3, 5, 4]


def test_the_timeline_joins_law_and_amendments_day_by_day():
    timeline = figure_timeline("order-282", "overdue_duty_months", [overlay("4", date(2026, 7, 1))])
    spans = [(figure.value, figure.valid_from, figure.valid_to) for figure in timeline]
    assert spans == [(3, FIRST_OF_282, date(2026, 6, 30)), (4, date(2026, 7, 1), None)]


def test_an_amendment_may_take_a_value_away():
    figure = rulebook_on(FIRST_OF_282, [overlay("", FIRST_OF_282, status="unknown")])
    assert figure.value("overdue_duty_months") is None
    assert figure.grounds["overdue_duty"].status == "unknown"


@pytest.mark.parametrize(
    "wrong",
    [
        overlay("4", FIRST_OF_282, figure="nothing"),
        overlay("four", FIRST_OF_282),
        overlay("4", FIRST_OF_282, status="unknown"),
        overlay("", FIRST_OF_282),
        overlay("4", FIRST_OF_282, status="certain"),
    ],
)
def test_an_amendment_that_does_not_fit_is_refused(wrong):
    with pytest.raises(RulebookError, match="amendment 1"):
        rulebook_on(FIRST_OF_282, [wrong])


def test_a_ground_is_as_sure_as_the_least_sure_of_its_figures():
    one = [overlay("3", FIRST_OF_282)]
    ground = rulebook_on(FIRST_OF_282, one).grounds["overdue_duty"]
    assert ground.status == "confirmed"
    assert ground.basis_en == "Order 251 art. 22, carried over", "its figures are confirmed, its article is not"
    two = [overlay("6", FIRST_OF_282, figure="overdue_fine_months")]
    assert rulebook_on(FIRST_OF_282, two).grounds["overdue_fine"].status == "carried_over"


def test_the_version_tells_days_that_judge_alike():
    same = rulebook_on(FIRST_OF_282).version
    assert len(same) == 64
    assert rulebook_on(date(2030, 2, 28)).version == same
    assert rulebook_on(LAST_OF_251).version != same
    assert rulebook_on(FIRST_OF_282, [overlay("4", FIRST_OF_282)]).version != same
    assert rulebook_on(FIRST_OF_282, [overlay("3", FIRST_OF_282, status="confirmed")]).version != same
    assert rulebook_on(FIRST_OF_282, [overlay("3", FIRST_OF_282, status="carried_over")]).version == same


def test_the_next_change_is_a_new_rulebook_or_a_figure_that_differs():
    overlays = [overlay("3", date(2026, 5, 1), status="carried_over"), overlay("4", date(2026, 7, 1), number=2)]
    assert next_change_after(date(2020, 1, 1)) == date(2021, 11, 1)
    assert next_change_after(date(2021, 11, 1)) == FIRST_OF_282
    assert next_change_after(LAST_OF_251) == FIRST_OF_282
    assert next_change_after(FIRST_OF_282) is None
    assert next_change_after(FIRST_OF_282, overlays) == date(2026, 7, 1)
    assert next_change_after(date(2026, 7, 1), overlays) is None


def test_a_rulebook_that_does_not_exist_is_an_error():
    with pytest.raises(NoRulebook):
        rulebook_text("order-999")
    with pytest.raises(KeyError):
        rulebook_on(FIRST_OF_282).value("nothing")
