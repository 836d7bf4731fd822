"""What the nights said: runs, the standing of each firm, every outcome that changed, and the counts of a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from ratings.levels import Level, Suspension


class Run(models.Model):
    """One night: what it was asked, what it did, how it ended."""

    class Mode(models.TextChoices):
        INCREMENTAL = "incremental", _("incremental")
        FULL = "full", _("full")

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("schedule")
        COMMAND = "command", _("command line")
        PORTAL = "portal", _("portal")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        HELD = "held", _("held by the brake")
        FAILED = "failed", _("failed")
        ABANDONED = "abandoned", _("killed before its end")

    as_of = models.DateField(_("judged for"))
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, blank=True)
    trigger = models.CharField(_("started by"), max_length=10, choices=Trigger.choices)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, db_index=True)
    rulebook = models.CharField(_("rulebook"), max_length=20, blank=True)
    rulebook_version = models.CharField(_("rulebook version"), max_length=64, blank=True)
    enterprises = models.PositiveBigIntegerField(_("firms"), default=0)
    last_enterprise = models.PositiveBigIntegerField(
        _("last firm"),
        default=0,
        help_text=_("The highest id of a firm that this night knew; later ones are new to the next."),
    )
    judged = models.PositiveBigIntegerField(_("judged"), default=0)
    changed = models.PositiveBigIntegerField(_("outcomes changed"), default=0)
    undetermined = models.PositiveBigIntegerField(_("firms with an undetermined ground"), default=0)
    rectifications_expired = models.PositiveBigIntegerField(_("rectifications expired"), default=0)
    cases_opened = models.PositiveBigIntegerField(_("cases opened"), default=0)
    cases_extended = models.PositiveBigIntegerField(_("cases with new evidence"), default=0)
    failures_found = models.PositiveBigIntegerField(_("standards newly failed"), default=0)
    failures_ended = models.PositiveBigIntegerField(_("failures of standards ended"), default=0)
    suspensions_proposed = models.PositiveBigIntegerField(_("suspensions and their ends proposed"), default=0)
    levels_changed = models.PositiveBigIntegerField(_("restorations"), default=0)
    restorations_waiting = models.PositiveBigIntegerField(_("restorations that wait for an officer"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    delivery_late = models.BooleanField(_("no recent delivery"), default=False)
    error = models.TextField(_("error"), blank=True)
    exported_at = models.DateTimeField(_("levels written out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} · {self.as_of}"


class BrakeRelease(models.Model):
    """Two people let a held night go on: one asks with a reason, another approves; the next night of that day is free."""

    run = models.OneToOneField(Run, models.PROTECT, related_name="release", verbose_name=_("night"))
    reason = models.CharField(_("reason"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("brake release")
        verbose_name_plural = _("brake releases")

    def __str__(self) -> str:
        return str(self.run)


class Assessed(models.Model):
    """What is said of a firm for one day; empty levels: the firm is not judged (not registered yet, or cancelled)."""

    level_in_force = models.CharField(_("level in force"), max_length=25, choices=Level.choices, null=True, blank=True)
    in_force_since = models.DateField(_("in force since"), null=True, blank=True)
    indicated_level = models.CharField(_("indicated level"), max_length=25, choices=Level.choices, null=True, blank=True)
    serious_list = models.BooleanField(_("on the serious list (Order 251)"), default=False)
    protected_until = models.DateField(_("protected until"), null=True, blank=True)
    suspension = models.CharField(_("suspension"), max_length=4, choices=Suspension.choices, blank=True)
    watch = models.CharField(_("watch"), max_length=40, blank=True, help_text=_("Codes separated by a blank."))
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    met = models.CharField(_("grounds met"), max_length=200, blank=True, help_text=_("Codes separated by a blank."))
    undetermined = models.CharField(
        _("undetermined grounds"), max_length=200, blank=True, help_text=_("Codes separated by a blank.")
    )

    class Meta:
        abstract = True


class Standing(Assessed):
    """What the last night that judged the firm said of it.

    A firm without a row is what nearly all are: regular and indicated regular, no ground met, nothing due. Firms that have
    anything else have a row, so nights and lists stay quick however many firms are registered.
    """

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("enterprise")
    )
    founding = models.TextField(
        _("founding facts"),
        blank=True,
        help_text=_("ground:source:id of each fact that founds a finding, sorted, by blanks."),
    )
    lower = models.BooleanField(_("a lower level is indicated"), default=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", db_index=False, verbose_name=_("night"))

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["next_review_on"], name="standing_due"),
            models.Index(fields=["level_in_force"], name="standing_level"),
            models.Index(fields=["indicated_level"], name="standing_indicated"),
            models.Index(fields=["enterprise"], name="standing_lower", condition=models.Q(lower=True)),
            models.Index(
                fields=["protected_until"], name="standing_protected", condition=models.Q(protected_until__isnull=False)
            ),
            models.Index(fields=["suspension"], name="standing_suspension", condition=~models.Q(suspension="")),
            models.Index(fields=["enterprise"], name="standing_undetermined", condition=~models.Q(undetermined="")),
        ]

    def __str__(self) -> str:
        return str(self.enterprise_id)


class Outcome(Assessed):
    """An outcome that changed, kept as the night said it, with every ground and its figures. Never altered."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="outcomes", verbose_name=_("enterprise"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="outcomes", db_index=False, verbose_name=_("night"))
    as_of = models.DateField(_("judged for"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    level_changed = models.BooleanField(
        _("level or suspension changed"),
        help_text=_("Whether clearance must learn of it: level in force, since when, suspension."),
    )
    grounds = models.JSONField(_("grounds"), default=dict, help_text=_("As `explain` prints them."))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="outcome_of_firm"),
            models.Index(fields=["run", "id"], name="outcome_of_run"),  # the page of a night, by key
            models.Index(fields=["as_of"], name="outcome_level_changed", condition=models.Q(level_changed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.as_of}"


class DistrictCount(models.Model):
    """How many firms of a district have a level on a day, as the last night of that day counted."""

    as_of = models.DateField(_("day"))
    district = models.CharField(_("customs district"), max_length=4)
    level = models.CharField(_("level in force"), max_length=25, choices=Level.choices)
    firms = models.PositiveBigIntegerField(_("firms"))

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of a day")
        constraints = [models.UniqueConstraint(fields=["as_of", "district", "level"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.as_of} {self.district} {self.level}"
