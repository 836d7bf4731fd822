"""The measures of each level as data: whole, in both languages, and as certain as their figures."""

from datetime import date
from pathlib import Path

import pytest

from ratings.regulation.measures import LEVELS, load_measures, measures_of
from ratings.regulation.parameters import rulebook_on, rulebook_text
from ratings.regulation.rulebook import RulebookError

BEFORE, TODAY = rulebook_on(date(2026, 3, 31)), rulebook_on(date(2026, 4, 1))
GOOD = '{code: a, provision: measures_regular, zh: "甲", en: "A"}'


def texts(level: str, book: object = TODAY) -> list[str]:
    return [measure.text_en for measure in measures_of(level, book)]  # type: ignore[arg-type]


def test_each_level_of_each_rulebook_brings_something() -> None:
    assert all(measures_of(level, TODAY) for level in LEVELS)
    assert [level for level in LEVELS if not measures_of(level, BEFORE)] == ["certified", "seriously_discredited"]


def test_a_measure_shows_the_figures_and_the_status_of_its_day() -> None:
    inspection = measures_of("advanced_certified", TODAY)[0]
    assert inspection.text_zh == "进出口货物查验率低于常规企业查验率的20%"
    assert (inspection.status, inspection.basis_en) == ("carried_over", "Order 251 art. 30, carried over")
    assert measures_of("advanced_certified", BEFORE)[0].status == "reported"
    assert "Inspection rate of at least 80%" in texts("discredited") and "Joint punishment" in texts("seriously_discredited")
    assert [measure.code for measure in measures_of("advanced_certified", TODAY) if measure.guarantee] == [
        "guarantee_waiver"
    ]


def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    rate = measures_of("certified", TODAY)[1]
    assert (rate.text_en, rate.text_zh, rate.status) == ("Inspection rate: not known", "查验率：未知", "unknown")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("rulebook: order-251\nlevels: {}", "is not order-282"),
        (f"rulebook: order-282\nlevels: {{best: [{GOOD}]}}", "is no level"),
        ("rulebook: order-282\nlevels: {regular: []}", "holds nothing"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD}, {GOOD}]}}", "a measure twice"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD.replace('A', '{no_such_figure}')}]}}", "no_such_figure"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD.replace('A', '{review_months}')}]}}", "other figures than zh"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD.replace('measures_regular', 'nowhere')}]}}", "is unknown"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD.replace('}', ', guarantee: maybe}')}]}}", "true or false"),
        (f"rulebook: order-282\nlevels: {{regular: [{GOOD.replace('}', ', rate: 20}')}]}}", "is unknown"),
    ],
)
def test_the_loader_refuses_what_it_does_not_understand(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "order-282.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=complaint):
        load_measures(path, rulebook_text("order-282"))
