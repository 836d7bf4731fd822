"""My desk: what waits for one person today, by deadline; and what each case needs next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Action
from ratings.casework.procedure import ACTS, Act, Step
from ratings.casework.workdays import Calendar
from ratings.models import Case, CaseAct, Letter
from ratings.selectors.cases import of_district

SHOWN = 50
SIGNED_AT = (Step.NOTICE_DRAFTED, Step.DECISION_DRAFTED)
WAITING_LABELS: dict[str, Any] = {
    Step.FOUND: _("Draft the prior notice"),
    Step.NOTICE_DRAFTED: _("Notice waits for a signature"),
    Step.NOTICE_SIGNED: _("Serve the notice"),
    Step.NOTICE_SERVED: _("Await or record the defence"),
    Step.DEFENCE_RECORDED: _("Verify the defence"),
    Step.READY: _("Draft the decision"),
    Step.DECISION_DRAFTED: _("Decision or dismissal waits for a signature"),
    Step.DECISION_SIGNED: _("Serve the decision"),
}
"""What a case waits for at each step."""


@dataclass(frozen=True)
class DeskRow:
    """A case on a desk: what it waits for, and how many working days are left where its deadline counts in them."""

    case: Case
    waits_for: Any
    working_days: int | None
    overdue: bool


@dataclass(frozen=True)
class DeskPart:
    """A part of a desk: its cases by deadline, at most SHOWN of `number`."""

    code: str
    title: Any
    number: int
    rows: list[DeskRow]


def desk_of(user: User, today: date, shown: int = SHOWN) -> list[DeskPart]:
    """What waits for the person, in parts; a fixed number of queries, however many cases are open."""
    parts: dict[str, tuple[Any, Q]] = {}
    if user.may(Action.SIGN_LETTER):
        parts["sign"] = (_("To be signed"), Q(step__in=SIGNED_AT) & ~_own_draft(user))
    if user.may(Action.WORK_CASE):
        parts["mine"] = (_("Cases that I work"), Q(owner=user))
        parts["free"] = (_("Cases that nobody works"), Q(owner__isnull=True))
        parts["lost"] = (_("Cases whose owner's account is inactive"), Q(owner__is_active=False))
    if not parts:
        return []
    cases = Case.objects.filter(of_district(user.district), state=Case.State.OPEN, kind=Case.Kind.LOWER)
    counts = cases.aggregate(**{code: Count("pk", filter=where) for code, (_title, where) in parts.items()})
    calendar = Calendar()
    return [
        DeskPart(
            code,
            title,
            counts[code],
            _rows(by_deadline(cases.filter(where))[:shown] if counts[code] else [], today, calendar),
        )
        for code, (title, where) in parts.items()
    ]


def by_deadline(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with the nearest deadline first; those without one after them, the oldest first."""
    return cases.select_related("enterprise", "owner").order_by(F("due_on").asc(nulls_last=True), "opened_on", "pk")


def cases_without_active_owner(district: str) -> QuerySet[Case]:
    """Open cases whose owner's account is inactive: they wait on the supervisor's desk, and anyone may take them."""
    return Case.objects.filter(of_district(district), state=Case.State.OPEN, owner__is_active=False)


def _own_draft(user: User) -> Q:
    return Q(Exists(Letter.objects.filter(case=OuterRef("pk"), state=Letter.State.DRAFT, drafted_by=user)))


def _rows(cases: Iterable[Case], today: date, calendar: Calendar) -> list[DeskRow]:
    return [
        DeskRow(case, WAITING_LABELS.get(case.step, ""), _working_days(case, today, calendar), _is_overdue(case, today))
        for case in cases
    ]


def _working_days(case: Case, today: date, calendar: Calendar) -> int | None:
    if case.step != Step.NOTICE_SERVED or case.due_on is None:
        return None
    return calendar.between(today, case.due_on)


def _is_overdue(case: Case, today: date) -> bool:
    return case.due_on is not None and case.due_on < today


@dataclass(frozen=True)
class StepLine:
    """A step of the procedure as the case's page draws it: done (by which act), current, or to come."""

    label: Any
    state: str
    act: CaseAct | None


def step_lines(case: Case, acts: Iterable[CaseAct]) -> list[StepLine]:
    """The steps of the case in their order; a step that the case skipped and left behind is not drawn."""
    reached = {act.to_step: act for act in acts if act.to_step != act.from_step}
    order = list(Step)
    here = order.index(Step(case.step))
    lines = []
    for position, step in enumerate(order):
        if position > here:
            state = "next"
        elif position == here:
            state = "done" if step is Step.CLOSED else "current"
        elif step in reached or step is Step.FOUND:
            state = "done"
        else:
            continue
        if not (state == "next" and case.step == Step.CLOSED):
            lines.append(StepLine(step.label, state, reached.get(step) if state != "next" else None))
    return lines


@dataclass(frozen=True)
class Offer:
    """An act that is due at the case's step: whether the person may do it, and why not."""

    act: Act
    why_not: Any = ""


def offers_for(user: User, case: Case, today: date) -> list[Offer]:
    """The acts that are due now, the primary one first."""
    if case.state != Case.State.OPEN or case.kind != Case.Kind.LOWER:
        return []
    draft = case.letters.filter(state=Letter.State.DRAFT).last()
    fresh = case.freezes.filter(letter__isnull=True).exists()
    due = [act for act in ACTS if case.step in act.sources and _applies(act, case, draft, fresh, today)]
    offers = [Offer(act, _why_not(user, case, act, draft)) for act in due]
    first = next(
        (offer for offer in offers if offer.act.primary and (offer.act.name != "decision_draft" or not draft)), None
    )
    return sorted(offers, key=lambda offer: offer is not first)


def _applies(act: Act, case: Case, draft: Letter | None, fresh: bool, today: date) -> bool:
    """Whether the case needs the act now: what its step allows but its state makes pointless is not offered."""
    inactive = case.owner is None or not case.owner.is_active
    signed = case.notice_signed_on is not None
    dismissing = draft is not None and draft.kind == Letter.Kind.DISMISSAL
    applies = {
        "case_take": inactive,
        "case_hand_over": True,
        "notice_draft": not (case.step == Step.DECISION_DRAFTED and signed),
        "supplement_draft": fresh,
        "defence_absence_record": case.due_on is not None and today > case.due_on,
        "decision_draft": signed and not fresh,
        "decision_sign": not dismissing and not fresh,
        "dismissal_sign": dismissing,
    }
    return applies.get(act.name, True)


def _why_not(user: User, case: Case, act: Act, draft: Letter | None) -> Any:
    if not user.may(act.action, case.district):
        return act.action.label  # type: ignore[attr-defined]
    if act.other_person and draft is not None and draft.drafted_by_id == user.pk:
        return _("You drafted this letter: a different person must sign it.")
    others = case.owner is not None and case.owner.is_active and case.owner_id != user.pk
    if others and act.action is Action.WORK_CASE and not user.may(Action.SIGN_LETTER, case.district):
        return _("Another person works this case.")
    return ""
