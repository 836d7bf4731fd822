"""Reviews of AEO firms, and the watch over the standards of all of them (Order 282 arts. 18-25, reported)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.models import Enterprise
from ratings.certification.standards import Standard, all_standards
from ratings.levels import Level
from ratings.models.assessment import Run
from ratings.models.casework import Case
from ratings.models.certification import Examination


class Review(Examination):
    """What a review adds to its case: the level that is reviewed, why it was opened, how it ended and from which day."""

    class Cause(models.TextChoices):
        REGULAR = "regular", _("regular: the cycle of an advanced certified firm")
        IRREGULAR = "irregular", _("irregular: something abnormal shows")

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        STANDS = "stands", _("passed: the level stands")
        FAILED = "failed", _("not passed")
        PUT_RIGHT = "put_right", _("not passed, put right by a rectification")

    case = models.OneToOneField(Case, models.PROTECT, related_name="review", verbose_name=_("case"))
    level = models.CharField(
        _("level reviewed"),
        max_length=25,
        choices=[(level.value, level.label) for level in (Level.ADVANCED_CERTIFIED, Level.CERTIFIED)],
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    due_on = models.DateField(
        _("review due on"),
        null=True,
        blank=True,
        help_text=_("As it was when it was opened; empty where the cycle is not known."),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    effective_on = models.DateField(
        _("effective on"), null=True, blank=True, help_text=_("The day on which the result was served.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    @property
    def since(self) -> date:
        """The day on which it was opened."""
        return self.case.opened_on


class WatchFindingQuerySet(models.QuerySet["WatchFinding"]):
    """Chainable phrases."""

    def standing(self) -> "WatchFindingQuerySet":
        """Failures that have not ended."""
        return self.filter(ended_on__isnull=True)

    def waiting(self) -> "WatchFindingQuerySet":
        """Failures that have not ended and that no officer has answered."""
        return self.standing().filter(case__isnull=True, dismissed_on__isnull=True)


class WatchFinding(models.Model):
    """An item of its standard that an AEO firm fails by the facts, as a night first found it. It changes no level.

    An officer answers it: with a review (`case`), or by dismissing it with a reason. It ends when the facts no longer say so
    or the firm no longer has the level; a failure that comes back is another finding.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="watch_findings", verbose_name=_("enterprise"))
    item = models.CharField(_("item"), max_length=25, help_text=_("As in ACE-18."))
    found_on = models.DateField(_("found on"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="watch_findings", verbose_name=_("night"))
    said = models.JSONField(_("figures and evidence"), help_text=_("As found; what a score sheet says of the item."))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="watch_findings", verbose_name=_("review")
    )
    dismissed_on = models.DateField(_("dismissed on"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dismissed by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = WatchFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed standard")
        verbose_name_plural = _("failed standards")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "item"], condition=models.Q(ended_on__isnull=True), name="one_standing_failure_an_item"
            )
        ]
        indexes = [
            models.Index(fields=["found_on", "id"], name="watch_found"),
            models.Index(
                fields=["found_on", "id"],
                name="watch_waiting",
                condition=models.Q(ended_on__isnull=True, case__isnull=True, dismissed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.found_on}"

    @property
    def standard(self) -> Standard:
        """The item of the standard."""
        return all_standards()[self.item]
