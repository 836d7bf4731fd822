"""What the decision on an application says: granted, or 未通过认证决定书 (Order 282 arts. 18-25, reported)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ratings.certification.grades import Grade
from ratings.certification.standards import all_standards
from ratings.documents.wording import cited, day_in_words, figure_in_words, level_name
from ratings.levels import AEO
from ratings.models import Case
from ratings.regulation.parameters import Rulebook
from ratings.rulebooks import rulebook_for

Content = dict[str, Any]


def certification_decision(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """`extra` holds `level` (the AEO level granted; empty: refused), `reasons`, and `sheet`, what the sheet came to."""
    level, rulebook = str(extra["level"]), rulebook_for(on)
    granted = level in AEO
    return {
        "title": "认证决定书" if granted else "未通过认证决定书",
        "granted": granted,
        "level": level_name(level) if granted else "",
        "applied": level_name(case.application.level),
        "lower": granted and level != case.application.level,
        "received_on": day_in_words(case.application.received_on),
        "reasons": str(extra["reasons"]),
        "basis": cited(rulebook.provision("certification")),
        **sheet_and_bar(rulebook, extra["sheet"]),
    }


def sheet_and_bar(rulebook: Rulebook, sheet: Mapping[str, Any]) -> Content:
    """What the sheet came to, item by item where it is not met, by which standards; and the bar that a failure sets."""
    return {
        "sheet": sheet,
        "failing": [_item(code, Grade.UNMET) for code in sheet["failing"]],
        "partly": [_item(code, Grade.PARTLY) for code in sheet["partly"]],
        "standards": cited(rulebook.provision("standards")),
        "bar": figure_in_words(rulebook.figures["application_bar_months"]),
        "bar_basis": cited(rulebook.provision("application_bar")),
    }


def _item(code: str, grade: Grade) -> Content:
    standard = all_standards()[code]
    names = {Grade.UNMET: "不达标", Grade.PARTLY: "基本达标"}
    return {"code": code, "title": standard.title_zh, "criterion": standard.criterion_zh, "grade": names[grade]}
