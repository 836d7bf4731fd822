"""The findings on the conditions of a repair, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ratings.levels import Level
from ratings.regulation.parameters import Rulebook
from ratings.selectors.repair import Point
from ratings.templatetags.rulebook import said

TITLES = {
    "serious": gettext_lazy("Not seriously discredited"),
    "ground": gettext_lazy("Every ground allows an early repair"),
    "excluded": gettext_lazy("Not excluded by law or policy"),
    "time": gettext_lazy("The time of every ground has run"),
    "arrears": gettext_lazy("Nothing is owed past its deadline"),
    "new": gettext_lazy("No new ground"),
    "corrected": gettext_lazy("The breach is corrected"),
    "effects": gettext_lazy("Its effects are removed"),
}
"""What each condition is called; the last two are judged by the officer alone."""


def point_text(point: Point, rulebook: Rulebook) -> str:
    """What was found, with its figures."""
    return str(_TEXTS[point["code"]](point, rulebook))


def _serious(point: Point, rulebook: Rulebook) -> str:
    if point["holds"]:
        return _("The level is: %(level)s.") % {"level": Level(point["level"]).label}
    if point["grounds"]:
        return _("Seriously discredited, for: %(grounds)s. There is no repair.") % {"grounds": _grounds(point, rulebook)}
    return _("Seriously discredited: there is no repair.")


def _ground(point: Point, rulebook: Rulebook) -> str:
    if point["holds"]:
        return _("No ground of the rating excludes it.")
    return _("There is no early repair for: %(grounds)s.") % {"grounds": _grounds(point, rulebook)}


def _excluded(point: Point, rulebook: Rulebook) -> str:
    if point["holds"]:
        return _("No exclusion is recorded.")
    return _("Excluded since %(since)s by: %(basis)s.") % {"since": point["since"], "basis": point["basis"]}


def _time(point: Point, rulebook: Rulebook) -> str:
    if not point["named"]:
        return _("The rating names no ground, so no day can be told; its decision must be delivered with its grounds.")
    if point["first_day"]:
        told = {"first": point["first_day"], "day": point["from"]}
        return _("May apply from %(first)s; counted from %(day)s, the day of the level.") % told
    unknown = [code for code, months in point["months"].items() if months is None]
    if unknown:
        titles = _titles(unknown, rulebook)
        return _("The rulebook holds no period for: %(grounds)s. The legal desk must enter it first.") % {"grounds": titles}
    return _("No time runs: a ground has no early repair.")


def _arrears(point: Point, rulebook: Rulebook) -> str:
    if point["holds"]:
        return _("Nothing unpaid is past its deadline.")
    number = len(point["documents"])
    told = {"number": number, "total": point["total_cny"], "documents": ", ".join(point["documents"][:5])}
    return (
        ngettext(
            "%(number)s unpaid document, CNY %(total)s: %(documents)s",
            "%(number)s unpaid documents, together CNY %(total)s: %(documents)s",
            number,
        )
        % told
    )


def _new(point: Point, rulebook: Rulebook) -> str:
    found = []
    if point["grounds"]:
        found.append(_("A ground is met today: %(grounds)s.") % {"grounds": _grounds(point, rulebook)})
    if point["case"]:
        found.append(_("An adverse case is open: %(case)s.") % {"case": point["case"]})
    return " ".join(found) or _("No ground is met beyond those judged, and no adverse case is open.")


_TEXTS: dict[str, Any] = {
    "serious": _serious,
    "ground": _ground,
    "excluded": _excluded,
    "time": _time,
    "arrears": _arrears,
    "new": _new,
}


def _grounds(point: Point, rulebook: Rulebook) -> str:
    return _titles(point["grounds"], rulebook)


def _titles(codes: list[str], rulebook: Rulebook) -> str:
    return ", ".join(str(said(rulebook.grounds[code], "title")) if code in rulebook.grounds else code for code in codes)
