"""What the statement is asked: the day, the rulebook's figures as parameters, and which firms."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ratings.assessment.dialect import PostgreSQL, SQLite
from ratings.regulation.grounds import GROUNDS, Ground
from ratings.regulation.months import add_months, first_day_not_over, last_day_completed
from ratings.regulation.parameters import Rulebook


@dataclass(frozen=True)
class Question:
    """One judgment's question."""

    rulebook: Rulebook
    as_of: date
    words: PostgreSQL | SQLite
    scope: str
    complete: bool

    @property
    def five_levels(self) -> bool:
        """Whether the rulebook knows five levels; Order 251 knew three, and a list of serious firms."""
        return self.rulebook.code != "order-251"

    def within_scope(self, column: str = "enterprise_id") -> str:
        """The condition that limits a part to the firms judged."""
        return f"AND {column} IN ({self.scope})" if self.scope else ""

    def months(self, figure: str) -> int | None:
        """A figure in months; none where the rulebook has no value for it."""
        value = self.rulebook.value(figure)
        return None if value is None else int(value)

    def undeterminable(self, ground: Ground) -> bool:
        """Whether a period that the ground needs has no value on the day."""
        return any(self.rulebook.value(figure) is None for figure in ground.periods)

    def parameters(self) -> dict[str, object]:
        """The named parameters of the statement."""
        lookback, window = self.months("lookback_months"), self.months("penalty_window_months")
        founding_after = date.min if lookback is None else add_months(self.as_of, -lookback)
        reach = date.min if lookback is None or window is None else add_months(founding_after, -window)
        parameters: dict[str, object] = {
            "day": self.as_of,
            "tomorrow": self.as_of + timedelta(days=1),
            "never": date.max,
            "horizon": date(9000, 1, 1),  # later days are plans that no month arithmetic reaches
            "founding_after": founding_after,
            "reach": reach,
            "rulebook_from": self.rulebook.valid_from,
            "restored_up_to": self._completed("restoration_months"),
            "review_up_to": self._completed("review_months"),
        }
        for ground in GROUNDS:
            if ground.term:
                months = self.months(ground.term)
                parameters[f"{ground.code}_before"] = date.min if months is None else first_day_not_over(self.as_of, months)
            for code in ground.test.figures():
                parameters.update(figure_parameters(code, self.rulebook.value(code)))
        parameters.update(figure_parameters("disclosure_ceiling_cny", self.rulebook.value("disclosure_ceiling_cny")))
        return parameters

    def _completed(self, figure: str) -> date | None:
        months = self.months(figure)
        return None if months is None else last_day_completed(self.as_of, months)


def figure_parameters(code: str, value: int | Decimal | Fraction | None) -> dict[str, object]:
    """A figure as the statement's parameters: amounts in fen, a ratio as its two numbers, no value as NULL."""
    if "_rate_" in code:
        ratio = None if value is None else Fraction(value)
        return {
            f"fig_{code}_over": None if ratio is None else ratio.numerator,
            f"fig_{code}_per": None if ratio is None else ratio.denominator,
        }
    if code.endswith("_cny"):
        return {f"fig_{code}": None if value is None else int(value * 100)}
    return {f"fig_{code}": value}
