"""The list of firms and the firm's page. Everything is read-only: facts come with deliveries and with decisions."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.admin_base import PortalModelAdmin
from enterprises.models import Enterprise
from enterprises.panels import SLOTS, firm_list, firm_page
from enterprises.selectors.firm_list import firm_listing
from enterprises.selectors.firm_tabs import address_with, firm_tabs


class ReadOnlyPages(PortalModelAdmin):
    """Only the addresses named here exist: those that add, change or delete are left out, not just forbidden."""

    def page(self, route: str, view: Any, name: str) -> URLPattern:
        """An address of the model's pages, behind sign-in."""
        address = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=address)

    def show(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """A page within the portal's frame."""
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, self.admin_site.each_context(request) | {"opts": self.opts} | context)

    def require_view(self, request: HttpRequest) -> None:
        """Raises PermissionDenied for who may not read."""
        if not self.has_view_permission(request):
            raise PermissionDenied


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnlyPages):
    """Firms."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("<int:pk>/change/", self.firm_view, "change"),
            self.page("<int:pk>/history/", self.history_view, "history"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Firms by search, filters and order, fifty a page."""
        self.require_view(request)
        listing = firm_listing(request.GET)
        rows = [(firm, [column.render(firm) for column, _heading in listing.columns]) for firm in listing.page.rows]
        acts = [act for act in firm_list.acts.values() if act.offered(request)]
        context = {"title": _("Enterprises"), "listing": listing, "rows": rows, "acts": acts}
        return self.show(request, "enterprises/list.html", context)

    def firm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that is known of a firm, as of today or of a past day (`?on=2026-03-31`)."""
        self.require_view(request)
        firm: Enterprise = get_object_or_404(Enterprise.objects.select_related("delivery"), pk=pk)
        today = timezone.localdate()
        as_of = _day(request, today)
        tabs = firm_tabs(firm, as_of)
        tab = tabs.get(request.GET.get("tab", ""), tabs["facts"])
        context = {
            "title": firm.name,
            "firm": firm,
            "as_of": as_of,
            "today": today,
            "is_past": as_of != today,
            "synthetic": firm.is_synthetic,
            "slots": {slot: firm_page.render(slot, request, firm, as_of) for slot in SLOTS},
            "tabs": [_tab_link(request, firm, each, each is tab) for each in tabs.values()],
            "shown": tab.provider(request, firm, as_of),
        }
        return self.show(request, "enterprises/firm.html", context)

    def history_view(  # type: ignore[override]
        self, request: HttpRequest, pk: int, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history has its place on the firm's page."""
        self.require_view(request)
        return redirect(reverse("admin:enterprises_enterprise_change", args=[pk]) + "?tab=history")


def _day(request: HttpRequest, today: date) -> date:
    """The day that the address asks for; today, with a message, when it is none or in the future."""
    asked = request.GET.get("on", "")
    if not asked:
        return today
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is None or day > today:
        messages.warning(request, _("The page shows today: “%(day)s” is no day up to today.") % {"day": asked[:20]})
        return today
    return day


def _tab_link(request: HttpRequest, firm: Enterprise, tab: Any, on: bool) -> dict[str, Any]:
    count = tab.count(firm) if tab.count else None
    return {"label": tab.label, "url": address_with(request, tab=tab.name, kind=None), "on": on, "count": count}
