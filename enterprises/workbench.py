"""What deliveries show on the start page: uploads whose preview waits to be looked at, and those that a worker is at."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_COUNTRY, Action
from accounts.workbench import Panel
from enterprises.models import Delivery
from enterprises.selectors.delivery_pages import totals_of

SHOWN = 6


class UploadsPanel(Panel):
    """Uploads of the reader's district that wait for a confirmation; it stays away while there are none."""

    title = _("Uploads that wait for a confirmation")
    actions = frozenset({Action.LOAD_DELIVERY})
    order = 15
    template = "enterprises/delivery_panel.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        uploads = list(waiting_uploads(request).select_related("brought_by")[:SHOWN])
        return {"uploads": [(upload, totals_of(upload)) for upload in uploads]} if uploads else None

    def waiting(self, request: HttpRequest) -> int:
        return waiting_uploads(request).count()

    def jobs(self, request: HttpRequest) -> int:
        return Delivery.objects.waiting_for_work().count()


def waiting_uploads(request: HttpRequest) -> QuerySet[Delivery]:
    """Previews that this person may confirm, the newest first."""
    uploads = Delivery.objects.waiting_for_a_person()
    district = request.user.district
    return uploads if district == WHOLE_COUNTRY else uploads.filter(brought_by__district__startswith=district[:2])
