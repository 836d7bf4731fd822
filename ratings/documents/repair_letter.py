"""The decision on a credit repair, granted or not, from the conditions as they were checked (Order 251 arts. 26-29)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ratings.documents.wording import day_in_words, figure_in_words, in_chinese, level_name, mark
from ratings.models import Case
from ratings.regulation.parameters import Rulebook
from ratings.rulebooks import rulebook_for
from ratings.selectors.repair_words import TITLES, point_text

Content = dict[str, Any]
PROVISION = "repair"


def repair_decision(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """What the decision says. Raises ValidationError without reasons, or before the conditions are checked."""
    application, reasons = case.repair, str(extra.get("reasons", "")).strip()
    if not reasons:
        raise ValidationError(_("Give the reasons of the decision."))
    if not application.checked:
        raise ValidationError(_("The conditions of the repair are not checked yet."))
    rulebook = rulebook_for(date.fromisoformat(application.checked["as_of"]))
    provision = rulebook.provision(PROVISION)
    with in_chinese():
        points = [_said(point, rulebook) for point in application.checked["points"]]
        points += [
            {"title": str(TITLES[own["code"]]), "holds": own["holds"], "text": own["finding"]}
            for own in application.checked["own"]
        ]
    return {
        "title": "信用修复决定书",
        "granted": bool(extra.get("granted")),
        "received_on": day_in_words(application.received_on),
        "rated_on": day_in_words(application.rating.effective_on),
        "rated": level_name(application.rating.level),
        "corrected": application.corrected,
        "effects": application.effects,
        "checked_on": day_in_words(application.checked["as_of"]),
        "points": points,
        "periods": _periods(application.checked["points"], rulebook),
        "reasons": reasons,
        "bar": figure_in_words(rulebook.figures["application_bar_months"]),
        "basis": provision.basis_zh,
        "basis_en": provision.basis_en,
        "basis_marked": f"{provision.basis_zh}{mark(provision.status)}",
    }


def _said(point: Mapping[str, Any], rulebook: Rulebook) -> Content:
    return {
        "title": str(TITLES[point["code"]]),
        "holds": point["holds"],
        "text": point_text(dict(point), rulebook),
    }


def _periods(points: list[dict[str, Any]], rulebook: Rulebook) -> list[str]:
    """After how long each ground may be repaired, as the rulebook of the check says, with 待核 where it is not confirmed."""
    months = next(point for point in points if point["code"] == "time")["months"]
    return [
        f"因“{rulebook.grounds[code].title_zh}”认定的，满{figure_in_words(rulebook.figures[f'repair_months_{code}'])}"
        for code in months
        if code in rulebook.grounds
    ]
