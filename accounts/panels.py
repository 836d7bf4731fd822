"""What waits for administrators on the start page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.roles import Action
from accounts.selectors import locked_sign_ins
from accounts.workbench import Panel


class RolesWaitingPanel(Panel):
    """Roles that wait for a second administrator, and sign-ins that are locked."""

    title = _("Roles that wait for a second administrator")
    actions = frozenset({Action.MANAGE_ACCOUNTS})
    order = 10
    template = "accounts/panel.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        waiting = RoleGrant.objects.waiting().select_related("user", "requested_by").order_by("requested_at")
        return {"grants": waiting[:20], "locked": locked_sign_ins()[:20]}

    def waiting(self, request: HttpRequest) -> int:
        mine = RoleGrant.objects.waiting().exclude(requested_by=request.user.pk).exclude(user=request.user.pk)
        return mine.count()
