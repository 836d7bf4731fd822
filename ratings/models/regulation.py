"""Figures of the rulebooks that the legal desk confirmed or amended in the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Proposal, decided_by_another


class FigureAmendmentQuerySet(models.QuerySet["FigureAmendment"]):
    def approved(self) -> "FigureAmendmentQuerySet":
        """Those that count, in the order of their approval: where two count on a day, the later one wins."""
        return self.filter(state=FigureAmendment.State.APPROVED).order_by("decided_at", "id")

    def waiting(self) -> "FigureAmendmentQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=FigureAmendment.State.PROPOSED)

    def of_figure(self, rulebook: str, figure: str) -> "FigureAmendmentQuerySet":
        """Those of one figure."""
        return self.filter(rulebook=rulebook, figure=figure)

    def with_people(self) -> "FigureAmendmentQuerySet":
        """With who proposed and who decided."""
        return self.select_related("proposed_by", "decided_by")


class FigureAmendment(Proposal):
    """A dated row over the shipped figure: it counts for every day from `valid_from` on, once a second person approved it."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REPORTED = "reported", _("reported")
        CARRIED_OVER = "carried_over", _("carried over")
        UNKNOWN = "unknown", _("unknown")

    rulebook = models.CharField(_("rulebook"), max_length=20)
    figure = models.CharField(_("figure"), max_length=60)
    value = models.CharField(_("value"), max_length=40, blank=True, help_text=_("Empty where the status is unknown."))
    status = models.CharField(_("status"), max_length=15, choices=Status.choices)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))

    objects = FigureAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amended figure")
        verbose_name_plural = _("amended figures")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=decided_by_another("approved"), name="figure_approved_by_another")]

    def __str__(self) -> str:
        return f"{self.rulebook} {self.figure} = {self.value or '?'}"
