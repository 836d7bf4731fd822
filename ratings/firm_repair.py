"""What a firm's page says of repair, and of the bar on applying for certification."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from enterprises.models import Enterprise
from enterprises.panels import Rendered, firm_page
from ratings.assessment.explain import Judgment
from ratings.casework.deadlines import BAR
from ratings.firm_page import judgment_of
from ratings.selectors.bars import bar_ends
from ratings.selectors.repair import RepairStanding, repair_periods, repair_standing
from ratings.selectors.repair_words import TITLES, point_text


def repair_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """From which day a discredited firm may apply for repair, and for what it waits; and the bar, where one stands."""
    judgment = judgment_of(request, firm, as_of)
    if judgment is None or judgment.said["level_in_force"] is None:
        return None
    standing, bar = repair_standing(firm, judgment, as_of), bar_ends(firm, as_of)
    if standing is None and bar is None:
        return None
    context: dict[str, Any] = {"as_of": as_of, "bar": bar, "bar_figure": judgment.rulebook.figures[BAR]}
    if standing is not None:
        context |= _repair(standing, judgment)
    return Rendered("ratings/repair_panel.html", context)


def _repair(standing: RepairStanding, judgment: Judgment) -> dict[str, Any]:
    rulebook = judgment.rulebook
    return {
        "standing": standing,
        "waits": [{"title": TITLES[p["code"]], "text": point_text(p, rulebook)} for p in standing.waits],
        "periods": [
            {"ground": rulebook.grounds[code], "figure": rulebook.figures[f"repair_months_{code}"]}
            for code in repair_periods(standing.rating.grounds.split(), rulebook)
            if code in rulebook.grounds
        ],
    }


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_panel("next", repair_panel)
