"""Exports of many certificates in one file: asked for, made by a worker that may die at any moment, cancelled."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record, require_reason
from enterprises.models import Certification
from ratings.documents.certificates.bundle import bundle
from ratings.documents.stored import stored_bytes
from ratings.models import CertificateExport, ExportedCertificate
from ratings.selectors.certificates import certifications_of_district, certifications_of_firms
from ratings.services.certificates import NOT_IN_FORCE, certificate_issue

LEASE = timedelta(minutes=3)
"""Renewed with every certificate; longer than one takes, and than making the file of the largest export."""

LOST_AFTER = timedelta(minutes=1)
ATTEMPTS = 3
REFUSAL_LENGTH = ExportedCertificate._meta.get_field("refusal").max_length
State = CertificateExport.State


def export_request(*, by: User, firms: Iterable[int], form: str, reason: str, on: date) -> CertificateExport:
    """Ask for the certificates of chosen firms. Those that have none yet are issued by whoever asks.

    Raises PermissionDenied for anyone but a supervisor, or for a firm of another district; ValidationError where none of
    the firms is certified, or where they are too many.
    """
    _require_role(by)
    return _request(by, certifications_of_firms(firms, on), form, reason, on, "")


def export_request_district(*, by: User, district: str, form: str, reason: str, on: date) -> CertificateExport:
    """Ask for the certificates of all certified firms of a customs district. Raises as `export_request`."""
    if not by.may(Action.ISSUE_CERTIFICATE, district):
        raise PermissionDenied(_("Only a supervisor of the customs district may export its certificates."))
    return _request(by, certifications_of_district(district, on), form, reason, on, district)


def _require_role(by: User) -> None:
    if not by.may(Action.ISSUE_CERTIFICATE):
        raise PermissionDenied(_("Only a supervisor may issue and export certificates."))


def _request(
    by: User, certifications: list[Certification], form: str, reason: str, on: date, district: str
) -> CertificateExport:
    reason = require_reason(reason)
    if form not in CertificateExport.Form.values:
        raise ValidationError(_("Choose a PDF or a ZIP."))
    if not certifications:
        raise ValidationError(_("None of these firms is certified on this day: there is no certificate to export."))
    if len(certifications) > settings.CERTIFICATES_PER_EXPORT:
        raise ValidationError(
            _("%(number)s certificates are more than one export holds (%(most)s): choose fewer.")
            % {"number": len(certifications), "most": settings.CERTIFICATES_PER_EXPORT}
        )
    outside = [one.enterprise for one in certifications if not by.may(Action.ISSUE_CERTIFICATE, one.enterprise.district)]
    if outside:
        raise PermissionDenied(
            ngettext(
                "%(firm)s is a firm of another customs district: leave it out.",
                "%(firm)s and others are firms of another customs district: leave them out.",
                len(outside),
            )
            % {"firm": outside[0].name_zh}
        )
    with transaction.atomic():
        export = CertificateExport(
            form=form, district=district, reason=reason, asked_by=by, asked_on=on, total=len(certifications)
        )
        record(export, by=by, reason=reason)
        ExportedCertificate.objects.bulk_create(
            [
                ExportedCertificate(export=export, position=position, certification=one)
                for position, one in enumerate(certifications, 1)
            ],
            batch_size=500,
        )
        transaction.on_commit(lambda: _send(export))
    return export


def export_cancel(*, by: User, export: CertificateExport) -> CertificateExport:
    """Stop an export: at once where no worker has it, else after the certificate that is being made.

    Raises PermissionDenied for anyone but who asked for it or a supervisor of its district, ValidationError when it ended.
    """
    _require_role(by)
    if by.pk != export.asked_by_id and not by.may(Action.ISSUE_CERTIFICATE, export.district or export.asked_by.district):
        raise PermissionDenied(_("Only who asked for the export, or a supervisor of its district, may cancel it."))
    with transaction.atomic():
        export = CertificateExport.objects.select_for_update().get(pk=export.pk)
        if export.state not in (State.WAITING, State.RUNNING):
            raise ValidationError(_("This export has ended; there is nothing to cancel."))
        export.cancel_asked = True
        if export.state == State.WAITING:
            export.state, export.finished_at = State.CANCELLED, timezone.now()
        record(export, by=by, reason=_("cancelled"))
    return export


def export_run(*, export_id: int, now: datetime) -> CertificateExport:
    """Make the certificates of an export and its file; does nothing where another worker holds it or it ended.

    Each certificate is stored by itself, so what a killed worker made is not made again. After ATTEMPTS tries that ended
    without a word it is given up.
    """
    holder = secrets.token_hex(16)
    if not _claim(export_id, holder, now):
        return CertificateExport.objects.get(pk=export_id)
    export = CertificateExport.objects.select_related("asked_by").get(pk=export_id)
    if export.attempts > ATTEMPTS:
        return _end(export, State.FAILED, _("A worker stopped at this export several times; the log says why."))
    try:
        for item in export.items.filter(certificate__isnull=True, refusal="").select_related("certification__enterprise"):
            if not _hold(export):
                return _stopped(export)
            certificate_make(export=export, item=item)
        return _store(export) if _hold(export) else _stopped(export)
    except (ValidationError, PermissionDenied) as refused:
        return _end(export, State.FAILED, " ".join(getattr(refused, "messages", [str(refused)])))


def certificate_make(*, export: CertificateExport, item: ExportedCertificate) -> None:
    """The certificate of one certification of an export, issued if need be; one that is not in force any more has none.

    Raises ValidationError or PermissionDenied for what would stop every other one, too.
    """
    try:
        item.certificate = certificate_issue(by=export.asked_by, firm_certification=item.certification, on=export.asked_on)
    except ValidationError as refused:
        if refused.code != NOT_IN_FORCE:
            raise
        item.refusal = " ".join(refused.messages)[:REFUSAL_LENGTH]
    item.save(update_fields=["certificate", "refusal"])


def exports_resume(*, now: datetime) -> list[CertificateExport]:
    """Send again the exports that nobody makes: their message was lost, or their worker was killed."""
    lost = CertificateExport.objects.under_way().held_by_nobody(now).filter(asked_at__lt=now - LOST_AFTER)
    found = list(lost.order_by("pk"))
    for export in found:
        _send(export)
    return found


def _send(export: CertificateExport) -> None:
    current_app.send_task("ratings.tasks.export_certificates", [export.pk])


def _claim(export_id: int, holder: str, now: datetime) -> bool:
    """Take an export that nobody holds; of two workers that try at once one gets it."""
    free = CertificateExport.objects.filter(pk=export_id).under_way().held_by_nobody(now)
    taken = {"state": State.RUNNING, "holder": holder, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    return free.update(**taken) == 1


def _hold(export: CertificateExport) -> bool:
    """Renew the lease and tell how far it is; False where a person cancelled it or another worker took it over."""
    done = export.items.filter(certificate__isnull=False).count()
    mine = CertificateExport.objects.filter(pk=export.pk, holder=export.holder, state=State.RUNNING, cancel_asked=False)
    return mine.update(lease_until=timezone.now() + LEASE, done=done) == 1


def _stopped(export: CertificateExport) -> CertificateExport:
    cancelled = CertificateExport.objects.filter(pk=export.pk, cancel_asked=True).exists()
    return _end(export, State.CANCELLED, "") if cancelled else CertificateExport.objects.get(pk=export.pk)


def _store(export: CertificateExport) -> CertificateExport:
    """The file of all certificates, from their stored documents, each checked against its digest."""
    certificates = [item.certificate for item in export.items.select_related("certificate") if item.certificate]
    if not certificates:
        raise ValidationError(_("None of these firms is certified on this day: there is no certificate to export."))
    for certificate in certificates:
        stored_bytes(certificate)
    documents = ((certificate.number, Path(certificate.file.path)) for certificate in certificates)
    with bundle(export.form, documents, Path(settings.DATA_DIR) / "temporary") as made:
        export.sha256 = hashlib.file_digest(made, "sha256").hexdigest()  # type: ignore[arg-type]
        export.size = made.tell()
        made.seek(0)
        export.file.save(f"certificates-{export.pk}-{secrets.token_hex(8)}.{export.form}", File(made), save=False)
    ended = _end(export, State.DONE, "")
    if ended.state != State.DONE:  # cancelled, or taken over, at the last moment
        export.file.storage.delete(str(export.file.name))
    return ended


def _end(export: CertificateExport, state: str, message: str) -> CertificateExport:
    """Record how an export ended, unless another worker took it over; a cancel that came meanwhile is heard."""
    with transaction.atomic():
        current = CertificateExport.objects.select_for_update().get(pk=export.pk)
        if current.holder != export.holder or current.state != State.RUNNING:
            return current
        if current.cancel_asked:
            state, message = State.CANCELLED, ""
        current.state, current.message, current.finished_at = state, message, timezone.now()
        current.lease_until, current.holder = None, ""
        current.done = current.items.filter(certificate__isnull=False).count()
        if state == State.DONE:
            current.file, current.sha256, current.size = export.file, export.sha256, export.size
        record(current, by=None, reason=str(State(state).label))
    return current
