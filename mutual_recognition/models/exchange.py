"""What the portal tells its partners: consents, what each partner knows of each firm, and the messages that told it."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from enterprises.feeds.reasons import Reason
from enterprises.models import Enterprise
from mutual_recognition.models.partner import Partner
from ratings.levels import Level


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self, day: date) -> "ConsentQuerySet":
        """Consents that hold on a day: from the day given, up to the day before the one of withdrawal."""
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), given_on__lte=day)


class Consent(models.Model):
    """A firm agrees that its data go to the customs of an economy; the EU is one economy, so one consent serves its 27."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="consents", verbose_name=_("enterprise"))
    economy = models.CharField(_("economy"), max_length=2, help_text=_("The code of a partner, or EU."))
    given_on = models.DateField(_("consent given on"))
    withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, help_text=_("Where the firm's signed consent is kept."))
    history = HistoricalRecords()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "economy"], condition=Q(withdrawn_on=None), name="one_open_consent_an_economy"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
                name="consent_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.economy}"


class FirmRecord(models.Model):
    """What a partner is told of a firm. A new row whenever any of it changes; never altered but for `is_current`.

    A firm that is an AEO has exactly one current record; a firm that is none has none.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    level = models.CharField(_("level in force"), max_length=25, choices=Level.choices)
    since = models.DateField(_("in force since"), null=True, blank=True)
    suspended = models.BooleanField(pgettext_lazy("exchange", "suspended"), default=False)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    address_zh = models.CharField(_("Chinese address"), max_length=300, blank=True)
    address_en = models.CharField(_("English address"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=10, choices=Enterprise.Category.choices)
    recorded_on = models.DateField(pgettext_lazy("exchange", "recorded on"))
    is_current = models.BooleanField(pgettext_lazy("exchange", "current"), default=True)

    class Meta:
        verbose_name = _("record of a firm for partners")
        verbose_name_plural = _("records of firms for partners")
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=Q(is_current=True), name="one_current_record_a_firm")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.recorded_on}"


class Listing(models.Model):
    """A firm that is on the list of a partner, with the record that the partner was told last."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="listings", db_index=False, verbose_name=_("partner"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    record = models.ForeignKey(
        FirmRecord, models.PROTECT, related_name="+", db_index=False, verbose_name=pgettext_lazy("exchange", "told")
    )

    class Meta:
        verbose_name = _("firm on a partner's list")
        verbose_name_plural = _("firms on partners' lists")
        constraints = [models.UniqueConstraint(fields=["partner", "enterprise"], name="a_firm_once_on_a_list")]

    def __str__(self) -> str:
        return f"{self.partner_id} · {self.enterprise_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def to_be_sent(self, now: datetime) -> "MessageQuerySet":
        """Messages that are made and that nobody is sending, in the order of their numbers."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(free, state=Message.State.MADE).order_by("partner_id", "number")

    def overdue(self, before: datetime) -> "MessageQuerySet":
        """Messages that were sent before a moment and that the partner has not answered."""
        return self.filter(state=Message.State.SENT, sent_at__lt=before)

    def with_suspension(self) -> "MessageQuerySet":
        """Messages that tell of a suspension."""
        return self.filter(suspensions__gt=0)


class Message(models.Model):
    """A numbered message to a partner: its full list of a month, or what happened since. Its files never change.

    It is also the job that sends it: `lease_until` says until when a worker holds it.
    """

    class Kind(models.TextChoices):
        FULL = "full", _("full list")
        EVENTS = "events", pgettext_lazy("exchange", "events")

    class State(models.TextChoices):
        MADE = "made", _("to be sent")
        SENT = "sent", _("sent, not yet acknowledged")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", pgettext_lazy("exchange", "rejected")
        SETTLED = "settled", _("rejected, dealt with")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="messages", db_index=False, verbose_name=_("partner"))
    number = models.PositiveIntegerField(_("sequence number"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    month = models.CharField(_("month"), max_length=7, blank=True, help_text=_("Of a full list, as in 2026-11."))
    as_of = models.DateField(pgettext_lazy("exchange", "as of"))
    made_at = models.DateTimeField(pgettext_lazy("exchange", "made at"))
    lines = models.PositiveIntegerField(pgettext_lazy("exchange", "lines"))
    suspensions = models.PositiveIntegerField(pgettext_lazy("exchange", "suspensions"), default=0)
    digest = models.CharField(
        pgettext_lazy("exchange", "digest"), max_length=64, help_text=_("SHA-256 of the message's manifest.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.MADE)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("exchange", "sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    sendings = models.PositiveSmallIntegerField(_("times sent"), default=0)
    history = HistoricalRecords()

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a partner")
        verbose_name_plural = _("messages to partners")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="one_message_a_number"),
            models.UniqueConstraint(fields=["partner", "month"], condition=Q(kind="full"), name="one_full_list_a_month"),
            models.CheckConstraint(condition=Q(kind="full") ^ Q(month=""), name="only_a_full_list_has_a_month"),
        ]
        indexes = [models.Index(fields=["state", "sent_at"], name="message_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The message's page."""
        return reverse("admin:mutual_recognition_message_change", args=[self.pk])

    @property
    def name(self) -> str:
        """The name of its folder, as in SG-000012-events."""
        return f"{self.partner_id}-{self.number:06d}-{self.kind}"


