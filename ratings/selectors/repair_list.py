"""The discredited firms of a district with the day from which each may apply for repair, and what each waits for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_COUNTRY
from enterprises.listing import KeysetPage, Reading, Sorting, keyset_page
from enterprises.panels import Order
from ratings.models import RepairOutlook
from ratings.regulation.parameters import Rulebook
from ratings.selectors.repair import Against, points_of
from ratings.selectors.repair_words import TITLES, point_text

WITH_DAY, WITHOUT_DAY = "day", "none"
ORDERS = {
    WITH_DAY: Order("first_day", _("May apply from"), "first_day", tie="pk"),
    WITHOUT_DAY: Order("since", _("Discredited since"), "since", tie="pk"),
}
"""By part of the list, what it is sorted by: firms that a day is known for, and firms without one."""


@dataclass(frozen=True)
class Line:
    """A firm of the list: its outlook, and the conditions that do not hold, as title and text."""

    outlook: RepairOutlook
    waits: list[dict[str, Any]]


def outlooks_of(district: str, part: str) -> QuerySet[RepairOutlook]:
    """The outlooks of a person's district (the General Administration: of all), of one part of the list."""
    found = RepairOutlook.objects.filter(first_day__isnull=part == WITHOUT_DAY)
    return found if district == WHOLE_COUNTRY else found.filter(customs=district[:2])


def repair_page(district: str, part: str, *, descending: bool, after: str = "", before: str = "") -> KeysetPage:
    """A page of the list by key. Raises ValidationError for a cursor of another order."""
    rows = outlooks_of(district, part).select_related("enterprise__standing", "rating")
    sorting = Sorting(ORDERS[part], descending)
    return keyset_page(rows, lambda scanned: rows, sorting, reading=Reading.ALL, after=after, before=before)


def repair_lines(outlooks: list[RepairOutlook], rulebook: Rulebook, as_of: date) -> list[Line]:
    """What each firm of a page waits for on the day: a fixed number of queries for all of them.

    Grounds met are those of the last night; everything else is read as it stands.
    """
    against = Against.of([outlook.pk for outlook in outlooks], as_of)
    lines = []
    for outlook in outlooks:
        met = outlook.enterprise.standing.met.split()
        points = points_of(outlook.rating, rulebook, as_of, against, met)
        waits = [point for point in points if not point["holds"]]
        lines.append(Line(outlook, [{"title": TITLES[one["code"]], "text": point_text(one, rulebook)} for one in waits]))
    return lines
