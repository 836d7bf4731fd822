"""The acts on a case as a reader sees them: who did what when, with the details that the record keeps."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ratings.casework.procedures import act_label
from ratings.levels import Level
from ratings.models import Case, CaseAct, Letter


def act_entries(case: Case, acts: Iterable[CaseAct]) -> list[dict[str, Any]]:
    """Entries for the timeline, the latest first."""
    return [
        {
            "kind": "decision" if act.act.endswith("_sign") else "act",
            "when": act.at,
            "title": str(act_label(act.act)),
            "text": " · ".join(_details(act.details)),
            "why": act.note,
            "who": str(act.by),
        }
        for act in reversed(list(acts))
    ]


def _details(details: dict[str, Any]) -> Iterable[str]:
    if details.get("letter"):
        yield details["letter"]
    if details.get("level"):
        yield str(Level(details["level"]).label)
    if details.get("certificate"):
        yield _("certificate: %(certificate)s") % {"certificate": details["certificate"]}
    if details.get("served_on"):
        method = Letter.Method(details["method"]).label
        yield _("served on %(day)s, %(method)s") % {"day": details["served_on"], "method": method}
    if details.get("received_on"):
        yield _("received on %(day)s") % {"day": details["received_on"]}
    if details.get("ends"):
        yield _("the time ends on %(day)s") % {"day": details["ends"]}
    if details.get("preliminary"):
        yield _("preliminary: the official working days of a year on the way are not known yet")
    if details.get("late"):
        yield _("late")
    if details.get("to"):
        yield f"{details['from'] or '–'} → {details['to']}"
    if details.get("decision"):
        yield details["decision"]
