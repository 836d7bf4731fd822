"""What nights left behind, in the words of `explain`, so that both can be compared."""

from datetime import date
from typing import Any

from enterprises.models import Enterprise
from ratings.assessment.explain import Explanation, explain_firms
from ratings.models import Standing
from ratings.rulebooks import next_rulebook_change

COMPARED = (
    "customs_code",
    "level_in_force",
    "indicated_level",
    "serious_list",
    "met",
    "undetermined",
    "protected_until",
    "suspension",
    "watch",
    "next_review_on",
)


def in_short(explanation: Explanation) -> dict[str, Any]:
    """An explanation without the figures: what can be compared with a standing."""
    verdicts = {code: ground["verdict"] for code, ground in explanation["grounds"].items()}
    words = {word: sorted(code for code, verdict in verdicts.items() if verdict == word) for word in ("met", "undetermined")}
    return {name: (explanation | words)[name] for name in COMPARED}


def of_standing(firm: Enterprise, standing: Standing | None) -> dict[str, Any]:
    """What the nights say of a firm; one without a row is plainly regular."""
    row = standing or Standing(enterprise=firm, level_in_force="regular", indicated_level="regular")
    return {
        "customs_code": firm.customs_code,
        "level_in_force": row.level_in_force,
        "indicated_level": row.indicated_level,
        "serious_list": row.serious_list,
        "met": sorted(row.met.split()),
        "undetermined": sorted(row.undetermined.split()),
        "protected_until": row.protected_until and row.protected_until.isoformat(),
        "suspension": row.suspension or None,
        "watch": row.watch.split(),
        "next_review_on": row.next_review_on and row.next_review_on.isoformat(),
    }


def said_by_nights(as_of: date) -> dict[str, dict[str, Any]]:
    """What the nights up to a day say of every firm, by customs code; no firm may keep a standing that is due."""
    change = next_rulebook_change(as_of)
    said = {}
    for firm in Enterprise.objects.select_related("standing"):
        row = of_standing(firm, getattr(firm, "standing", None))
        days = [row["next_review_on"], change.isoformat() if change and row["indicated_level"] else None]
        row["next_review_on"] = min(filter(None, days), default=None)
        said[firm.customs_code] = row
    return said


def said_by_explain(as_of: date) -> dict[str, dict[str, Any]]:
    """What `explain` says of every firm on a day, by customs code."""
    return {explanation["customs_code"]: in_short(explanation) for explanation in explain_firms(as_of)}
