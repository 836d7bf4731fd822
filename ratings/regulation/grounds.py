"""The grounds on which a firm is discredited or seriously discredited, in the order of the articles.

Titles, articles, statuses and figures stand in parameters/*.yaml; here stands what is compared with what.
(Order 282: list reported, thresholds carried over from Order 251 arts. 22-23.)
"""

from dataclasses import dataclass
from enum import Enum

from ratings.regulation.language import AllOf, Any, AnyOf, ByCategory, MoreOften, MoreThan, NotCountable, Test


class Grain(Enum):
    """What one row of a ground's facts is."""

    EVENT = "event"  # one counted penalty or conviction within the lookback; any one that passes founds the ground
    WINDOW = "window"  # the counted violations of the 12 months that end on one of them
    ARREARS = "arrears"  # what the firm owes past its time limit, together


@dataclass(frozen=True)
class Ground:
    """One ground: which facts it looks at, and the test that they must pass."""

    code: str
    grain: Grain
    test: Test
    serious: bool = False
    penalties: tuple[str, ...] = ()  # kinds of penalty
    convictions: tuple[str, ...] = ()  # charges
    payables: tuple[str, ...] = ()  # kinds of payable
    term: str = ""  # the figure that says after how many months a payable counts
    periods: tuple[str, ...] = ()  # figures in months without which the ground cannot be determined


LOOKBACK = ("lookback_months",)

GROUNDS: tuple[Ground, ...] = (
    Ground("smuggling_crime", Grain.EVENT, Any(), convictions=("smuggling", "smuggling_solid_waste"), periods=LOOKBACK),
    Ground("smuggling_act", Grain.EVENT, Any(), penalties=("smuggling_act",), periods=LOOKBACK),
    Ground(
        "penalty_rate",
        Grain.WINDOW,
        ByCategory(
            other=AllOf(
                (
                    MoreThan("total", "penalty_total_consignee_cny"),
                    AnyOf((NotCountable("documents"), MoreOften("violations", "documents", "penalty_rate_consignee"))),
                )
            ),
            broker=AllOf(
                (
                    MoreThan("total", "penalty_total_broker_cny"),
                    AnyOf((NotCountable("documents"), MoreOften("violations", "documents", "penalty_rate_broker"))),
                )
            ),
        ),
        penalties=("supervision_violation",),
        periods=("lookback_months", "penalty_window_months"),
    ),
    Ground(
        "overdue_duty",
        Grain.ARREARS,
        Any(),
        payables=("duty",),
        term="overdue_duty_months",
        periods=("overdue_duty_months",),
    ),
    Ground(
        "overdue_fine",
        Grain.ARREARS,
        MoreThan("overdue_fine_total", "overdue_fine_total_cny"),
        payables=("fine", "illegal_gains", "goods_value"),
        term="overdue_fine_months",
        periods=("overdue_fine_months",),
    ),
    Ground("obstruction", Grain.EVENT, Any(), penalties=("obstruction",), periods=LOOKBACK),
    Ground("bribery", Grain.EVENT, Any(), penalties=("bribery",), convictions=("bribery",), periods=LOOKBACK),
    Ground(
        "serious_crime",
        Grain.EVENT,
        Any(),
        serious=True,
        convictions=("food_safety", "cosmetics", "smuggling_solid_waste"),
        periods=LOOKBACK,
    ),
    Ground(
        "solid_waste_import",
        Grain.EVENT,
        MoreThan("fen", "solid_waste_amount_cny"),
        serious=True,
        penalties=("solid_waste_import",),
        periods=LOOKBACK,
    ),
)

BY_CODE = {ground.code: ground for ground in GROUNDS}
