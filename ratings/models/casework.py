"""Cases that a finding opens, the evidence frozen with them, and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import DecidedRating, Enterprise
from ratings.levels import Level
from ratings.models.assessment import Run


class Case(models.Model):
    """A finding that an officer must work: no program lowers a firm, it opens a case.

    A restoration that waits for an officer (setting NIGHT_RESTORES_ALONE) is a case too.
    """

    class Kind(models.TextChoices):
        LOWER = "lower", _("A lower level is indicated")
        RESTORATION = "restoration", _("A restoration waits")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISMISSED = "dismissed", _("dismissed")
        DECIDED = "decided", _("decided")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="cases", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    district = models.CharField(_("customs district"), max_length=4)
    level_in_force = models.CharField(_("level in force"), max_length=25, choices=Level.choices)
    indicated_level = models.CharField(_("indicated level"), max_length=25, choices=Level.choices)
    opened_on = models.DateField(_("opened on"))
    opened_by_run = models.ForeignKey(Run, models.PROTECT, related_name="cases", verbose_name=_("opened by night"))
    notice_signed_on = models.DateField(_("prior notice signed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"], condition=models.Q(state="open"), name="one_open_case_a_kind"
            )
        ]
        indexes = [models.Index(fields=["state", "district", "-id"], name="case_desk")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The case's number, as in C-2026-5200-000081."""
        return f"C-{self.opened_on.year}-{self.district}-{self.pk:06d}"


class CaseFreeze(models.Model):
    """The grounds and evidence of a case as found on one day; a later one has the next number. Never altered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="freezes", verbose_name=_("case"))
    number = models.PositiveSmallIntegerField(_("number"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name=_("night"))
    as_of = models.DateField(_("judged for"))
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    supplementary = models.BooleanField(
        _("waits for a supplementary notice"), default=False, help_text=_("Found after the prior notice was signed.")
    )
    indicated_level = models.CharField(_("indicated level"), max_length=25, choices=Level.choices)
    grounds = models.JSONField(_("grounds"), help_text=_("As `explain` prints them."))

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_freeze_a_number")]

    def __str__(self) -> str:
        return f"{self.case} / {self.number}"


class CaseEvidence(models.Model):
    """A founding fact as it was when it was frozen. Never altered."""

    freeze = models.ForeignKey(CaseFreeze, models.PROTECT, related_name="evidence", verbose_name=_("freeze"))
    ground = models.CharField(_("ground"), max_length=40)
    source = models.CharField(_("kind of fact"), max_length=30, help_text=_("The model's name, as in penalty."))
    fact_id = models.PositiveBigIntegerField(_("fact"))
    key = models.CharField(_("number"), max_length=80)
    snapshot = models.JSONField(_("as it was"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["freeze", "ground", "source", "fact_id"], name="one_evidence_a_freeze")
        ]

    def __str__(self) -> str:
        return self.key


class Decision(models.Model):
    """An act that changed a level: what, by which article, on which evidence, by whom. Never altered."""

    class Kind(models.TextChoices):
        RESTORATION = "restoration", _("Restoration to regular")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="decisions", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    rating = models.OneToOneField(DecidedRating, models.PROTECT, related_name="decision", verbose_name=_("rating"))
    decided_on = models.DateField(_("decided on"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("night"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("case"))
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    basis = models.CharField(_("legal basis"), max_length=200)
    evidence = models.JSONField(_("evidence"), help_text=_("The outcome that it rests on, as `explain` prints it."))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"D-{self.decided_on.year}-{self.pk:06d}"