class MessageEvent(models.Model):
    """One event that a message tells, on a line of its files."""

    class Kind(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("exchange", "granted")
        SUSPENDED = "suspended", pgettext_lazy("exchange", "suspended")
        REINSTATED = "reinstated", pgettext_lazy("exchange", "reinstated")
        WITHDRAWN = "withdrawn", pgettext_lazy("exchange", "withdrawn")
        RENAMED = "renamed", pgettext_lazy("exchange", "renamed")
        CHANGED = "changed", pgettext_lazy("exchange", "changed")

    message = models.ForeignKey(Message, models.CASCADE, related_name="events", db_index=False, verbose_name=_("message"))
    line = models.PositiveIntegerField(_("line"))
    kind = models.CharField(pgettext_lazy("exchange", "event"), max_length=10, choices=Kind.choices)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    record = models.ForeignKey(
        FirmRecord,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("exchange", "told"),
    )
    before = models.ForeignKey(
        FirmRecord,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("exchange", "told before"),
    )

    class Meta:
        verbose_name = _("event told to a partner")
        verbose_name_plural = _("events told to partners")
        constraints = [models.UniqueConstraint(fields=["message", "line"], name="one_event_a_line")]

    def __str__(self) -> str:
        return f"{self.message_id}:{self.line}"


class Acknowledgement(models.Model):
    """An acknowledgement file that a partner laid down, and what became of it."""

    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", pgettext_lazy("exchange", "rejected")
        REFUSED = "refused", _("not usable")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", db_index=False, verbose_name=_("partner"))
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="acknowledgements", verbose_name=_("message")
    )
    file = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(pgettext_lazy("exchange", "digest"), max_length=64)
    read_at = models.DateTimeField(pgettext_lazy("exchange", "read at"))
    result = models.CharField(pgettext_lazy("exchange", "result"), max_length=8, choices=Result.choices)
    reason_zh = models.CharField(_("reason (Chinese)"), max_length=500, blank=True)
    reason_en = models.CharField(_("reason (English)"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["partner", "sha256"], name="an_acknowledgement_once")]

    def __str__(self) -> str:
        return self.file

    @property
    def reason(self) -> Reason:
        """Why the file was not usable."""
        return Reason(self.reason_zh, self.reason_en)


class LineRejection(models.Model):
    """A line of a message that the partner did not take, with its reason in its own words; line 0 is the whole message."""

    acknowledgement = models.ForeignKey(
        Acknowledgement, models.CASCADE, related_name="rejections", db_index=False, verbose_name=_("acknowledgement")
    )
    line = models.PositiveIntegerField(_("line"))
    customs_code = models.CharField(_("customs code"), max_length=10, blank=True)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("rejected line")
        verbose_name_plural = _("rejected lines")
        constraints = [models.UniqueConstraint(fields=["acknowledgement", "line"], name="a_line_rejected_once")]

    def __str__(self) -> str:
        return f"{self.acknowledgement_id}:{self.line}"
