"""Certificates as they were signed, and the jobs that export many of them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from enterprises.models import Certification, Enterprise

CODE_LENGTH = 26
"""Characters of the code in the QR code: 130 bits of chance."""


class CertificateStatus(models.TextChoices):
    """Where a certificate stands on a day; told from the firm's certification and level, never kept."""

    VALID = "valid", pgettext_lazy("certificate", "valid")
    SUSPENDED = "suspended", pgettext_lazy("certificate", "suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "withdrawn")


class Certificate(models.Model):
    """The certificate of a certification (Order 282 arts. 18-25, reported), as it was signed. Never altered.

    A reprint is the stored file: one certificate a certification, and one document a certificate.
    """

    certification = models.OneToOneField(
        Certification, models.PROTECT, related_name="certificate", verbose_name=_("certification")
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="certificates", verbose_name=_("enterprise"))
    number = models.CharField(_("certificate number"), max_length=80, unique=True)
    code = models.CharField(
        _("code of the QR code"), max_length=CODE_LENGTH, unique=True, help_text=_("Unguessable: it opens the public page.")
    )
    district = models.CharField(_("customs district"), max_length=4)
    level = models.CharField(_("level"), max_length=20, choices=Certification.Level.choices)
    content = models.JSONField(_("content"), help_text=_("Everything that the certificate says, frozen when it is signed."))
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("issued by"))
    file = models.FileField(_("PDF"), upload_to="certificates/%Y/%m")
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-id"]
        indexes = [models.Index(fields=["district", "-id"], name="certificate_district")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ever, once. Raises ValidationError for a change of what was signed."""
        if not self._state.adding:
            raise ValidationError(_("A signed certificate is never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never. Raises ValidationError."""
        raise ValidationError(_("A signed certificate is never changed."))


class CertificateExportQuerySet(models.QuerySet["CertificateExport"]):
    def under_way(self) -> "CertificateExportQuerySet":
        """Exports that wait for a worker or have one."""
        return self.filter(state__in=[CertificateExport.State.WAITING, CertificateExport.State.RUNNING])

    def held_by_nobody(self, now: datetime) -> "CertificateExportQuerySet":
        """Exports that no worker holds, or whose worker's lease ran out."""
        return self.filter(models.Q(lease_until__isnull=True) | models.Q(lease_until__lt=now))


class CertificateExport(models.Model):
    """Certificates that a supervisor asked for, in one file: who, when, why, which. It is also the job that makes the file.

    `lease_until` says until when a worker holds it and `holder` which one; `cancel_asked` is the flag by which a person
    stops it. The database is its only state, so that it may be killed at any point.
    """

    class Form(models.TextChoices):
        PDF = "pdf", _("one PDF to print, without the signatures")
        ZIP = "zip", _("a ZIP of the signed certificates")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    form = models.CharField(_("form"), max_length=3, choices=Form.choices)
    district = models.CharField(
        _("customs district"), max_length=4, blank=True, help_text=_("Empty: firms that were chosen one by one.")
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    asked_on = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(_("certificates"))
    done = models.PositiveIntegerField(_("made so far"), default=0)
    cancel_asked = models.BooleanField(_("cancelled by a person"), default=False)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    holder = models.CharField(_("held by"), max_length=32, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    file = models.FileField(_("file"), upload_to="certificate-exports/%Y/%m", blank=True)
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    history = HistoricalRecords(excluded_fields=["done", "lease_until", "holder"])

    objects = CertificateExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of certificates")
        verbose_name_plural = _("exports of certificates")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="export_under_way", condition=models.Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"X-{self.pk:06d}"


class ExportedCertificate(models.Model):
    """One certification of an export, in order, and what became of it: its certificate, or why it has none."""

    export = models.ForeignKey(
        CertificateExport, models.PROTECT, related_name="items", verbose_name=_("export of certificates")
    )
    position = models.PositiveIntegerField(_("position"))
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="+", verbose_name=_("certification"))
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name=_("certificate")
    )
    refusal = models.CharField(_("why there is none"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exported certificate")
        verbose_name_plural = _("exported certificates")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["export", "position"], name="one_certificate_a_position")]

    def __str__(self) -> str:
        return f"{self.export} / {self.position}"
