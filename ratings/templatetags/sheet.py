"""What a score sheet says, in the reader's language: `{% load sheet %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises.templatetags.portal import level_tag
from ratings.certification.grades import Grade
from ratings.certification.result import Result, Verdict
from ratings.models import ScoreLine, WatchFinding

register = template.Library()
TONES = {Grade.MET: "good", Grade.PARTLY: "warn", Grade.UNMET: "bad", Grade.NOT_APPLICABLE: "note"}
PERCENT = Decimal(100)


@register.simple_tag
def grade_tag(grade: str) -> SafeString:
    """A grade as a tag."""
    return level_tag(TONES[Grade(grade)], Grade(grade).label)


@register.simple_tag
def sheet_verdict(result: Result) -> SafeString:
    """What the sheet says as it stands."""
    tone, words = {
        Verdict.PASSES: ("good", _("passes")),
        Verdict.FAILS: ("bad", _("does not pass")),
        Verdict.INCOMPLETE: ("note", _("not complete")),
        Verdict.UNDETERMINED: ("warn", _("cannot be determined: the points of a basically met item are not known")),
    }[result.verdict]
    return level_tag(tone, words)


@register.filter
def sheet_counts(result: Result) -> list[tuple[Any, int]]:
    """How many items have each grade."""
    return [(grade.label, result.counts.get(grade.value, 0)) for grade in Grade]


@register.simple_tag
def sheet_row(rows: dict[str, Any], item: Any) -> Any:
    """The row of an item."""
    return rows[item.standard.code]


@register.simple_tag
def portal_says(line: ScoreLine) -> dict[str, Any]:
    """What the portal filled in from facts or from a statement, in words."""
    said = line.portal_said
    if said is None:
        return {"known": False}
    if "indicators" in said:
        return {
            "known": True,
            "grade": line.portal_grade,
            "text": _("statement of %(year)s") % {"year": said["year"]},
            "indicators": [each | {"text": _indicator(each)} for each in said["indicators"]],
        }
    return {
        "known": True,
        "grade": line.portal_grade,
        "undetermined": said["undetermined"],
        "incomplete": said.get("covered") == [],
        "text": _figures(said),
        "evidence": said["evidence"],
    }


@register.simple_tag
def finding_text(finding: WatchFinding) -> str:
    """The figures with which an item was found failed, and the numbers of the facts."""
    return " · ".join([_figures(finding.said), ", ".join(finding.said["evidence"])])


def _figures(said: dict[str, Any]) -> str:
    period = _period(said.get("covered"))
    if not said["number"]:
        return " · ".join([_("no fact within the look-back"), *period])
    parts = _inspected(said) if "inspected" in said else [_("facts: %(number)s") % {"number": said["number"]}]
    if Decimal(said["total_cny"]):
        parts.append(_("together %(amount)s yuan") % {"amount": f"{Decimal(said['total_cny']):,.2f}"})
        parts.append(_("largest %(amount)s yuan") % {"amount": f"{Decimal(said['largest_cny']):,.2f}"})
    if said.get("unrated"):
        parts.append(_("firms that the portal does not know: %(number)s") % {"number": said["unrated"]})
    if "covered" in said:
        return " · ".join([*parts, *_of_tax(said), *period])
    if said["documents"] is not None:
        parts.append(_("documents of the previous year: %(number)s") % {"number": f"{said['documents']:,}"})
    if said["trade_cny"] is not None:
        parts.append(_("trade of the previous year: %(amount)s yuan") % {"amount": f"{Decimal(said['trade_cny']):,.2f}"})
    return " · ".join(parts)


def _inspected(said: dict[str, Any]) -> list[str]:
    return [
        _("inspected: %(number)s") % {"number": said["inspected"]},
        _("with findings: %(number)s") % {"number": said["findings"]},
        _("with high-quality findings: %(number)s") % {"number": said["high"]},
    ]


def _of_tax(said: dict[str, Any]) -> list[str]:
    if "large" not in said:
        return []
    tax = said["tax_cny"]
    paid = _("tax paid in the previous year: not known")
    if tax is not None:
        paid = _("tax paid in the previous year: %(amount)s yuan") % {"amount": f"{Decimal(tax):,.2f}"}
    return [_("large recoveries: %(number)s") % {"number": said["large"]}, paid]


def _period(covered: list[str] | None) -> list[str]:
    """For which period the deliveries say that nothing is missing."""
    if not covered:
        return []
    return [_("complete from %(first)s to %(last)s") % {"first": covered[0], "last": covered[1]}]


def _indicator(each: dict[str, Any]) -> str:
    limit = each["limit"] + ("%" if each["unit"] == "percent" else "")
    if each["whole"] is None:
        return _("%(value)s, limit %(limit)s") % {"value": f"{Decimal(each['part']):,.2f}", "limit": limit}
    values = {"part": f"{Decimal(each['part']):,.2f}", "whole": f"{Decimal(each['whole']):,.2f}", "limit": limit}
    return _("%(part)s of %(whole)s, limit %(limit)s") % values
