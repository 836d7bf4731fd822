"""What mutual recognition shows on the start page: suspensions that a partner has not acknowledged, and rejected messages."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from accounts.workbench import Panel, register
from mutual_recognition.selectors.exchange import overdue_before, urgent_messages

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


def register_panels() -> None:
    """Put the panel on the start page; called from the app's `ready`."""
    register(UrgentMessagesPanel())
