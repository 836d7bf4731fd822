"""What the pages of nights and cases share: who reads them, and how an act on them is answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin_base import PortalModelAdmin


class PortalPages(PortalModelAdmin):
    """A list and a page each, and acts that are POSTs; the stock pages to add, change and delete do not exist."""

    list_display_links = None

    def page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """An address of this model, as in admin:ratings_run_<name>."""
        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=full_name)

    def show(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A template with what every page of the portal has around it."""
        request.current_app = self.admin_site.name
        page = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, page, status=status)

    def require_reader(self, request: HttpRequest) -> None:
        """Raises PermissionDenied for who may not read the portal."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def act(
        self, request: HttpRequest, service: Callable[[], str], there: str, refused: Callable[[str, int], HttpResponse]
    ) -> HttpResponse:
        """Do an act by its service, which returns what to say, and go `there`; a refusal is shown where the act began."""
        self.require_reader(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            done = service()
        except ValidationError as refusal:
            return refused(" ".join(refusal.messages), 400)
        except PermissionDenied as refusal:
            return refused(str(refusal), 403)
        messages.success(request, done)
        return HttpResponseRedirect(there)
