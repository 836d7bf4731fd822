"""Applications for certification, and the score sheet that examiners fill (Order 282 arts. 18-25, reported)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.models.facts import yuan
from ratings.certification.grades import Dimension, Grade
from ratings.levels import Level
from ratings.models.casework import Case, CaseFile


class Examination(models.Model):
    """What examiners examine by a score sheet: `level` names the standard, beside it the individual ones that apply."""

    individual = models.JSONField(
        _("individual standards"), default=list, blank=True, help_text=_("Those that the examiners find to apply.")
    )

    level: models.CharField
    case: models.OneToOneField

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.case)

    @property
    def individual_labels(self) -> list[str]:
        """The individual standards that apply, in words."""
        return [str(Dimension(value).label) for value in self.individual]

    @property
    def since(self) -> date:
        """The day from which the examination may have begun."""
        raise NotImplementedError


class Application(Examination):
    """What an application for certification adds to its case: the level, when it came, how it ended."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the firm")

    case = models.OneToOneField(Case, models.PROTECT, related_name="application", verbose_name=_("case"))
    level = models.CharField(
        _("level applied for"),
        max_length=25,
        choices=[(level.value, level.label) for level in (Level.ADVANCED_CERTIFIED, Level.CERTIFIED)],
    )
    received_on = models.DateField(_("received on"))
    extended_on = models.DateField(_("time extended on"), null=True, blank=True)
    put_right_until = models.DateField(_("to be put right until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    @property
    def since(self) -> date:
        """The day on which it was received."""
        return self.received_on


class Examiner(models.Model):
    """One of the two examiners of an application or a review."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="examiners", verbose_name=_("case"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("examiner"))
    assigned_on = models.DateField(_("assigned on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("examiner")
        verbose_name_plural = _("examiners")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=models.Q(ended_on__isnull=True), name="an_examiner_once_a_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class ClockStop(models.Model):
    """A time that is not counted: an audit, a verification or a case investigation runs (Order 282 arts. 18-25, reported)."""

    class Cause(models.TextChoices):
        AUDIT = "audit", _("Audit")
        VERIFICATION = "verification", _("Verification")
        INVESTIGATION = "investigation", _("Case investigation")

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_stops", verbose_name=_("case"))
    cause = models.CharField(_("cause"), max_length=15, choices=Cause.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("runs on from"), null=True, blank=True, help_text=_("The first day that counts again."))

    class Meta:
        verbose_name = _("time not counted")
        verbose_name_plural = _("times not counted")
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ends_on__isnull=True), name="one_running_stop_a_case"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_stop_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.cause} {self.starts_on}"


class FinancialStatement(models.Model):
    """The figures of an audited annual statement, in yuan, from which the financial items are computed (items 13 and 14)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name=_("case"))
    year = models.PositiveSmallIntegerField(_("year"))
    total_assets = yuan(_("total assets"))
    total_assets_before = yuan(_("total assets at the beginning of the year"))
    total_liabilities = yuan(_("total liabilities"))
    current_assets = yuan(_("current assets"))
    current_liabilities = yuan(_("current liabilities"))
    cash = yuan(_("cash"))
    trading_assets = yuan(_("trading financial assets"))
    operating_cash_flow = yuan(_("net operating cash flow"))
    revenue = yuan(_("operating revenue"))
    cost_of_sales = yuan(_("cost of sales"))
    operating_profit = yuan(_("operating profit"))
    total_profit = yuan(_("total profit"))
    interest_expense = yuan(_("interest expense"))
    net_profit = yuan(_("net profit"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("financial statement")
        verbose_name_plural = _("financial statements")
        constraints = [models.UniqueConstraint(fields=["case", "year"], name="a_statement_once_a_year")]

    def __str__(self) -> str:
        return f"{self.case} · {self.year}"


class ScoreLine(models.Model):
    """An item of a case's score sheet: what the portal filled in from the facts, and what an examiner found.

    An item without a grade is open: the sheet never assumes that it is met.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="score_lines", verbose_name=_("case"))
    item = models.CharField(_("item"), max_length=25, help_text=_("As in ACE-18."))
    portal_grade = models.CharField(_("grade by the facts"), max_length=15, choices=Grade.choices, blank=True)
    portal_said = models.JSONField(
        _("figures and evidence"), null=True, blank=True, help_text=_("Empty: no feed is a source of this item.")
    )
    judged_for = models.DateField(_("judged for"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=15, choices=Grade.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Needed where it differs from what the facts say."))
    note = models.TextField(_("note"), blank=True)
    examiner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("examiner")
    )
    graded_at = models.DateTimeField(_("graded at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    files = models.ManyToManyField(CaseFile, related_name="score_lines", blank=True, verbose_name=_("evidence"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("item of a score sheet")
        verbose_name_plural = _("items of score sheets")
        constraints = [models.UniqueConstraint(fields=["case", "item"], name="an_item_once_a_sheet")]

    def __str__(self) -> str:
        return self.item
