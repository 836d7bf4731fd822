"""Mergers, divisions and cancellations of firms (Order 251 art. 33, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.models import Enterprise
from ratings.models.casework import Case


class Succession(models.Model):
    """A merger, division or cancellation, with the day on which it takes effect."""

    class Kind(models.TextChoices):
        DIVISION_MAIN = "division_main", _("Division, one part takes the main rights and duties")
        DIVISION_DISSOLVED = "division_dissolved", _("Division, the original is dissolved")
        ABSORPTION = "absorption", _("Absorption by a firm that goes on")
        NEW_MERGER = "new_merger", _("Merger into a new firm")
        CANCELLATION = "cancellation", _("Cancellation")

    case = models.OneToOneField(Case, models.PROTECT, related_name="succession", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    effective_on = models.DateField(_("takes effect on"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("merger, division or cancellation")
        verbose_name_plural = _("mergers, divisions and cancellations")

    def __str__(self) -> str:
        return str(self.case)


class SuccessionPart(models.Model):
    """A firm that takes part: one that was there before, or one that follows."""

    class Role(models.TextChoices):
        ORIGINAL = "original", _("before")
        MAIN = "main", _("after, takes the main rights and duties")
        SUCCESSOR = "successor", _("after")

    succession = models.ForeignKey(Succession, models.PROTECT, related_name="parts", verbose_name=_("succession"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="succession_parts", verbose_name=_("enterprise"))
    role = models.CharField(_("part"), max_length=10, choices=Role.choices)

    class Meta:
        verbose_name = _("firm of a succession")
        verbose_name_plural = _("firms of successions")
        constraints = [
            models.UniqueConstraint(fields=["succession", "enterprise", "role"], name="a_firm_once_a_part_of_a_succession")
        ]

    def __str__(self) -> str:
        return str(self.enterprise)
