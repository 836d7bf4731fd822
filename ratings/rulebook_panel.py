"""The legal desk's panel of the start page: figures that wait for a second person, and figures that nobody knows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from accounts.workbench import Panel
from ratings.models import FigureAmendment, OfficialYear
from ratings.regulation.parameters import figure_timeline
from ratings.rulebooks import rulebook_for


class FiguresPanel(Panel):
    """Proposals to decide on, and the figures of today's rulebook that have no value."""

    title = _("Figures of the rulebook")
    actions = frozenset({Action.AMEND_FIGURE})
    order = 20
    span = 6
    template = "ratings/rulebook_panel.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """Proposals with their figures, and today's rulebook with what is not known in it."""
        rows = FigureAmendment.objects.waiting().with_people().order_by("proposed_at")[:20]
        book = rulebook_for(timezone.localdate())
        return {
            "calendars": OfficialYear.objects.waiting().with_people().order_by("year"),
            "proposals": [(row, figure_timeline(row.rulebook, row.figure)[-1]) for row in rows],
            "book": book,
            "unknown": [figure for figure in book.figures.values() if figure.value is None],
            "unverified": sum(not figure.policy and figure.status != "confirmed" for figure in book.figures.values()),
        }

    def waiting(self, request: HttpRequest) -> int:
        """Proposals of others, lists of working days among them: nobody decides on their own."""
        waiting = FigureAmendment.objects.waiting(), OfficialYear.objects.waiting()
        return sum(proposals.exclude(proposed_by=request.user.pk).count() for proposals in waiting)
