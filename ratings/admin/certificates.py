"""Certificates in the portal: the list, each with its status today, its document, and issuing one for a firm."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from enterprises.districts import district_name
from enterprises.models import Certification
from enterprises.templatetags.portal import code, date_table, level_badge, level_tag
from ratings.admin.cases import DistrictFilter
from ratings.admin.portal_pages import PortalPages
from ratings.documents.certificates.content import public_address
from ratings.documents.stored import stored_bytes
from ratings.models import Certificate, CertificateStatus
from ratings.selectors.certificates import standing, status_on, with_status
from ratings.services.certificates import certificate_issue

TONES = {
    CertificateStatus.VALID: "good",
    CertificateStatus.SUSPENDED: "warn",
    CertificateStatus.WITHDRAWN: "bad",
}
EXPORTS_SHOWN = 20


class StatusFilter(admin.SimpleListFilter):
    """Where certificates stand, by what the last night said of their firms."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(status.value, capfirst(status.label)) for status in CertificateStatus]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        return standing(queryset, self.value()) if self.value() in CertificateStatus.values else queryset


@admin.register(Certificate)
class CertificateAdmin(PortalPages):
    """Whoever reads the portal reads certificates; a supervisor of the firm's district issues them."""

    list_display = ("choose", "numbered", "firm", "level_tag", "status", "granted", "issued")
    list_filter = (DistrictFilter, StatusFilter, "level")
    list_select_related = ("enterprise", "certification")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("number",)
    search_help_text = gettext_lazy("Certificate number, customs code or AEO code, or the firm's whole name")
    change_list_template = "ratings/certificates.html"

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("<int:pk>/", self.certificate_view, "change"),
            self.page("<int:pk>/certificate.pdf", self.document_view, "document"),
            self.page("issue/<int:certification>/", self.issue_view, "issue"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        """Certificates with where they stand today."""
        return with_status(super().get_queryset(request), timezone.localdate())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """By what an index answers: number, code, or whole name."""
        term = search_term.strip()
        if not term:
            return queryset, False
        firm = term.upper().removeprefix("AEOCN")
        return queryset.filter(
            Q(number=term) | Q(enterprise__customs_code=firm) | Q(enterprise__uscc=firm) | Q(enterprise__name_zh=term)
        ), False

    @admin.display(description=gettext_lazy("chosen"))
    def choose(self, certificate: Certificate) -> Any:
        """The box that chooses the row for an export."""
        box = '<input type="checkbox" name="firm" value="{}" form="choose-certificates" data-select aria-label="{}">'
        return format_html(box, certificate.enterprise_id, certificate.number)

    @admin.display(description=gettext_lazy("certificate number"))
    def numbered(self, certificate: Certificate) -> Any:
        """The number, as the link to the certificate."""
        return format_html('<a href="{}"><code>{}</code></a>', certificate_address(certificate), certificate.number)

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, certificate: Certificate) -> Any:
        """The firm's name and customs code, and the customs that issued it."""
        firm = certificate.enterprise
        place = district_name(certificate.district)
        return format_html('{} <span class="quiet">{} · {}</span>', firm.name, code(firm.customs_code), place)

    @admin.display(description=gettext_lazy("level"))
    def level_tag(self, certificate: Certificate) -> Any:
        """The level that it certifies."""
        return level_badge(certificate.level)

    @admin.display(description=gettext_lazy("status"))
    def status(self, certificate: Certificate) -> Any:
        """Where it stands, by what the last night said of its firm."""
        stands = CertificateStatus(certificate.stands)  # type: ignore[attr-defined]
        return level_tag(TONES[stands], stands.label)

    @admin.display(description=gettext_lazy("granted on"))
    def granted(self, certificate: Certificate) -> Any:
        """When the level was granted."""
        return _day(certificate.certification.granted_on)

    @admin.display(description=gettext_lazy("issued on"))
    def issued(self, certificate: Certificate) -> Any:
        """When it was signed."""
        return _day(certificate.issued_on)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Certificates, the newest first."""
        may = request.user.is_authenticated and request.user.may(Action.ISSUE_CERTIFICATE)
        return super().changelist_view(request, {"may_export": may} | (extra_context or {}))

    def certificate_view(self, request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
        """One certificate, where it stands today, and who exported it."""
        self.require_reader(request)
        rows = Certificate.objects.select_related("certification__enterprise", "issued_by")
        certificate = get_object_or_404(rows, pk=pk)
        today = timezone.localdate()
        stands = status_on(certificate.certification, today)
        exports = certificate.exports.select_related("export__asked_by").order_by("-id")[:EXPORTS_SHOWN]
        context = {
            "title": certificate.number,
            "certificate": certificate,
            "firm": certificate.certification.enterprise,
            "stands": stands,
            "tone": TONES[stands],
            "today": today,
            "public": public_address(certificate.code),
            "exports": exports,
            "refusal": refusal,
        }
        return self.show(request, "ratings/certificate.html", context, status)

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The stored document: a reprint is the same file."""
        self.require_reader(request)
        certificate = get_object_or_404(Certificate, pk=pk)
        try:
            pdf = stored_bytes(certificate)
        except ValidationError as touched:
            return self.certificate_view(request, pk, " ".join(touched.messages), 500)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="certificate-{certificate.pk}.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def issue_view(self, request: HttpRequest, certification: int) -> HttpResponse:
        """Issue the certificate of a certification."""
        rows = Certification.objects.select_related("enterprise")
        one = get_object_or_404(rows, pk=certification)
        firm_page = reverse("admin:enterprises_enterprise_change", args=[one.enterprise_id]) + "?tab=certificates"

        def service() -> str:
            certificate_issue(by=request.user, firm_certification=one, on=timezone.localdate())
            return _("The certificate is signed and stored.")

        def refused(text: str, status: int) -> HttpResponse:
            context = {"title": _("No certificate was issued"), "refusal": text, "back": firm_page}
            return self.show(request, "ratings/certificate_refused.html", context, status)

        return self.act(request, service, firm_page, refused)


def _day(day: date) -> Any:
    """A date that is not broken over two lines."""
    return format_html('<span class="nowrap">{}</span>', date_table(day))


def certificate_address(certificate: Certificate) -> str:
    """The address of a certificate's page for officers."""
    return reverse("admin:ratings_certificate_change", args=[certificate.pk])
