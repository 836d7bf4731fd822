"""What a case needs next: its steps as the page draws them, and the acts that a person may do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from ratings.casework.adverse import Step
from ratings.casework.procedure import CLOSED, Act
from ratings.casework.procedures import PROCEDURES, STEP_LABELS, acts_of
from ratings.models import Case, CaseAct, Letter
from ratings.selectors import applications, objections, rectifications, repair_offers, reviews, suspension_offers
from ratings.selectors.four_eyes import did_before
from ratings.selectors.situation import Situation


@dataclass(frozen=True)
class StepLine:
    """A step of the procedure as the case's page draws it: done (by which act), current, or to come."""

    label: Any
    state: str
    act: CaseAct | None


def step_lines(case: Case, acts: Iterable[CaseAct]) -> list[StepLine]:
    """The steps of the case in their order; a step that the case skipped and left behind is not drawn."""
    if case.kind not in PROCEDURES:
        return []
    reached = {act.to_step: act for act in acts if act.to_step != act.from_step}
    order = [*PROCEDURES[case.kind].open_steps, CLOSED]
    here = order.index(case.step)
    lines = []
    for position, step in enumerate(order):
        if position > here:
            if step in PROCEDURES[case.kind].detours:
                continue
            state = "next"
        elif position == here:
            state = "done" if step == CLOSED else "current"
        elif step in reached or position == 0:
            state = "done"
        else:
            continue
        lines.append(StepLine(STEP_LABELS[step], state, reached.get(step) if state != "next" else None))
    return lines


@dataclass(frozen=True)
class Offer:
    """An act that is due at the case's step: whether the person may do it, and why not."""

    act: Act
    why_not: Any = ""


APPLIES: dict[str, Callable[[Situation], bool]] = {
    "case_take": lambda now: now.case.owner is None or not now.case.owner.is_active,
    "notice_draft": lambda now: not (now.case.step == Step.DECISION_DRAFTED and now.signed),
    "draft_return": lambda now: now.draft is not None,
    "notice_sign": lambda now: now.draft is not None,
    "supplement_draft": lambda now: now.fresh,
    "defence_record": lambda now: now.case.step in (Step.NOTICE_SERVED, Step.DEFENCE_RECORDED) or _is_absent(now.case),
    "defence_absence_record": lambda now: now.case.due_on is not None and now.today > now.case.due_on,
    "decision_draft": lambda now: now.signed and not now.fresh,
    "decision_sign": lambda now: now.drafted == Letter.Kind.DECISION and not now.fresh,
    "dismissal_sign": lambda now: now.drafted == Letter.Kind.DISMISSAL,
    **applications.APPLIES,
    **repair_offers.APPLIES,
    **objections.APPLIES,
    **suspension_offers.APPLIES,
    **rectifications.APPLIES,
    **reviews.APPLIES,
}
"""Whether a case needs an act now: what its step allows but its state makes pointless is not offered. Others always do."""


def offers_for(user: User, case: Case, today: date) -> list[Offer]:
    """The acts that are due now, the primary one first."""
    if case.state != Case.State.OPEN or case.kind not in PROCEDURES:
        return []
    draft = case.letters.filter(state=Letter.State.DRAFT).last()
    now = Situation(case, draft, case.freezes.filter(letter__isnull=True).exists(), today)
    due = [act for act in acts_of(case.kind) if case.step in act.sources and APPLIES.get(act.name, _always)(now)]
    offers = [Offer(act, _why_not(user, case, act, draft)) for act in due]
    first = next(
        (offer for offer in offers if offer.act.primary and (offer.act.name != "decision_draft" or not draft)), None
    )
    return sorted(offers, key=lambda offer: offer is not first)


def _is_absent(case: Case) -> bool:
    """Whether it is recorded that the firm stated nothing against the last notice."""
    defence = case.defences.order_by("letter_id").last()
    return defence is not None and defence.received_on is None


def _always(now: Situation) -> bool:
    return True


def _why_not(user: User, case: Case, act: Act, draft: Letter | None) -> Any:
    if not user.may(act.action, case.district):
        return _("Your roles do not allow this: %(action)s.") % {"action": act.action.label}  # type: ignore[attr-defined]
    if act.other_person and draft is not None and draft.drafted_by_id == user.pk:
        return _("You drafted this letter: a different person must sign it.")
    if before := did_before(user, case, act):
        return before
    others = case.owner is not None and case.owner.is_active and case.owner_id != user.pk
    if others and act.action is Action.WORK_CASE and not user.may(Action.SIGN_LETTER, case.district):
        return _("Another person works this case.")
    return ""
