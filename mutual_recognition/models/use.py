"""What mutual recognition brings: consignments of a month with and without its benefit, as the source systems count them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from enterprises.models import Delivery
from mutual_recognition.models.partner import Partner

HOURS_DIGITS, HOURS_DECIMALS = 8, 2


def hours(label: object) -> models.DecimalField:
    """An average of hours; None where there was nothing to average, or nobody measured it."""
    return models.DecimalField(label, max_digits=HOURS_DIGITS, decimal_places=HOURS_DECIMALS, null=True, blank=True)  # type: ignore[arg-type]


class PartnerUse(models.Model):
    """A month of trade with a partner in one direction (feed `mr_usage.csv`).

    `with` are consignments that had the benefit of mutual recognition, `without` all others; hours are the average from
    declaration to release.
    """

    class Direction(models.TextChoices):
        IMPORT = "import", _("import")
        EXPORT = "export", _("export")

    month = models.CharField(_("month"), max_length=7, help_text=_("Year and month, as in 2026-02."))
    partner = models.ForeignKey(
        Partner, models.PROTECT, db_column="partner", related_name="+", db_index=False, verbose_name=_("partner")
    )
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    consignments_with = models.PositiveBigIntegerField(_("consignments with benefit"))
    consignments_without = models.PositiveBigIntegerField(_("consignments without benefit"))
    inspected_with = models.PositiveBigIntegerField(_("inspected, with benefit"), null=True, blank=True)
    inspected_without = models.PositiveBigIntegerField(_("inspected, without benefit"), null=True, blank=True)
    release_hours_with = hours(_("hours to release, with benefit"))
    release_hours_without = hours(_("hours to release, without benefit"))
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("source")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("mutual recognition", "use of mutual recognition")
        verbose_name_plural = pgettext_lazy("mutual recognition", "use of mutual recognition")
        constraints = [
            models.UniqueConstraint(fields=["partner", "month", "direction"], name="use_of_a_partner_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(inspected_with__lte=models.F("consignments_with"))
                & models.Q(inspected_without__lte=models.F("consignments_without")),
                name="no_more_inspected_than_came",
            ),
        ]
        indexes = [models.Index(fields=["month", "partner"], name="use_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.partner_id} {self.direction}"
