"""What the letters of a rectification say (Order 282, tolerance)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ratings.certification.standards import all_standards
from ratings.documents.wording import cited, day_in_words, figure_in_words, level_name, mark
from ratings.models import Case
from ratings.rulebooks import rulebook_for

Content = dict[str, Any]
RESULTS = {"passed": "整改通过", "failed": "整改未通过", "given_up": "企业放弃整改"}


def notice(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """`extra` holds `reasons`, `due_on` and `milestones`, pairs of a day and what is due by then."""
    milestones = [{"day": day_in_words(day), "what": what} for day, what in extra["milestones"]]
    granted = {"title": "容错整改通知书", "due_on": day_in_words(extra["due_on"]), "milestones": milestones}
    return _application(case, on, extra) | granted


def refusal(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """`extra` holds `reasons`."""
    return _application(case, on, extra) | {"title": "不予容错整改通知书"}


def result(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """`extra` holds `reasons` and `outcome`."""
    fact = case.rectification.fact
    period = {"started_on": day_in_words(fact.started_on), "due_on": day_in_words(fact.due_on)}
    outcome = {"result": RESULTS[extra["outcome"]], "passed": extra["outcome"] == "passed"}
    return _application(case, on, extra) | {"title": "容错整改结果通知书"} | period | outcome


def _application(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    rulebook = rulebook_for(on)
    items = [all_standards()[code] for code in case.rectification.standards]
    return {
        "level_code": case.level_in_force,
        "level": level_name(case.level_in_force),
        "applied_on": day_in_words(case.rectification.applied_on),
        "standards": [
            {"code": item.code, "title": item.title_zh, "criterion": item.criterion_zh, "mark": mark(item.status)}
            for item in items
        ],
        "reasons": extra["reasons"],
        "longest": figure_in_words(rulebook.figures["rectification_max_months"]),
        "basis": cited(rulebook.provision("tolerance")),
    }
