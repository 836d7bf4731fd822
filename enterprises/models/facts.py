"""Dated facts about firms, one model a feed file. Amounts are in yuan; dates are dates of the law in Asia/Shanghai.

Each row carries the delivery that made or last changed it; a row without one was made in the portal and belongs to it.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.models.delivery import Delivery
from enterprises.models.enterprise import Enterprise


class DatedFact(models.Model):
    """What every fact has: the firm, and where the row came from."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name=_("enterprise"))
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("source")
    )

    class Meta:
        abstract = True


def yuan(label: Any, **options: Any) -> models.DecimalField:
    """An amount in yuan with two decimals."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, **options)


class Penalty(DatedFact):
    """A customs penalty (feed `penalties.csv`); it counts from `decided_on` (Order 251 art. 34, carried over)."""

    class Kind(models.TextChoices):
        SUPERVISION_VIOLATION = "supervision_violation", _("Violation of supervision rules")
        SMUGGLING_ACT = "smuggling_act", _("Smuggling act")
        SOLID_WASTE_IMPORT = "solid_waste_import", _("Illegal import of solid waste")
        OBSTRUCTION = "obstruction", _("Resisting or obstructing officers")
        BRIBERY = "bribery", _("Bribing customs officers")

    decision_no = models.CharField(_("decision number"), max_length=80, unique=True)
    decided_on = models.DateField(_("decided on"))
    kind = models.CharField(_("kind"), max_length=25, choices=Kind.choices)
    amount_cny = yuan(_("amount (yuan)"))
    voluntarily_disclosed = models.BooleanField(_("voluntarily disclosed"), default=False)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        indexes = [models.Index(fields=["decided_on"], name="penalty_decided")]

    def __str__(self) -> str:
        return self.decision_no


class CriminalCase(DatedFact):
    """A criminal case over a customs matter (feed `criminal_cases.csv`); a conviction counts from `effective_on`."""

    class Charge(models.TextChoices):
        SMUGGLING = "smuggling", _("Smuggling")
        SMUGGLING_SOLID_WASTE = "smuggling_solid_waste", _("Smuggling of solid waste")
        FOOD_SAFETY = "food_safety", _("Import or export food safety")
        COSMETICS = "cosmetics", _("Import or export cosmetics safety")
        BRIBERY = "bribery", _("Bribery")
        OTHER = "other", _("Another law that customs enforces")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Pending")
        CONVICTED = "convicted", _("Convicted")
        ACQUITTED = "acquitted", _("Acquitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case_no = models.CharField(_("case number"), max_length=80, unique=True)
    charge = models.CharField(_("charge"), max_length=25, choices=Charge.choices)
    filed_on = models.DateField(_("filed on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    effective_on = models.DateField(_("outcome takes effect on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("criminal case")
        verbose_name_plural = _("criminal cases")

    def __str__(self) -> str:
        return self.case_no


class Payable(DatedFact):
    """An amount owed to customs (feed `payables.csv`); an approved deferral moves its deadline."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("Duty")
        FINE = "fine", _("Fine")
        ILLEGAL_GAINS = "illegal_gains", _("Confiscated illegal gains")
        GOODS_VALUE = "goods_value", _("Equivalent value of smuggled goods")

    document_no = models.CharField(_("document number"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    amount_cny = yuan(_("amount (yuan)"))
    due_on = models.DateField(_("due on"))
    deferred_to = models.DateField(_("deferred to"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("payable")
        verbose_name_plural = _("payables")
        indexes = [
            models.Index(
                fields=["enterprise"],
                name="payable_unpaid",
                condition=models.Q(paid_on__isnull=True),
                include=["id", "kind", "amount_cny", "due_on", "deferred_to", "paid_on"],  # the night reads nothing else
            ),
            models.Index(fields=["paid_on"], name="payable_paid", condition=models.Q(paid_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.document_no


class TradeYear(DatedFact):
    """A firm's calendar year in figures (feed `trade_years.csv`); amounts in yuan, the rest are counts."""

    year = models.PositiveSmallIntegerField(_("year"))
    documents = models.PositiveBigIntegerField(_("documents"), null=True, blank=True)
    import_cny = yuan(_("imports (yuan)"), null=True, blank=True)
    export_cny = yuan(_("exports (yuan)"), null=True, blank=True)
    inspected = models.PositiveBigIntegerField(_("inspected"), null=True, blank=True)
    tax_cny = yuan(_("taxes paid (yuan)"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("trade year")
        verbose_name_plural = _("trade years")
        constraints = [models.UniqueConstraint(fields=["enterprise", "year"], name="one_row_a_firm_and_year")]

    def __str__(self) -> str:
        return str(self.year)


class Investigation(DatedFact):
    """A customs case investigation (feed `investigations.csv`)."""

    case_no = models.CharField(_("case number"), max_length=80, unique=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("investigation")
        verbose_name_plural = _("investigations")

    def __str__(self) -> str:
        return self.case_no


class Certification(DatedFact):
    """An AEO certification (feed `certifications.csv`)."""

    class Level(models.TextChoices):
        ADVANCED_CERTIFIED = "advanced_certified", _("Advanced Certified Enterprise")
        CERTIFIED = "certified", _("Certified Enterprise")

    certificate_no = models.CharField(_("certificate number"), max_length=80, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    granted_on = models.DateField(_("granted on"))
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")

    def __str__(self) -> str:
        return self.certificate_no


class Rectification(DatedFact):
    """A period in which a firm repairs a failed standard (feed `rectifications.csv`)."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(_("period ends on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    expired_on = models.DateField(
        _("expired on"), null=True, blank=True, help_text=_("Set by the night: the first day after a period that ran out.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")

    def __str__(self) -> str:
        return self.reference


class DecidedRating(DatedFact):
    """A rating that was decided: `regular` or worse (feed `ratings.csv`, or a decision made in the portal).

    Of two of one day the one recorded later (the higher id) is the latest.
    """

    class Level(models.TextChoices):
        REGULAR = "regular", _("Regular Enterprise")
        DISCREDITED = "discredited", _("Discredited Enterprise")
        SERIOUSLY_DISCREDITED = "seriously_discredited", _("Seriously Discredited Enterprise")

    class Ground(models.TextChoices):
        """The grounds that a rating may name (Order 251 arts. 22-23, carried over)."""

        SMUGGLING_CRIME = "smuggling_crime", _("Smuggling crime")
        SMUGGLING_ACT = "smuggling_act", _("Smuggling act")
        PENALTY_RATE = "penalty_rate", _("Rate and total of penalties")
        OVERDUE_DUTY = "overdue_duty", _("Overdue duty")
        OVERDUE_FINE = "overdue_fine", _("Overdue fine")
        OBSTRUCTION = "obstruction", _("Obstruction")
        BRIBERY = "bribery", _("Bribery")
        SERIOUS_CRIME = "serious_crime", _("Serious crime")
        SOLID_WASTE_IMPORT = "solid_waste_import", _("Solid waste import")

    level = models.CharField(_("level"), max_length=25, choices=Level.choices)
    effective_on = models.DateField(_("effective on"))
    grounds = models.CharField(_("grounds"), max_length=200, blank=True, help_text=_("Codes separated by a blank."))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("decided rating")
        verbose_name_plural = _("decided ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "effective_on"],
                condition=models.Q(delivery__isnull=False),
                name="one_delivered_rating_a_firm_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.effective_on}"

    @property
    def grounds_named(self) -> list[str]:
        """What the grounds are called."""
        return self.names_of_grounds(self.grounds)

    @classmethod
    def names_of_grounds(cls, codes: str) -> list[str]:
        """What grounds are called, of their codes separated by a blank; a code that is not known stands as it is."""
        names = dict(cls.Ground.choices)
        return [str(names.get(code, code)) for code in codes.split()]
