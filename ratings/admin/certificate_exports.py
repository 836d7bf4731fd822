"""Exports of certificates: asked for by supervisors, followed while they run, cancelled, downloaded; all of them kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import WHOLE_COUNTRY, Action
from enterprises.districts import district_choices, district_is_known, district_name
from enterprises.templatetags.portal import level_tag, time_table
from ratings.admin.portal_pages import PortalPages
from ratings.models import CertificateExport
from ratings.selectors.certificates import certifications_of_district, certifications_of_firms
from ratings.services.certificate_exports import export_cancel, export_request, export_request_district

State = CertificateExport.State
UNDER_WAY = frozenset({State.WAITING, State.RUNNING})
TONES = {State.WAITING: "note", State.RUNNING: "info", State.DONE: "good", State.CANCELLED: "note", State.FAILED: "bad"}
REFUSALS_SHOWN = 50
TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


class ExportForm(forms.Form):
    """In which form, and why."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form"), choices=CertificateExport.Form.choices, initial=CertificateExport.Form.PDF
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("One sentence; it is kept in the history.")
    )


@admin.register(CertificateExport)
class CertificateExportAdmin(PortalPages):
    """Whoever reads the portal sees who exported what; supervisors export, and fetch the files."""

    list_display = ("numbered", "state_tag", "what", "form", "made", "asked_by", "asked", "reason")
    list_filter = ("state",)
    list_select_related = ("asked_by",)
    ordering = ("-id",)
    sortable_by = ()
    change_list_template = "ratings/certificate_exports.html"

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("new/", self.new_view, "new"),
            self.page("<int:pk>/", self.export_view, "change"),
            self.page("<int:pk>/progress/", self.progress_view, "progress"),
            self.page("<int:pk>/cancel/", self.cancel_view, "cancel"),
            self.page("<int:pk>/download/", self.download_view, "download"),
        ]

    @admin.display(description=gettext_lazy("export of certificates"))
    def numbered(self, export: CertificateExport) -> Any:
        """The number, as the link to the export."""
        return format_html('<a href="{}"><code>{}</code></a>', export_address(export), export)

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, export: CertificateExport) -> Any:
        """The state."""
        return level_tag(TONES[State(export.state)], export.get_state_display())

    @admin.display(description=gettext_lazy("of"))
    def what(self, export: CertificateExport) -> str:
        """A district, or chosen firms."""
        return district_name(export.district) if export.district else _("chosen firms")

    @admin.display(description=gettext_lazy("certificates"))
    def made(self, export: CertificateExport) -> str:
        """How many are made, of how many."""
        return f"{export.done:,} / {export.total:,}"

    @admin.display(description=gettext_lazy("asked for at"))
    def asked(self, export: CertificateExport) -> str:
        """When it was asked for."""
        return time_table(export.asked_at)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Exports, the newest first."""
        may = request.user.is_authenticated and request.user.may(Action.ISSUE_CERTIFICATE)
        return super().changelist_view(request, {"may_export": may} | (extra_context or {}))

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """What was chosen (`?firm=1&firm=2`, or `?district=5200`), and the form that asks for its certificates."""
        self.require_reader(request)
        if not request.user.may(Action.ISSUE_CERTIFICATE):
            raise PermissionDenied(_("Only a supervisor may issue and export certificates."))
        asked = request.POST if request.method == "POST" else request.GET
        firms = sorted({int(key) for key in asked.getlist("firm") if key.isascii() and key.isdigit() and len(key) < 19})
        district = asked.get("district", "" if firms else request.user.district)
        if not firms and not district_is_known(district):
            raise Http404
        form = ExportForm(request.POST) if request.method == "POST" else ExportForm()
        status = 200
        if request.method == "POST":
            if form.is_valid():
                try:
                    return HttpResponseRedirect(export_address(self._ask(request, firms, district, form.cleaned_data)))
                except ValidationError as refused:
                    form.add_error(None, refused)
                except PermissionDenied as refused:
                    form.add_error(None, str(refused))
                    status = 403
            status = max(status, 400)
        return self._show_new(request, firms, district, form, status)

    def _ask(self, request: HttpRequest, firms: list[int], district: str, said: dict[str, Any]) -> CertificateExport:
        asked = {"by": request.user, "on": timezone.localdate()} | said
        return export_request(firms=firms, **asked) if firms else export_request_district(district=district, **asked)

    def _show_new(
        self, request: HttpRequest, firms: list[int], district: str, form: ExportForm, status: int
    ) -> HttpResponse:
        today = timezone.localdate()
        found = certifications_of_firms(firms, today) if firms else certifications_of_district(district, today)
        context = {
            "title": _("Export certificates"),
            "form": form,
            "firms": firms,
            "district": "" if firms else district,
            "districts": district_choices() if request.user.district == WHOLE_COUNTRY else [],
            "found": found[:REFUSALS_SHOWN],
            "number": len(found),
            "without": len(firms) - len(found) if firms else 0,
            "today": today,
        }
        return self.show(request, "ratings/certificate_export_new.html", context, status)

    def export_view(self, request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
        """One export: how far it is, and its file when it is done."""
        self.require_reader(request)
        export = get_object_or_404(CertificateExport.objects.select_related("asked_by"), pk=pk)
        left_out = export.items.exclude(refusal="").select_related("certification__enterprise")[:REFUSALS_SHOWN]
        context = _context(export) | {
            "may_export": request.user.may(Action.ISSUE_CERTIFICATE),
            "may_fetch": _may_fetch(request, export),
            "left_out": left_out,
            "refusal": refusal,
        }
        return self.show(request, "ratings/certificate_export.html", context, status)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The fragment that the page of an export asks for again and again while it runs."""
        self.require_reader(request)
        context = _context(get_object_or_404(CertificateExport, pk=pk))
        return self.show(request, "ratings/certificate_export_progress.html", context)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop an export."""
        export = get_object_or_404(CertificateExport.objects.select_related("asked_by"), pk=pk)

        def service() -> str:
            export_cancel(by=request.user, export=export)
            return _("The export is cancelled; certificates that were issued for it stay.")

        return self.act(
            request, service, export_address(export), lambda text, status: self.export_view(request, pk, text, status)
        )

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """The file, for supervisors of its district."""
        self.require_reader(request)
        export = get_object_or_404(CertificateExport.objects.select_related("asked_by"), pk=pk)
        if not _may_fetch(request, export):
            raise PermissionDenied(_("Only a supervisor of the customs district may fetch this export."))
        if export.state != State.DONE or not export.file.storage.exists(export.file.name):
            raise Http404
        return FileResponse(
            export.file.open("rb"),
            as_attachment=True,
            filename=f"certificates-{export}.{export.form}",
            content_type=TYPES[export.form],
        )


def export_address(export: CertificateExport) -> str:
    """The address of an export's page."""
    return reverse("admin:ratings_certificateexport_change", args=[export.pk])


def _may_fetch(request: HttpRequest, export: CertificateExport) -> bool:
    return request.user.may(Action.ISSUE_CERTIFICATE, export.district or export.asked_by.district)


def _context(export: CertificateExport) -> dict[str, Any]:
    return {
        "title": _("Export %(number)s") % {"number": export},
        "export": export,
        "tone": TONES[State(export.state)],
        "under_way": export.state in UNDER_WAY,
    }
