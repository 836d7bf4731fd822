"""What only a rectification case knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Rectification
from ratings.models.casework import Case


class RectificationCase(models.Model):
    """An application for a rectification period, and the fact that its served grant made (the portal's own: no delivery)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="rectification", verbose_name=_("case"))
    applied_on = models.DateField(_("applied on"))
    standards = models.JSONField(_("failed standards"), help_text=_("Their codes, as in ACE-12."))
    minor = models.TextField(_("why the failure is minor"))
    unintended = models.TextField(_("why it was not intended"))
    fact = models.OneToOneField(
        Rectification, models.PROTECT, null=True, blank=True, related_name="portal_case", verbose_name=_("rectification")
    )

    class Meta:
        verbose_name = _("application for rectification")
        verbose_name_plural = _("applications for rectification")

    def __str__(self) -> str:
        return str(self.case)


class Milestone(models.Model):
    """A step of a running rectification: what is to be done by which day, and what came of it."""

    rectification = models.ForeignKey(
        RectificationCase, models.PROTECT, related_name="milestones", verbose_name=_("rectification")
    )
    what = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("by"))
    done_on = models.DateField(_("reached on"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what
