"""The portal's admin site: who may enter, what every page shows around its content, and the start page."""

from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.backends import DEMONSTRATION_PREFIX
from accounts.forms import SignInForm
from accounts.models import RoleGrant
from accounts.roles import Action
from accounts.views import OwnPasswordView
from accounts.workbench import panels_for
from config.components import component_samples
from config.navigation import navigation_for

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 3600


class TopBarCounts:
    """The two counts of the top bar, asked for only when a page shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def waiting(self) -> int:
        return sum(panel.waiting(self.request) for panel in panels_for(self.request))

    @cached_property
    def jobs(self) -> int:
        return sum(panel.jobs(self.request) for panel in panels_for(self.request))


def demonstration_accounts() -> list[dict[str, str]]:
    """User name, name, district and role of each account of a demonstration, for its sign-in page."""
    grants = (
        RoleGrant.objects.in_force()
        .filter(user__is_active=True, user__username__startswith=DEMONSTRATION_PREFIX)
        .select_related("user")
        .order_by("pk")
    )
    return [
        {
            "username": grant.user.username,
            "display_name": grant.user.display_name,
            "district": grant.user.district,
            "role_names": grant.get_role_display(),
        }
        for grant in grants
    ]


class PortalAdminSite(admin.AdminSite):
    """The one site that officers work in."""

    site_title = _("Enterprise credit management")
    site_header = _("Enterprise credit management")
    index_title = _("Workbench")
    site_url = None
    enable_nav_sidebar = False
    login_form = SignInForm  # the admin's own form asks for is_staff; here a role is what lets a person in

    def has_permission(self, request: HttpRequest) -> bool:
        """Active, and holding a role."""
        return request.user.is_active and bool(request.user.roles)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        context["demonstration"] = settings.DEMONSTRATION
        if context["has_permission"]:
            context["navigation"] = navigation_for(request)
            context["topbar_counts"] = TopBarCounts(request)
            context["may_read_firms"] = request.user.may(Action.VIEW)
        return context

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [path("theme/", require_POST(self.set_theme), name="theme")]
        if settings.DEBUG or settings.DEMONSTRATION:
            own.append(path("components/", self.admin_view(self.components), name="components"))
        return own + super().get_urls()

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in page; a demonstration lists its accounts."""
        extra = dict(extra_context or {})
        if settings.DEMONSTRATION:
            extra["demonstration_accounts"] = demonstration_accounts()
        return super().login(request, extra)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The start page: every panel that an app registered for one of the person's actions."""
        page = self.each_context(request) | {"title": self.index_title} | (extra_context or {})
        panels = []
        for panel in panels_for(request):
            context = panel.context(request)
            if context is not None:
                html = render_to_string(panel.template, page | {"panel": panel} | context, request)
                panels.append({"panel": panel, "html": html})
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", page | {"panels": panels})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Officers know firms and cases, not applications: the lists are in the navigation."""
        if not self._build_app_dict(request, app_label):
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One's own password, by the service that writes history."""
        request.current_app = self.name
        page = self.each_context(request) | (extra_context or {})
        view = OwnPasswordView.as_view(extra_context=page, success_url=reverse("admin:password_change_done"))
        return cast(HttpResponse, view(request))

    def set_theme(self, request: HttpRequest) -> HttpResponse:
        """Remember the theme in a cookie, and go back to where the person was."""
        chosen = request.POST.get("theme")
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            back = reverse("admin:index")
        response = HttpResponseRedirect(back)
        if chosen in THEMES:
            response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
        return response

    def components(self, request: HttpRequest) -> HttpResponse:
        """Every component in every state, to look at."""
        page = self.each_context(request) | {"title": _("Components")} | component_samples()
        return TemplateResponse(request, "admin/components.html", page)
