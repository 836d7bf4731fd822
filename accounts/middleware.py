"""When a session ends, and what a person must do before anything else."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

SIGNED_IN_AT = "signed_in_at"
ALLOWED_BEFORE_CHANGE = frozenset(
    {"admin:password_change", "admin:logout", "admin:login", "admin:jsi18n", "admin:theme", "set_language"}
)


class SessionLimitMiddleware:
    """Ends a session SESSION_ABSOLUTE_SECONDS after sign-in, however busy it was; idle ones end with their cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.setdefault(SIGNED_IN_AT, now) >= settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                messages.info(request, _("The session ended because it reached its limit. Please sign in again."))
                return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("admin:index"))
        return self.get_response(request)


class PasswordChangeMiddleware:
    """Sends a person whose password was handed out by an administrator to choose their own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Redirects to the password page unless the address is one of the few that work before."""
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.resolver_match.view_name in ALLOWED_BEFORE_CHANGE:
            return None
        messages.info(request, _("Choose a password of your own first: this one was handed out."))
        return HttpResponseRedirect(reverse("admin:password_change"))
