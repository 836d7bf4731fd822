"""The list of discredited firms with the day from which each may apply for repair."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import WHOLE_COUNTRY
from ratings.admin.portal_pages import PortalPages
from ratings.models import RepairOutlook, Run
from ratings.rulebooks import rulebook_for
from ratings.selectors.repair_list import ORDERS, WITH_DAY, repair_lines, repair_page


@admin.register(RepairOutlook)
class RepairOutlookAdmin(PortalPages):
    """Whoever reads the portal reads it; the reader's own district first."""

    def get_urls(self) -> list[URLPattern]:
        """Only the list exists."""
        return [self.page("", self.list_view, "changelist")]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """A page of one part of the list: `part` (day, none), `district=all`, `o=-day` for the latest day first."""
        self.require_reader(request)
        part = request.GET.get("part", WITH_DAY)
        part = part if part in ORDERS else WITH_DAY
        everywhere = request.user.district == WHOLE_COUNTRY or request.GET.get("district") == "all"
        descending = request.GET.get("o") == "-day"
        district, problem = WHOLE_COUNTRY if everywhere else request.user.district, ""
        cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
        try:
            page = repair_page(district, part, descending=descending, **cursors)
        except ValidationError as refusal:
            page, problem = repair_page(district, part, descending=descending), " ".join(refusal.messages)
        today = timezone.localdate()
        return self.show(request, "ratings/repair_list.html", {
            "title": _("Repair of discredited firms"),
            "part": part,
            "order": ORDERS[part],
            "descending": descending,
            "everywhere": everywhere,
            "whole_country": request.user.district == WHOLE_COUNTRY,
            "page": page,
            "lines": repair_lines(page.rows, rulebook_for(today), today),
            "problem": problem,
            "today": today,
            "night": Run.objects.filter(state=Run.State.DONE).order_by("-id").first(),
        })  # fmt: skip
