"""The countries and regions with which China has signed mutual recognition, and what the official count says."""

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from mutual_recognition.models.arrangement import Arrangement, CodeFormat, Term
from mutual_recognition.models.sourced import Confidence, Sourced
from mutual_recognition.partial_dates import PartialDate

ECONOMIES = {"EU": _("European Union")}
"""Economies of several countries, by code. Every other partner is an economy of its own, under its own code."""


class Standing(models.TextChoices):
    """Where a partner stands on a day, as far as the dates tell."""

    IN_FORCE = "in_force", _("in force")
    DAY_UNKNOWN = "day_unknown", _("in force, day not known")
    SIGNED = "signed", _("signed, not yet in force")
    MAYBE_SIGNED = "maybe_signed", _("not yet in force, signing day not known")
    NOT_SIGNED = "not_signed", _("not yet signed")


class PartnerQuerySet(models.QuerySet["Partner"]):
    def implemented(self) -> "PartnerQuerySet":
        """Partners whose arrangement is in force, known to the day or not, or will be on a day that is known."""
        return self.filter(status=Partner.Status.IMPLEMENTED)

    def signed_only(self, today: date) -> "PartnerQuerySet":
        """Partners that have signed and whose arrangement is not in force today, or only from a later day on."""
        return self.filter(Q(status=Partner.Status.SIGNED) | Q(implemented_first__gt=today))

    def begun(self, today: date) -> "PartnerQuerySet":
        """Without those whose arrangement will be in force only from a later day on."""
        return self.exclude(implemented_first__gt=today)

    def in_force_on(self, day: date) -> "PartnerQuerySet":
        """Partners certainly in force on the day: it is the last day that their first one can have been, or after it."""
        return self.implemented().filter(implemented_on__lte=day)

    def in_force_day_unknown(self) -> "PartnerQuerySet":
        """Partners in force since a day that is not known, so for a past day nobody can say."""
        return self.implemented().filter(implemented_on=None)

    def unconfirmed(self) -> "PartnerQuerySet":
        """Partners that carry the mark "to be verified"."""
        return self.exclude(confidence=Confidence.CONFIRMED)

    def economies(self) -> int:
        """How many economies the partners belong to; the EU is one."""
        return self.order_by().values("economy").distinct().count()

    def standing_now(self, today: date) -> "PartnerQuerySet":
        """Adds `standing` as the list has it today: whatever has begun is in force, whether its day is known or not."""
        begun = Q(implemented_first=None) | Q(implemented_first__lte=today)
        return self.annotate(
            standing=Case(
                When(begun, status=Partner.Status.IMPLEMENTED, then=Value(Standing.IN_FORCE)),
                default=Value(Standing.SIGNED),
                output_field=models.CharField(),
            )
        )

    def standing_on(self, day: date) -> "PartnerQuerySet":
        """Adds `standing` on a past day. No partner is in force before the first day on which it can have signed."""
        implemented = Q(status=Partner.Status.IMPLEMENTED)
        perhaps = Q(implemented_first=None) | Q(implemented_first__lte=day)
        return self.annotate(
            standing=Case(
                When(implemented & Q(implemented_on__lte=day), then=Value(Standing.IN_FORCE)),
                When(signed_first__gt=day, then=Value(Standing.NOT_SIGNED)),
                When(implemented & perhaps, then=Value(Standing.DAY_UNKNOWN)),
                When(signed_last__lte=day, then=Value(Standing.SIGNED)),
                default=Value(Standing.MAYBE_SIGNED),
                output_field=models.CharField(),
            )
        )


