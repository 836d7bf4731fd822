"""China's official working days, as entered in the portal for years that the shipped calendar does not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class OfficialDay(models.Model):
    """A weekday that is off, or a weekend day that is worked, by the State Council's notice of the year.

    It counts once a second person approved it.
    """

    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"))
    source = models.CharField(_("source"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official day")
        verbose_name_plural = _("official days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=models.Q(withdrawn_at__isnull=True), name="one_entry_a_day")
        ]

    def __str__(self) -> str:
        return str(self.day)
