"""What the reply to an objection says (Order 251 art. 12, carried over)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ratings.casework.deadlines import OBJECTION, objection_ends
from ratings.documents.wording import choice_name, cited, day_in_words, figure_in_words
from ratings.models import Case, Objection
from ratings.rulebooks import rulebook_for


def objection_reply(case: Case, on: date, extra: Mapping[str, Any]) -> dict[str, Any]:
    """`extra` holds `reasons`."""
    objection = case.objection
    rulebook = rulebook_for(objection.received_on)
    return {
        "title": "信用信息异议答复书",
        "addressee": objection.objector,
        "received_on": day_in_words(objection.received_on),
        "subject": choice_name(Objection, "subject", objection.subject),
        "datum": objection.datum,
        "statement": objection.statement,
        "finding": objection.finding,
        "well_founded": bool(objection.well_founded),
        "corrected": bool(objection.correction),
        "reasons": str(extra["reasons"]),
        "term": figure_in_words(rulebook.figures[OBJECTION]),
        "due_on": day_in_words(objection_ends(objection.received_on)),
        "basis": cited(rulebook_for(on).provision("objection")),
    }
