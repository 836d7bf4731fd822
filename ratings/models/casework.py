"""Cases that a finding opens, the evidence frozen with them, and decisions."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField

from enterprises.models import DecidedRating, Enterprise
from ratings.casework.adverse import Step
from ratings.casework.kinds import Kind
from ratings.casework.procedures import STEP_LABELS, Transitions
from ratings.levels import Level
from ratings.models.assessment import Run


class Case(Transitions, models.Model):
    """A finding that officers must work: no program lowers a firm, it opens a case (Order 251 arts. 24-25, carried over).

    `state` says whether the case is alive; `step` how far its procedure is (ratings/casework/ declares the steps of each kind
    and who takes which). A restoration that waits for an officer (setting NIGHT_RESTORES_ALONE) is a case of its own kind.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISMISSED = "dismissed", _("dismissed")
        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("withdrawn")

    Kind = Kind
    Step = Step

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="cases", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    step = FSMField(_("step"), max_length=30, default=Step.FOUND, protected=True)
    district = models.CharField(_("customs district"), max_length=4)
    level_in_force = models.CharField(_("level in force"), max_length=25, choices=Level.choices)
    indicated_level = models.CharField(_("indicated level"), max_length=25, choices=Level.choices)
    opened_on = models.DateField(_("opened on"))
    opened_by_run = models.ForeignKey(
        Run, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("opened by night")
    )
    opened_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("worked by")
    )
    due_on = models.DateField(_("next deadline"), null=True, blank=True, help_text=_("Of the step that the case is at."))
    notice_signed_on = models.DateField(_("prior notice signed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                condition=models.Q(state="open") & ~models.Q(kind="objection"),
                name="one_open_case_a_kind",
            )
        ]
        indexes = [
            models.Index(fields=["state", "district", "-id"], name="case_desk"),
            models.Index(fields=["district", "due_on"], name="case_due", condition=models.Q(state="open")),
            models.Index(fields=["owner", "due_on"], name="case_owner", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The case's number, as in C-2026-5200-000081."""
        return f"C-{self.opened_on.year}-{self.district}-{self.pk:06d}"

    @property
    def step_label(self) -> Any:
        """The step in words."""
        return STEP_LABELS[self.step]

    def signed_letter(self, *kinds: str) -> "Letter":
        """The last signed letter of these kinds. Raises Letter.DoesNotExist where there is none."""
        return self.letters.filter(kind__in=kinds, state="signed").latest("id")


class CaseFreeze(models.Model):
    """The grounds and evidence of a case as found on one day; a later one has the next number. What was found is never altered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="freezes", verbose_name=_("case"))
    number = models.PositiveSmallIntegerField(_("number"))
    run = models.ForeignKey(
        Run, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("night")
    )  # empty: an officer opened the case
    as_of = models.DateField(_("judged for"))
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    supplementary = models.BooleanField(
        _("waits for a supplementary notice"), default=False, help_text=_("Found after the prior notice was signed.")
    )
    indicated_level = models.CharField(_("indicated level"), max_length=25, choices=Level.choices)
    grounds = models.JSONField(_("grounds"), help_text=_("As `explain` prints them."))
    letter = models.ForeignKey(
        "ratings.Letter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="freezes",
        verbose_name=_("notice that told the firm of it"),
        help_text=_("Set when the notice is signed. A decision judges only what the firm was told of."),
    )

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


class CaseAct(models.Model):
    """What a person did with a case: the frozen record of one step. Never altered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts", verbose_name=_("case"))
    act = models.CharField(_("act"), max_length=30, help_text=_("The transition's name in the procedure."))
    from_step = models.CharField(_("from step"), max_length=30)
    to_step = models.CharField(_("to step"), max_length=30)
    on = models.DateField(_("day of the act"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    note = models.TextField(_("reasons"), blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case} · {self.act}"


class CaseFile(models.Model):
    """A paper of a case: a proof of service, a defence. Kept as it came, with its digest."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files", verbose_name=_("case"))
    act = models.ForeignKey(CaseAct, models.PROTECT, related_name="files", null=True, verbose_name=_("act"))
    file = models.FileField(_("file"), upload_to="cases/%Y/%m")
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter of a case: drafted from its frozen facts, marked 草稿 until it is signed, and never changed after."""

    class Kind(models.TextChoices):
        PRIOR_NOTICE = "prior_notice", _("prior notice")
        SUPPLEMENTARY_NOTICE = "supplementary_notice", _("supplementary prior notice")
        DECISION = "decision", _("decision")
        DISMISSAL = "dismissal", _("notice that the case is dropped")
        CERTIFICATION = "certification", _("decision on an application")
        REVIEW_RESULT = "review_result", _("result of a review")
        OBJECTION_REPLY = "objection_reply", _("reply to an objection")
        SUSPENSION = "suspension", _("order of suspension")
        RESUMPTION = "resumption", _("decision to end a suspension")
        REPAIR_DECISION = "repair_decision", _("decision on a credit repair")
        RECTIFICATION_NOTICE = "rectification_notice", _("rectification notice")
        RECTIFICATION_REFUSAL = "rectification_refusal", _("refusal of a rectification")
        RECTIFICATION_RESULT = "rectification_result", _("result of a rectification")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RETURNED = "returned", pgettext_lazy("letter", "sent back")
        SIGNED = "signed", _("signed")
        VOID = "void", _("void")

    class Method(models.TextChoices):
        DIRECT = "direct", _("handed over")
        POST = "post", _("by post")
        ELECTRONIC = "electronic", _("electronically")
        LEFT = "left", _("left at the place")
        PUBLIC = "public", _("by public notice")

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=25, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField(_("content"), help_text=_("Everything that the letter says, frozen when it is drafted."))
    drafted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"), auto_now_add=True)
    signed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    file = models.FileField(_("PDF"), upload_to="letters/%Y/%m", blank=True)
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)
    served_on = models.DateField(_("served on"), null=True, blank=True)
    served_by = models.CharField(_("how it was served"), max_length=10, choices=Method.choices, blank=True)

    OF_SERVICE = frozenset({"served_on", "served_by"})

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ever, but of a signed letter only its service is recorded. Raises ValidationError for anything else."""
        if not set(kwargs.get("update_fields") or ["all"]) <= self.OF_SERVICE:
            self._refuse_if_signed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """As ever, but not of a signed letter. Raises ValidationError."""
        self._refuse_if_signed()
        return super().delete(*args, **kwargs)

    @property
    def received_on(self) -> date:
        """The day on which the firm received it. Raises ValueError for a letter that is not served."""
        if self.served_on is None:
            raise ValueError(f"{self.number} is not served")
        return self.served_on

    @property
    def decided_on(self) -> date:
        """The day on which it was signed. Raises ValueError for a draft."""
        if self.signed_on is None:
            raise ValueError(f"{self.number} is not signed")
        return self.signed_on

    def _refuse_if_signed(self) -> None:
        if self.pk and Letter.objects.filter(pk=self.pk, state=self.State.SIGNED).exists():
            raise ValidationError(_("A signed letter is never changed; only its service can be recorded."))


class Defence(models.Model):
    """What the firm stated against a prior notice, or that it stated nothing; and what customs found on each point."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="defences", verbose_name=_("case"))
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="defence", verbose_name=_("prior notice"))
    received_on = models.DateField(
        _("received on"), null=True, blank=True, help_text=_("Empty: the firm stated nothing in time.")
    )
    points = models.JSONField(_("points"), default=list, help_text=_("Each with what was stated, accepted or not, and why."))
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    verified_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    class Meta:
        verbose_name = _("defence")
        verbose_name_plural = _("defences")

    def __str__(self) -> str:
        return str(self.letter)

    @property
    def came_on(self) -> date:
        """The day on which it was received. Raises ValueError where the firm stated nothing."""
        if self.received_on is None:
            raise ValueError(f"no defence against {self.letter}")
        return self.received_on


class Decision(models.Model):
    """An act that changed a level: what, by which article, on which evidence, by whom. Never altered."""

    class Kind(models.TextChoices):
        RESTORATION = "restoration", _("Restoration to regular")
        ADVERSE = "adverse", _("Adverse level")
        ADJUSTMENT = "adjustment", _("AEO level adjusted")
        CERTIFICATION = "certification", _("Certification granted")
        REFUSAL = "refusal", _("Certification refused")
        REPAIR = "repair", _("Repaired to regular")
        SUCCESSION = "succession", _("Levels after a merger or division")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="decisions", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    rating = models.OneToOneField(
        DecidedRating, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("rating")
    )
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
        indexes = [
            models.Index(
                fields=["-decided_on", "-id"],
                name="decision_restored_alone",
                condition=models.Q(kind="restoration", run__isnull=False, case__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"D-{self.decided_on.year}-{self.pk:06d}"
