"""What certificates add to the pages of firms: a tab, events of the timeline, and the export of chosen firms of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from enterprises.models import Certification, Enterprise
from enterprises.panels import BulkAct, Rendered, Tab, TimelineEvent, TimelineSource, firm_list, firm_page
from ratings.firm_page import judgment_of
from ratings.models import Certificate, CertificateStatus, ExportedCertificate
from ratings.selectors.certificates import status_from

SHOWN = 50
TONES = {
    CertificateStatus.VALID: "good",
    CertificateStatus.SUSPENDED: "warn",
    CertificateStatus.WITHDRAWN: "bad",
}


@dataclass(frozen=True)
class Row:
    """A certification of the firm, where its certificate stands, and whether the reader may issue it."""

    certification: Certification
    certificate: Certificate | None
    status: CertificateStatus
    may_issue: bool

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return TONES[self.status]


def certificates_tab(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """The firm's certifications up to the day with their certificates."""
    judgment = judgment_of(request, firm, as_of)
    may = request.user.may(Action.ISSUE_CERTIFICATE, firm.district) and as_of == timezone.localdate()  # type: ignore[union-attr]
    known = Certification.objects.filter(enterprise=firm, granted_on__lte=as_of).select_related("certificate", "enterprise")
    rows = []
    for one in known.order_by("-granted_on", "-pk")[:SHOWN]:
        status = CertificateStatus.WITHDRAWN
        if judgment is not None:
            status = status_from(one, as_of, judgment.said["level_in_force"], judgment.said["suspension"] or "")
        certificate = getattr(one, "certificate", None)
        rows.append(Row(one, certificate, status, may and certificate is None and status != CertificateStatus.WITHDRAWN))
    return Rendered("ratings/certificate_tab.html", {"rows": rows})


def certificates_count(firm: Enterprise) -> int:
    """How many certificates the firm was issued."""
    return Certificate.objects.filter(enterprise=firm).count()


def certificate_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Certificates as they were issued."""
    rows = Certificate.objects.filter(enterprise=firm).select_related("issued_by")
    rows = rows.filter(issued_on__lte=until) if until else rows
    for row in rows.order_by("-issued_on", "-id")[:limit]:
        url = reverse("admin:ratings_certificate_change", args=[row.pk])
        title = _("Certificate %(number)s signed") % {"number": row.number}
        key = f"certificate-{row.pk:012d}"
        yield TimelineEvent(row.issued_on, "letter", title, key, row.get_level_display(), row.issued_by, url)


def export_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Who exported a certificate of the firm, and why."""
    rows = ExportedCertificate.objects.filter(certificate__enterprise=firm).select_related("export__asked_by", "certificate")
    rows = rows.filter(export__asked_on__lte=until) if until else rows
    for row in rows.order_by("-export__asked_on", "-id")[:limit]:
        url = reverse("admin:ratings_certificateexport_change", args=[row.export_id])
        title = _("Certificate %(number)s exported") % {"number": row.certificate}
        key = f"export-{row.pk:012d}"
        yield TimelineEvent(row.export.asked_on, "change", title, key, row.export.reason, row.export.asked_by, url)


def may_export(request: HttpRequest) -> bool:
    """Whether the reader exports certificates."""
    return bool(request.user.may(Action.ISSUE_CERTIFICATE))  # type: ignore[union-attr]


def register() -> None:
    """Add to the pages of firms; called once, when the app is ready."""
    label: Any = gettext_lazy("Export certificates")
    firm_list.register_act(BulkAct("certificates", label, "admin:ratings_certificateexport_new", "download", may_export))
    firm_page.register_tab(Tab("certificates", gettext_lazy("Certificates"), certificates_tab, certificates_count))
    firm_page.register_timeline_source(TimelineSource("certificates", "letter", certificate_events))
    firm_page.register_timeline_source(TimelineSource("exports", "change", export_events))
