"""Applications for credit repair (Order 251 arts. 26-29, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import DecidedRating
from ratings.models.casework import Case


class RepairApplication(models.Model):
    """What a discredited firm applied with, and what was found on each condition.

    `checked` is frozen by each check: the day, the points (selectors/repair.py), the grounds as `explain` prints them, and
    the facts known. A later check takes the place of an earlier one; the act of the case keeps both.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="repair", verbose_name=_("case"))
    rating = models.ForeignKey(
        DecidedRating, models.PROTECT, related_name="+", verbose_name=_("rating that it asks to repair")
    )
    received_on = models.DateField(_("received on"))
    corrected = models.TextField(_("what was corrected"))
    effects = models.TextField(_("how the effects were removed"))
    checked = models.JSONField(_("conditions as checked"), default=dict)
    granted = models.BooleanField(_("granted"), null=True, help_text=_("Empty until the decision is signed."))

    class Meta:
        verbose_name = _("application for credit repair")
        verbose_name_plural = _("applications for credit repair")

    def __str__(self) -> str:
        return str(self.case)
