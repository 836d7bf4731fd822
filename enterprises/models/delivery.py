"""Deliveries of facts, what they rejected, and which firms they changed."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def loaded(self) -> "DeliveryQuerySet":
        """Deliveries that are in the database, in whole or with rejected rows."""
        return self.filter(state=Delivery.State.LOADED)

    def from_sources(self) -> "DeliveryQuerySet":
        """Deliveries of customs' source systems; what a person uploads corrects a few rows and is no day's delivery."""
        return self.exclude(channel=Delivery.Channel.UPLOAD)

    def waiting_for_a_person(self) -> "DeliveryQuerySet":
        """Uploads whose preview is to be looked at."""
        return self.filter(state=Delivery.State.PREVIEWED)

    def waiting_for_work(self) -> "DeliveryQuerySet":
        """Uploads that a worker must preview or load, or has begun to."""
        unfinished = [Delivery.State.UPLOADED, Delivery.State.CONFIRMED, Delivery.State.LOADING]
        return self.filter(channel=Delivery.Channel.UPLOAD, state__in=unfinished)

    def held_by_nobody(self, now: datetime) -> "DeliveryQuerySet":
        """Deliveries that no worker holds, or whose worker's lease ran out."""
        return self.filter(models.Q(lease_until__isnull=True) | models.Q(lease_until__lt=now))


class Delivery(models.Model):
    """One folder of CSV files, as it came: who brought it, what became of it.

    It is also the job that loads it: `lease_until` says until when a worker holds it.
    """

    class Channel(models.TextChoices):
        COMMAND = "command", _("command line")
        INBOX = "inbox", _("inbox")
        UPLOAD = "upload", _("upload in the portal")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded, preview running")
        PREVIEWED = "previewed", _("preview ready, to be confirmed")
        CONFIRMED = "confirmed", _("confirmed, waiting to load")
        LOADING = "loading", _("loading")
        LOADED = "loaded", _("loaded")
        REFUSED = "refused", _("refused")
        DISCARDED = "discarded", _("discarded")

    reference = models.CharField(
        _("delivery"), max_length=80, unique=True, help_text=_("The manifest's id, or one made here.")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, db_index=True)
    made_on = models.DateField(_("made on"), null=True, blank=True, help_text=_("As the manifest says."))
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    loaded_at = models.DateTimeField(_("loaded at"), null=True, blank=True, db_index=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Why it was loaded by hand."))
    folder = models.CharField(_("folder"), max_length=500, blank=True)
    files = models.JSONField(
        _("files"),
        default=dict,
        blank=True,
        help_text=_("By file name: rows read, created, updated, unchanged, rejected; or the message that refused it."),
    )
    message = models.TextField(_("message"), blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reference


class Reject(models.Model):
    """A row that a delivery could not take, as it came."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="rejects", verbose_name=_("delivery"))
    file = models.CharField(_("file"), max_length=40)
    line = models.PositiveIntegerField(
        _("line"), help_text=_("The line of the file on which the row begins; the header is line 1.")
    )
    column = models.CharField(_("column"), max_length=40, blank=True)
    reason_zh = models.CharField(_("reason (Chinese)"), max_length=300)
    reason_en = models.CharField(_("reason (English)"), max_length=300)
    row = models.JSONField(_("row"), help_text=_("The cells as they came."))

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        indexes = [models.Index(fields=["delivery", "file", "line"], name="reject_place")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class ChangedFirm(models.Model):
    """A firm whose facts changed since it was last judged: a queue that the night empties.

    Rows are only added, by whoever writes a fact, in the same transaction; the night deletes those it judged. Adding and
    deleting never touch the same row, so a delivery and a night beside each other lose nothing.
    """

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("changed firm")
        verbose_name_plural = _("changed firms")

    def __str__(self) -> str:
        return str(self.enterprise_id)
