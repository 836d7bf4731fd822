"""The financial items, computed from the figures of a statement (items 13 and 14, 12 of the certified level; reported).

Ratios are compared multiplied crosswise; a denominator that is not above zero makes its indicator fail to hold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from ratings.certification.figures import figures_of
from ratings.certification.grades import Grade

SOLVENCY = {"ACE": "ACE-13", "CE": "CE-12"}
PROFITABILITY = {"ACE": "ACE-14"}
PERCENT = Decimal(100)


class Statement(Protocol):
    """The figures of a statement, in yuan."""

    total_assets: Decimal
    total_assets_before: Decimal
    total_liabilities: Decimal
    current_assets: Decimal
    current_liabilities: Decimal
    cash: Decimal
    trading_assets: Decimal
    operating_cash_flow: Decimal
    revenue: Decimal
    cost_of_sales: Decimal
    operating_profit: Decimal
    total_profit: Decimal
    interest_expense: Decimal
    net_profit: Decimal


@dataclass(frozen=True)
class Indicator:
    """One indicator: its name, what it compares (`part` of `whole`), with which limit, and whether it holds."""

    label: object
    part: Decimal
    whole: Decimal | None
    limit: Decimal
    unit: str
    holds: bool


def financial_items(program: str, statement: Statement, manufacturing: bool) -> dict[str, tuple[Grade, list[Indicator]]]:
    """By item code, the grade that the indicators give and the indicators themselves."""
    made = {SOLVENCY.get(program, ""): _solvency, PROFITABILITY.get(program, ""): _profitability}
    found = {}
    for code, indicators_of in made.items():
        if code:
            indicators = list(indicators_of(code, statement, manufacturing))
            found[code] = (_grade(code, sum(indicator.holds for indicator in indicators)), indicators)
    return found


def _grade(code: str, holding: int) -> Grade:
    figures = figures_of(code)
    if holding >= figures["met_min_indicators"].value:
        return Grade.MET
    return Grade.PARTLY if holding >= figures["partly_indicators"].value else Grade.UNMET


def _solvency(code: str, said: Statement, manufacturing: bool) -> Iterator[Indicator]:
    debt = "debt_ratio_max_producer" if manufacturing else "debt_ratio_max_non_producer"
    at_least = _share(code, lambda part, bound: part >= bound)
    at_most = _share(code, lambda part, bound: part <= bound)
    yield at_most(_("debt ratio"), debt, said.total_liabilities, said.total_assets)
    yield at_least(_("cash ratio"), "cash_ratio_min", said.cash + said.trading_assets, said.current_liabilities)
    name = "operating_cash_to_liabilities_min"
    yield at_least(_("operating cash flow to liabilities"), name, said.operating_cash_flow, said.total_liabilities)
    yield at_least(_("current ratio"), "current_ratio_min", said.current_assets, said.current_liabilities)


def _profitability(code: str, said: Statement, manufacturing: bool) -> Iterator[Indicator]:
    figures = figures_of(code)
    at_least = _share(code, lambda part, bound: part >= bound)
    yield _above(code, _("net profit"), "net_profit_gt", said.net_profit)
    margin = at_least(_("operating margin"), "operating_margin_min", said.operating_profit, said.revenue)
    positive = said.operating_profit > figures["operating_profit_gt"].value  # a joint condition with the margin
    yield Indicator(margin.label, margin.part, margin.whole, margin.limit, margin.unit, margin.holds and positive)
    yield at_least(_("gross margin"), "gross_margin_min", said.revenue - said.cost_of_sales, said.revenue)
    yield _above(code, _("net operating cash flow"), "operating_cash_flow_gt", said.operating_cash_flow)
    average = (said.total_assets + said.total_assets_before) / 2
    returned = said.total_profit + said.interest_expense
    yield at_least(_("return on total assets"), "return_on_total_assets_min", returned, average)


def _share(code: str, compare: Callable[[Decimal, Decimal], bool]) -> Callable[[object, str, Decimal, Decimal], Indicator]:
    def made(label: object, name: str, part: Decimal, whole: Decimal) -> Indicator:
        figure = figures_of(code)[name]
        limit = figure.value / PERCENT if figure.unit == "percent" else figure.value
        return Indicator(label, part, whole, figure.value, figure.unit, whole > 0 and compare(part, limit * whole))

    return made


def _above(code: str, label: object, name: str, value: Decimal) -> Indicator:
    figure = figures_of(code)[name]
    return Indicator(label, value, None, figure.value, figure.unit, value > figure.value)
