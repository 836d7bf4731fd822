"""What the watch found, as lists and panels show it."""

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_COUNTRY
from enterprises.listing import KeysetPage, Reading, Sorting, keyset_page
from enterprises.models import Enterprise
from enterprises.panels import Order
from ratings.models import WatchFinding

WAITING, REVIEWED, DISMISSED, ENDED = "waiting", "review", "dismissed", "ended"
PARTS: Final = {
    WAITING: (_("Waits for an officer"), Q(ended_on=None, case=None, dismissed_on=None)),
    REVIEWED: (_("Taken up by a review"), Q(ended_on=None, case__isnull=False)),
    DISMISSED: (_("Dismissed"), Q(ended_on=None, dismissed_on__isnull=False)),
    ENDED: (_("Ended"), Q(ended_on__isnull=False)),
}
"""The parts of the list, with their titles."""
ORDER = Order("found", _("Found on"), "found_on", tie="pk")


def findings_of(district: str) -> QuerySet[WatchFinding]:
    """The findings of a person's district (the General Administration: of all)."""
    found = WatchFinding.objects.all()
    return found if district == WHOLE_COUNTRY else found.filter(enterprise__district__startswith=district[:2])


def watch_page(district: str, part: str, *, after: str = "", before: str = "") -> KeysetPage:
    """A page of one part by key, the latest finding first. Raises ValidationError for a cursor of another list."""
    rows = findings_of(district).filter(PARTS[part][1])
    rows = rows.select_related("enterprise__standing", "case", "dismissed_by", "run")
    return keyset_page(rows, lambda scanned: rows, Sorting(ORDER, True), reading=Reading.ALL, after=after, before=before)


def findings_on(enterprise: Enterprise, day: date) -> QuerySet[WatchFinding]:
    """The failures of a firm that stood on the day, the latest first."""
    stood = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return enterprise.watch_findings.filter(stood, found_on__lte=day).select_related("case").order_by("-found_on", "item")


def waiting_findings(district: str) -> QuerySet[WatchFinding]:
    """What waits for an officer of the district, the latest first."""
    return findings_of(district).filter(PARTS[WAITING][1]).order_by("-found_on", "-pk")
