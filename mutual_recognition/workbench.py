"""What mutual recognition shows on the start page: messages that need the desk, and changes that wait for a second person."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from accounts.workbench import Panel, register
from mutual_recognition.selectors.arrangement_changes import changes_to_decide, names_of
from mutual_recognition.selectors.exchange import overdue_before, urgent_messages
from mutual_recognition.selectors.partner_firms import lists_to_decide

SHOWN, MOST = 8, 1000


class UrgentMessagesPanel(Panel):
    """Partners that have not acknowledged a suspension in time, and messages that a partner rejected."""

    title = _("Messages to partners that need you")
    actions = frozenset({Action.EXCHANGE_LISTS})
    order = 12
    template = "mutual_recognition/workbench_messages.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        now = timezone.now()
        urgent = list(urgent_messages(now)[: SHOWN + 1])
        return {"urgent": urgent[:SHOWN], "more": len(urgent) > SHOWN, "before": overdue_before(now)} if urgent else None

    def waiting(self, request: HttpRequest) -> int:
        return urgent_messages(timezone.now()).order_by()[:MOST].count()


class ArrangementChangesPanel(Panel):
    """Changes of arrangements that another person of the desk proposed."""

    title = _("Changes of arrangements that wait for you")
    actions = frozenset({Action.CHANGE_ARRANGEMENT})
    order = 13
    template = "mutual_recognition/workbench_changes.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        changes = list(changes_to_decide(request.user)[: SHOWN + 1])
        names = names_of(changes)
        rows = [(change, names.get(change.place, change.place)) for change in changes[:SHOWN]]
        return {"rows": rows, "more": len(changes) > SHOWN} if changes else None

    def waiting(self, request: HttpRequest) -> int:
        return changes_to_decide(request.user).order_by()[:MOST].count()


class HeldListsPanel(Panel):
    """Lists of partners with an unusual share of removals, which another person than who brought them decides on."""

    title = _("Lists of partners that wait for a second person")
    actions = frozenset({Action.LOAD_PARTNER_LIST})
    order = 14
    template = "mutual_recognition/workbench_held_lists.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        lists = list(lists_to_decide(request.user)[: SHOWN + 1])
        return {"lists": lists[:SHOWN], "more": len(lists) > SHOWN} if lists else None

    def waiting(self, request: HttpRequest) -> int:
        return lists_to_decide(request.user).order_by()[:MOST].count()


def register_panels() -> None:
    """Put the panels on the start page; called from the app's `ready`."""
    register(UrgentMessagesPanel())
    register(ArrangementChangesPanel())
    register(HeldListsPanel())
