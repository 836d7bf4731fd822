"""Pages outside the lists: one's own password, and a sign-in that is locked."""

from axes.helpers import get_cool_off
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.i18n import set_language

from accounts.forms import OwnPasswordForm
from accounts.services.language import language_choose


class OwnPasswordView(PasswordChangeView):
    """Choose one's own password; the admin site gives the context and where it leads."""

    form_class = OwnPasswordForm


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None) -> HttpResponse:
    """429, the same for every name, known or not: how long it lasts and whom to ask."""
    minutes = round(get_cool_off(request).total_seconds() / 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)


def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages, and of mail to a person who is signed in."""
    if request.method == "POST" and request.user.is_authenticated:
        language_choose(by=request.user, language=request.POST.get("language", ""))
    return set_language(request)
