"""Reminders of a day to come, and notices of what the night did: raised by it, once each, shown in the portal and mailed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models import Enterprise, Rectification
from ratings.models.assessment import Run
from ratings.models.casework import Case, Decision


class Reminder(models.Model):
    """That a day is `days` days away, of a case or of a rectification; once each, whatever nights are killed or run twice.

    A day that moves is another day, and reminded of anew. A notice of a decision that the night made by itself, without a
    case, is one of the day itself (`days` is 0).
    """

    class Kind(models.TextChoices):
        RECTIFICATION_ENDS = "rectification_ends", _("The rectification period ends")
        CASE_DUE = "case_due", _("The deadline of a case comes")
        RESTORED = "restored", _("Restored to regular by the night")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="reminders", verbose_name=_("enterprise"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reminders", verbose_name=_("case"))
    rectification = models.ForeignKey(
        Rectification, models.PROTECT, null=True, related_name="reminders", verbose_name=_("rectification")
    )
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="reminders", verbose_name=_("decision"))
    due_on = models.DateField(_("day that it reminds of"))
    days = models.PositiveSmallIntegerField(_("days before"))
    raised_on = models.DateField(_("raised on"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="reminders", verbose_name=_("night"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rectification", "kind", "due_on", "days"],
                condition=Q(rectification__isnull=False),
                name="one_reminder_a_rectification",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "due_on", "days"],
                condition=Q(rectification__isnull=True),
                name="one_reminder_a_case",
            ),
            models.UniqueConstraint(
                fields=["decision", "kind"], condition=Q(decision__isnull=False), name="one_notice_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(rectification__isnull=False) | Q(decision__isnull=False),
                name="a_reminder_is_of_something",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "days"], name="reminder_due")]

    def __str__(self) -> str:
        return f"{self.number} · {self.due_on}"

    @property
    def number(self) -> str:
        """The number of what it is about: the decision's, the case's, or else the rectification's."""
        if self.decision:
            return str(self.decision)
        return self.case.number if self.case else self.rectification.reference  # type: ignore[union-attr]


class ReminderMailQuerySet(models.QuerySet["ReminderMail"]):
    def waiting(self, as_of: date) -> "ReminderMailQuerySet":
        """Mail that nobody began to send: of a day still to come and a matter still open, or of what the night decided."""
        to_come = Q(reminder__due_on__gte=as_of) & still_open("reminder__")
        return self.filter(to_come | Q(reminder__decision__isnull=False), claimed_at__isnull=True)


class ReminderMail(models.Model):
    """A reminder to one person. `claimed_at`: a process began to send it; `sent_at`: the mail server took it.

    Claimed and not sent: the process was killed in between, and whether the mail left is not known; it is not sent again.
    """

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="mails", verbose_name=_("reminder"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("to"))
    claimed_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = ReminderMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail of a reminder")
        verbose_name_plural = _("mail of reminders")
        constraints = [models.UniqueConstraint(fields=["reminder", "person"], name="one_mail_a_person")]
        indexes = [models.Index(fields=["id"], name="mail_waiting", condition=Q(claimed_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.reminder} · {self.person}"


def still_open(path: str = "") -> Q:
    """Of reminders, at the end of a path: the rectification has no result, or the case still has that deadline."""
    rectification = Q(**{f"{path}rectification__outcome": Rectification.Outcome.OPEN})
    rectification &= Q(**{f"{path}rectification__due_on": F(f"{path}due_on")})
    case = Q(**{f"{path}rectification__isnull": True, f"{path}case__state": Case.State.OPEN})
    return rectification | case & Q(**{f"{path}case__due_on": F(f"{path}due_on")})
