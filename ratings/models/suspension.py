"""Orders that suspend measures of AEO firms (Order 251 arts. 20-21, carried over)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.models import Enterprise
from ratings.models.casework import Case, CaseEvidence


class SuspensionOrderQuerySet(models.QuerySet):
    """Chainable phrases."""

    def in_force(self, day: date) -> "SuspensionOrderQuerySet":
        """Orders that suspend on the day: begun, and not ended on or before it."""
        return self.filter(models.Q(to_on__isnull=True) | models.Q(to_on__gt=day), from_on__lte=day)


class SuspensionOrder(models.Model):
    """A served order: what of a firm's AEO measures is suspended, from which day, and until when.

    The level stays; the order bites only while the firm is an AEO. Its causes are the frozen evidence of `case`, and, where
    an officer found it, a `risk`. It ends when its causes do: `to_on` is the first day on which the measures apply again.
    """

    class Scope(models.TextChoices):
        ALL = "all", _("all AEO measures")
        GUARANTEE = "guarantee", _("the guarantee waiver")

    class Risk(models.TextChoices):
        FINANCIAL_RISK = "financial_risk", _("financial risk")
        HIDING_ASSETS = "hiding_assets", _("signs of hiding assets")

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="suspension_orders", verbose_name=_("enterprise")
    )
    case = models.OneToOneField(Case, models.PROTECT, related_name="suspension_order", verbose_name=_("case"))
    scope = models.CharField(_("what is suspended"), max_length=10, choices=Scope.choices)
    risk = models.CharField(_("risk"), max_length=15, choices=Risk.choices, blank=True)
    reasons = models.TextField(_("reasons"))
    from_on = models.DateField(_("suspended from"))
    ordered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("ordered by"))
    end_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="ended_suspensions", verbose_name=_("case of the end")
    )
    to_on = models.DateField(_("applies again from"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    history = HistoricalRecords()

    objects = SuspensionOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of suspension")
        verbose_name_plural = _("orders of suspension")
        ordering = ["from_on", "id"]
        indexes = [
            models.Index(fields=["from_on"], name="suspension_running", condition=models.Q(to_on__isnull=True)),
            models.Index(fields=["from_on"], name="suspension_began"),
            models.Index(fields=["to_on"], name="suspension_ended", condition=models.Q(to_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="suspension_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return f"S-{self.from_on.year}-{self.pk:06d}"

    @property
    def whole(self) -> bool:
        """Whether it suspends every measure for AEO firms."""
        return self.scope == self.Scope.ALL

    def causes(self) -> models.QuerySet[CaseEvidence]:
        """The facts that founded it, as they were frozen."""
        return CaseEvidence.objects.filter(freeze__case=self.case_id).order_by("freeze__number", "key")
