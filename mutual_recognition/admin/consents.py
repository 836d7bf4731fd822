"""Consents of firms to the exchange of their data: the list, and the forms that record and withdraw one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import history_entries
from accounts.roles import Action
from mutual_recognition.admin.exchange_forms import ConsentForm, WithdrawalForm
from mutual_recognition.models import Consent
from mutual_recognition.selectors.exchange import consents_page
from mutual_recognition.services.consents import consent_give, consent_withdraw
from ratings.admin.portal_pages import PortalPages


@admin.register(Consent)
class ConsentAdmin(PortalPages):
    """Whoever reads the portal reads consents; the firm's district and the mutual-recognition desk record them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist: a consent is withdrawn, never changed or deleted."""
        return [
            self.page("", self.list_view, "changelist"),
            self.page("give/", self.give_view, "give"),
            self.page("<int:pk>/", self.consent_view, "change"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """All consents, or those of one firm."""
        self.require_reader(request)
        code = request.GET.get("q", "").strip().upper()[:10]
        given = {name: request.GET.get(name, "") for name in ("after", "before")}
        keys = {name: int(text) if text.isdecimal() and len(text) < 18 else None for name, text in given.items()}
        context = {
            "title": _("Consents"),
            "q": code,
            "page": consents_page(code, **keys),
            "today": timezone.localdate(),
            "may_record": request.user.may(Action.RECORD_CONSENT),
        }
        return self.show(request, "mutual_recognition/consents.html", context)

    def give_view(self, request: HttpRequest) -> HttpResponse:
        """The form for a new consent."""
        self.require_reader(request)
        if not request.user.may(Action.RECORD_CONSENT):
            raise PermissionDenied
        today = timezone.localdate()
        asked = {"customs_code": request.GET.get("firm", "")[:10], "economy": request.GET.get("economy", "")[:2]}
        initial = asked | {"given_on": today}
        form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial, today=today)

        def service(given: dict[str, Any]) -> Consent:
            given.pop("customs_code")
            return consent_give(by=request.user, enterprise=form.enterprise, as_of=today, **given)

        done = self._done(request, form, service, _("The consent is recorded; the partner is told within a minute."))
        return done or self.show(
            request, "mutual_recognition/consent_give.html", {"title": _("Record a consent"), "form": form}
        )

    def consent_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A consent with its history, and the form that withdraws it."""
        self.require_reader(request)
        consent = get_object_or_404(Consent.objects.select_related("enterprise"), pk=pk)
        today = timezone.localdate()
        form = WithdrawalForm(request.POST if request.method == "POST" else None, initial={"withdrawn_on": today})

        def service(given: dict[str, Any]) -> Consent:
            return consent_withdraw(by=request.user, consent=consent, as_of=today, **given)

        done = self._done(request, form, service, _("The consent is withdrawn; the partner is told within a minute."))
        context = {
            "title": _("Consent"),
            "consent": consent,
            "form": form,
            "may_withdraw": consent.withdrawn_on is None
            and request.user.may(Action.RECORD_CONSENT, consent.enterprise.district),
            "entries": history_entries(consent),
        }
        return done or self.show(request, "mutual_recognition/consent.html", context)

    def _done(
        self, request: HttpRequest, form: forms.Form, service: Callable[[dict[str, Any]], Consent], said: str
    ) -> HttpResponse | None:
        """Do what a form asks; None when it is not sent, or must be shown again with what is wrong."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            consent = service(dict(form.cleaned_data))
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return None
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
            return None
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:mutual_recognition_consent_change", args=[consent.pk]))
