"""The partners' pages. Whoever may read the portal reads them; changes are made on pages of their own."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin_base import PortalModelAdmin
from accounts.roles import Action
from mutual_recognition.admin.arrangement_changes import TONES
from mutual_recognition.filters import PartnerFilters
from mutual_recognition.models import ArrangementChange, Partner, Standing
from mutual_recognition.reconciliation import reconcile
from mutual_recognition.selectors.arrangement_changes import partner_fields, partner_terms, waiting_by_subject
from mutual_recognition.selectors.partners import partner_groups, partner_versions, region_table

CHANGES = 50  # that a partner's page shows


@admin.register(Partner)
class PartnerAdmin(PortalModelAdmin):
    """The list of partners as of any day, and the page of each."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Partners by economy and region; `?on=2016-01-01` shows a past day."""
        self._require_reader(request)
        today = timezone.localdate()
        filters = PartnerFilters(request.GET, today=today)
        filters.is_valid()
        on = filters.cleaned_data.get("on")
        partners = Partner.objects.standing_on(on) if on else Partner.objects.standing_now(today)
        chosen = list(filters.narrow(partners))
        listed = [partner for partner in chosen if partner.standing != Standing.NOT_SIGNED]
        context = self.admin_site.each_context(request) | {
            "title": _("Mutual recognition"),
            "opts": self.opts,
            "filters": filters,
            "on": on,
            "today": today,
            "groups": partner_groups(listed),
            "shown_count": len(listed),
            "unlisted_count": len(chosen) - len(listed),
            "regions": region_table(partners),
            "may_change": request.user.may(Action.CHANGE_ARRANGEMENT),
            "reconciliation": reconcile(today),
            "unconfirmed_count": Partner.objects.unconfirmed().count(),
        }
        return TemplateResponse(request, "mutual_recognition/partners.html", context | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything known of one partner: each field, how sure it is and by what source, and its history."""
        self._require_reader(request)
        partner = Partner.objects.standing_now(timezone.localdate()).filter(pk=object_id).first()
        if partner is None:
            raise Http404(_("There is no partner under this code."))
        changes = list(ArrangementChange.objects.of_partner(partner).with_people()[:CHANGES])
        waiting = waiting_by_subject(changes)
        context = self.admin_site.each_context(request) | {
            "title": partner.name,
            "opts": self.opts,
            "partner": partner,
            "siblings": Partner.objects.filter(economy=partner.economy).exclude(pk=partner.pk),
            "fields": partner_fields(partner, waiting),
            "terms": partner_terms(partner, waiting),
            "changes": [(change, TONES[ArrangementChange.State(change.state)]) for change in changes],
            "may_change": request.user.may(Action.CHANGE_ARRANGEMENT),
            "versions": partner_versions(partner),
        }
        return TemplateResponse(request, "mutual_recognition/partner.html", context | (extra_context or {}))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is a part of the partner's page."""
        self._require_reader(request)
        if not Partner.objects.filter(pk=object_id).exists():
            raise Http404(_("There is no partner under this code."))
        return HttpResponseRedirect(f"{Partner(pk=object_id).get_absolute_url()}#history")

    def _require_reader(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
