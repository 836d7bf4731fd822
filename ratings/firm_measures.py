"""The tab of a firm's page that says which measures are in force, and what applies in a transaction with another firm."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from enterprises.panels import Rendered, Tab, firm_page
from ratings.firm_page import judgment_of
from ratings.firm_suspension import orders_on
from ratings.regulation.parameters import all_rulebooks
from ratings.selectors.measures import applied_measures, parties_found, transaction_of


def measures_tab(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """The measures of the firm's level on the day; with `?other=` those of a transaction with another firm."""
    judgment = judgment_of(request, firm, as_of)
    if judgment is None:
        return Rendered("ratings/measures.html", {"first": all_rulebooks()[0]})
    applied = applied_measures(judgment.said["level_in_force"], orders_on(request, firm, as_of), judgment.rulebook)
    typed = request.GET.get("other", "").strip()
    context: dict[str, Any] = {
        "applied": applied,
        "rulebook": judgment.rulebook,
        "typed": typed,
        "as_of": as_of,
        "on": request.GET.get("on", ""),
    }
    if typed:
        try:
            found = parties_found(typed, firm)
        except ValidationError as refusal:
            context["refusal"] = " ".join(refusal.messages)
        else:
            context["choices"] = found if len(found) > 1 else []
            if len(found) == 1:
                context["transaction"] = transaction_of(applied, found[0], as_of, judgment.rulebook)
    return Rendered("ratings/measures.html", context)


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_tab(Tab("measures", gettext_lazy("Measures in force"), measures_tab))