class Partner(Sourced):
    """A country or region with a signed arrangement, under its ISO 3166 code.

    A day may be known to the month or the year only. Of the signing, `signed_on` is the text as delivered, `signed_first`
    and `signed_last` the days that it can mean; of the entry into force, `implemented_as_known` is the text,
    `implemented_first` the first day that it can mean and `implemented_on` the last, from which on it is certainly in
    force. All three are empty when nothing is known.
    """

    class Status(models.TextChoices):
        SIGNED = "signed", pgettext_lazy("mutual recognition", "signed")
        IMPLEMENTED = "implemented", pgettext_lazy("mutual recognition", "implemented")

    class Region(models.TextChoices):
        """Regions of the United Nations' standard M49; the arrangement itself names none."""

        ASIA = "asia", _("Asia")
        EUROPE = "europe", _("Europe")
        AFRICA = "africa", _("Africa")
        AMERICAS = "americas", _("Americas")
        OCEANIA = "oceania", _("Oceania")

    iso2 = models.CharField(_("code"), max_length=2, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    economy = models.CharField(_("economy"), max_length=2, db_index=True)
    region = models.CharField(_("region"), max_length=10, choices=Region.choices)
    signed_on = models.CharField(pgettext_lazy("mutual recognition", "signed on"), max_length=10, blank=True)
    signed_first = models.DateField(_("signed on, first possible day"), null=True, blank=True)
    signed_last = models.DateField(_("signed on, last possible day"), null=True, blank=True)
    implemented_as_known = models.CharField(_("in force from"), max_length=10, blank=True)
    implemented_first = models.DateField(_("in force from, first possible day"), null=True, blank=True)
    implemented_on = models.DateField(_("in force from, last possible day"), null=True, blank=True)
    announcement_zh = models.CharField(_("announcement (Chinese)"), max_length=100, blank=True)
    announcement_en = models.CharField(_("announcement (English)"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))
    standing: str  # added by standing_now and standing_on

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["iso2"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="implemented") | Q(implemented_on=None), name="only_implemented_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(implemented_as_known="", implemented_first=None, implemented_on=None)
                | Q(implemented_first__isnull=False, implemented_on__gte=models.F("implemented_first")),
                name="entry_into_force_has_both_bounds",
            ),
            models.CheckConstraint(
                condition=Q(signed_on="", signed_first=None, signed_last=None)
                | Q(signed_first__isnull=False, signed_last__gte=models.F("signed_first")),
                name="signing_has_both_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The partner's page."""
        return reverse("admin:mutual_recognition_partner_change", args=[self.pk])

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.in_language("name")

    @property
    def economy_name(self) -> str:
        """The name of the economy, which is the partner's own unless several countries share one."""
        return str(ECONOMIES.get(self.economy, self.name))

    @property
    def announcement(self) -> str:
        """The announcement that put the arrangement in force, in the language of the page; empty when none was found."""
        return self.in_language("announcement")

    @property
    def signing(self) -> PartialDate | None:
        """The date of signing as exactly as it is known."""
        return PartialDate.parse(self.signed_on) if self.signed_on else None

    @property
    def entry_into_force(self) -> PartialDate | None:
        """The date from which the arrangement is in force, as exactly as it is known."""
        return PartialDate.parse(self.implemented_as_known) if self.implemented_as_known else None

    @property
    def standing_label(self) -> str:
        """The words for `standing`, which `standing_now` or `standing_on` added."""
        return str(Standing(self.standing).label)

    @property
    def in_force_day_unknown(self) -> bool:
        """Whether the arrangement is in force since a day that is not known."""
        return self.status == self.Status.IMPLEMENTED and self.implemented_on is None

    @cached_property
    def arrangement(self) -> Arrangement:
        """What is known of the arrangement's terms, read once; `arrangements()` reads those of many partners at once."""
        return Arrangement.of(Term.objects.filter(economy=self.economy))

    @property
    def code_format(self) -> CodeFormat:
        """How the code of one of its firms stands on a declaration in China; what is not known of it is None."""
        return self.arrangement.code_format(self.iso2)

    def recognises(self, level: str) -> bool | None:
        """Whether it recognises our firms of a level (`ratings.levels.Level`); None where that is not known."""
        return self.arrangement.recognises(level)

    @property
    def needs_consent(self) -> bool | None:
        """Whether a firm's data go to it only with the firm's consent; None where no text says so."""
        return self.arrangement.holds(Term.Name.CONSENT)


class OfficialTotal(Sourced):
    """What the official count says of a month, against which the named partners are reconciled."""

    month = models.CharField(_("month"), max_length=7, unique=True, help_text=_("Year and month, as in 2026-02."))
    signed = models.PositiveSmallIntegerField(pgettext_lazy("mutual recognition", "signed"))
    implemented = models.PositiveSmallIntegerField(pgettext_lazy("mutual recognition", "implemented"))
    economies = models.PositiveSmallIntegerField(_("economies"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official count")
        verbose_name_plural = _("official counts")
        ordering = ["-month"]

    def __str__(self) -> str:
        return self.month
