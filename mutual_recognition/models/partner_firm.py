"""Partners' own AEO: the lists that partners give, what each changed, and the register by date that they make."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mutual_recognition.models.partner import Partner


class FirmStatus(models.TextChoices):
    """What the partner says of its firm."""

    ACTIVE = "active", pgettext_lazy("partner's firm", "active")
    SUSPENDED = "suspended", pgettext_lazy("partner's firm", "suspended")
    REVOKED = "revoked", pgettext_lazy("partner's firm", "revoked")


class PartnerList(models.Model):
    """A partner's full list of its AEO as of a day: who brought it, what it would change, and who accepted it."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("preview ready, to be accepted")
        HELD = "held", _("held: a second person decides")
        ACCEPTED = "accepted", pgettext_lazy("partner list", "accepted")
        DISCARDED = "discarded", _("discarded")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", db_index=False, verbose_name=_("partner"))
    as_of = models.DateField(_("list as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("brought by")
    )
    uploaded_at = models.DateTimeField(_("received at"))
    reason = models.CharField(_("reason"), max_length=200)
    rows = models.PositiveIntegerField(_("rows read"))
    firms_before = models.PositiveIntegerField(_("firms on the list before"))
    counts = models.JSONField(_("differences"), default=dict)
    rejected = models.PositiveIntegerField(_("rejected rows"), default=0)
    columns = models.JSONField(_("columns of the file"), default=list)
    basis = models.PositiveIntegerField(
        _("basis"), default=0, help_text=_("Lists of the partner that were accepted when this preview was made.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("list of a partner")
        verbose_name_plural = _("lists of partners")
        ordering = ["-id"]
        indexes = [models.Index(fields=["partner", "state", "as_of"], name="partner_list_day")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.as_of}"

    def get_absolute_url(self) -> str:
        """The list's page."""
        return reverse("admin:mutual_recognition_partnerlist_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide."""
        return self.state in (self.State.PREVIEWED, self.State.HELD)


class PartnerFirmQuerySet(models.QuerySet["PartnerFirm"]):
    def as_known_now(self) -> "PartnerFirmQuerySet":
        """Rows that no later list corrected."""
        return self.filter(superseded_by=None)

    def on(self, day: date) -> "PartnerFirmQuerySet":
        """What the lists say of a day, as known now: the list of that day, or the last one before it."""
        return self.as_known_now().filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class PartnerFirm(models.Model):
    """What a partner's lists say of a firm from a day up to the day before `ends_on` (None: until the next list).

    Never altered but for `superseded_by`: a list that changes what was known adds rows and supersedes others, so both what
    held on a day and what the portal knew of it can be told.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", db_index=False, verbose_name=_("partner"))
    number = models.CharField(_("number"), max_length=40)
    name = models.CharField(pgettext_lazy("firm", "name"), max_length=300)
    tier = models.CharField(_("tier"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=FirmStatus.choices)
    valid_from = models.DateField(_("certified from"), null=True)
    valid_to = models.DateField(_("certified to"), null=True)
    starts_on = models.DateField(_("listed from"))
    ends_on = models.DateField(_("listed until before"), null=True)
    source = models.ForeignKey(PartnerList, models.PROTECT, related_name="+", db_index=False, verbose_name=_("source"))
    superseded_by = models.ForeignKey(
        PartnerList, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("corrected by")
    )

    objects = PartnerFirmQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm of a partner")
        verbose_name_plural = _("firms of partners")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "number", "starts_on"],
                condition=Q(superseded_by=None),
                name="a_partner_firm_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=models.F("starts_on")), name="partner_firm_span_has_days"
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "number"], name="partner_firm_code"),
            models.Index(fields=["number", "partner"], name="partner_firm_number"),
            models.Index(fields=["name", "id"], name="partner_firm_name"),
            models.Index(fields=["partner", "name", "id"], name="partner_firm_partner_name"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """The firm's page."""
        return reverse("admin:mutual_recognition_partnerfirm_change", args=[self.pk])

    @property
    def code(self) -> str:
        """As on a declaration."""
        return f"{self.partner_id}{self.number}"


class PartnerListChange(models.Model):
    """One difference between a list and what was known of its day; accepted lists keep theirs as what they did."""

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("partner list", "new")
        REMOVED = "removed", pgettext_lazy("partner list", "removed")
        RENAMED = "renamed", pgettext_lazy("partner list", "renamed")
        SUSPENDED = "suspended", pgettext_lazy("partner list", "suspended")
        REVOKED = "revoked", pgettext_lazy("partner list", "revoked")
        REINSTATED = "reinstated", pgettext_lazy("partner list", "reinstated")
        CHANGED = "changed", pgettext_lazy("partner list", "changed")

    list = models.ForeignKey(PartnerList, models.CASCADE, related_name="changes", db_index=False, verbose_name=_("list"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=40)
    before = models.ForeignKey(
        PartnerFirm,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("partner firm", "before"),
    )
    name = models.CharField(pgettext_lazy("firm", "name"), max_length=300, blank=True)
    tier = models.CharField(_("tier"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=FirmStatus.choices, blank=True)
    valid_from = models.DateField(_("certified from"), null=True)
    valid_to = models.DateField(_("certified to"), null=True)

    class Meta:
        verbose_name = _("difference of a partner's list")
        verbose_name_plural = _("differences of partners' lists")
        indexes = [models.Index(fields=["list", "kind", "id"], name="partner_list_change_kind")]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class PartnerListReject(models.Model):
    """A row of a partner's list that is not taken, as it came, and why."""

    list = models.ForeignKey(PartnerList, models.CASCADE, related_name="rejects", db_index=False, verbose_name=_("list"))
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=40, blank=True)
    reason_zh = models.CharField(_("reason (Chinese)"), max_length=300)
    reason_en = models.CharField(_("reason (English)"), max_length=300)
    cells = models.JSONField(_("row"))

    class Meta:
        verbose_name = _("rejected row of a partner's list")
        verbose_name_plural = _("rejected rows of partners' lists")
        constraints = [models.UniqueConstraint(fields=["list", "line"], name="partner_list_reject_line")]

    def __str__(self) -> str:
        return f"{self.list_id}:{self.line}"
