"""Which days are to be reminded of, and what a person is reminded of now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from accounts.models import User
from accounts.roles import ALLOWED, WHOLE_COUNTRY, Action
from enterprises.models import Rectification
from ratings.casework import certification, objection, repair
from ratings.casework.kinds import Kind
from ratings.models import Case, Decision, Reminder
from ratings.models.reminders import still_open

SHOWN = 50


@dataclass(frozen=True)
class ReminderRule:
    """What is reminded of, and how many days before its day comes.

    `subjects(as_of)` is a queryset of what is alive on a day: rectifications (`of` is "rectification"), cases ("case") or
    decisions ("decision"), each with the fields `enterprise` and `due_on` and the annotations `of_case` (the id of its case,
    or None) and `since` (the day from which its end was known: a reminder that would have been due earlier is left out).
    Where nobody works a case of it, those of the firm's district are told who may do `to`.
    """

    kind: str
    of: str
    days: tuple[int, ...]
    subjects: Callable[[date], QuerySet[Any]]
    to: Action = Action.SIGN_LETTER


def case_rule(*, kind: str, steps: tuple[str, ...], days: tuple[int, ...]) -> ReminderRule:
    """A rule for RULES that reminds of the deadline (`due_on`) of open cases of a kind at some steps."""

    def subjects(as_of: date) -> QuerySet[Case]:
        cases = Case.objects.filter(state=Case.State.OPEN, kind=kind, step__in=steps)
        return cases.annotate(of_case=F("pk"), since=F("opened_on"))

    return ReminderRule(Reminder.Kind.CASE_DUE, "case", days, subjects)


def _running(as_of: date) -> QuerySet[Rectification]:
    running = Rectification.objects.filter(outcome=Rectification.Outcome.OPEN, started_on__lte=as_of)
    return running.annotate(of_case=F("portal_case__case_id"), since=F("started_on"))


def _restored(as_of: date) -> QuerySet[Decision]:
    day = F("decided_on")
    return restored_alone().annotate(of_case=Value(None, IntegerField()), due_on=day, since=day)


def restored_alone() -> QuerySet[Decision]:
    """The restorations that nights made by themselves, without a case (Order 251 art. 29, carried over)."""
    return Decision.objects.filter(kind=Decision.Kind.RESTORATION, run__isnull=False, case__isnull=True)


RULES: tuple[ReminderRule, ...] = (
    ReminderRule(Reminder.Kind.RECTIFICATION_ENDS, "rectification", (60, 30, 7), _running),
    ReminderRule(Reminder.Kind.RESTORED, "decision", (0,), _restored, Action.WORK_CASE),
    case_rule(kind=Kind.REPAIR, steps=tuple(repair.Step), days=(5, 1)),
    case_rule(kind=Kind.OBJECTION, steps=tuple(objection.Step), days=(5, 1)),
    case_rule(kind=Kind.CERTIFICATION, steps=tuple(certification.Step), days=(30, 7)),
)
"""Every rule; a kind of case that reminds of its deadlines adds `case_rule(…)`."""


class Due(NamedTuple):
    """A reminder that is due and was not raised yet: of which firm, its customs, case, rectification or decision, which day."""

    enterprise_id: int
    district: str
    case_id: int | None
    rectification_id: int | None
    decision_id: int | None
    due_on: date
    days: int


def reminders_due(rule: ReminderRule, as_of: date) -> Iterator[Due]:
    """The reminders of a rule that are due on a day and were not raised yet; a query for each number of days.

    A day is reminded of when so many days are left, or fewer where nights were missed: then only the latest reminder is
    raised, not all that were missed. Memory does not grow with the rows.
    """
    earlier = 0
    for days in sorted(rule.days):
        raised = {"kind": rule.kind, "days": days, "due_on": OuterRef("due_on"), rule.of: OuterRef("pk")}
        window = (as_of + timedelta(days=earlier), as_of + timedelta(days=days))
        waiting = rule.subjects(as_of).filter(~Exists(Reminder.objects.filter(**raised)), due_on__range=window)
        rows = waiting.order_by("pk").values_list(
            "pk", "enterprise_id", "enterprise__district", "of_case", "due_on", "since"
        )
        for pk, firm, district, case, due_on, since in rows.iterator():
            if due_on - timedelta(days=days) >= since:
                of = {"rectification": None, "decision": None} | {rule.of: pk}
                yield Due(firm, district, case, of["rectification"], of["decision"], due_on, days)
        earlier = days + 1


def reminders_for(user: User, today: date) -> QuerySet[Reminder]:
    """What a person is reminded of: of the cases that they work, and for a supervisor what nobody of the district works.

    Only the latest reminder of a day, as long as the day is to come and the matter is open; the nearest day first.
    """
    later = Reminder.objects.filter(
        Q(rectification=OuterRef("rectification")) | Q(rectification__isnull=True, case=OuterRef("case")),
        kind=OuterRef("kind"),
        due_on=OuterRef("due_on"),
        days__lt=OuterRef("days"),
    )
    mine = Q(case__owner=user)
    if user.may(Action.SIGN_LETTER):
        here = Q() if user.district == WHOLE_COUNTRY else Q(enterprise__district__startswith=user.district[:2])
        mine |= here & (Q(case__owner__isnull=True) | Q(case__owner__is_active=False))
    reminders = Reminder.objects.filter(mine, still_open(), ~Exists(later), due_on__gte=today)
    return reminders.select_related("enterprise", "case", "rectification").order_by("due_on", "pk")


def people_of_districts(action: Action) -> QuerySet[User]:
    """Active people of a customs district who may do something there."""
    grants = Q(role_grants__role__in=ALLOWED[action], role_grants__approved_at__isnull=False)
    people = User.objects.filter(grants, role_grants__ended_at__isnull=True, is_active=True)
    return people.exclude(district=WHOLE_COUNTRY).distinct()
