"""The procedures of all kinds of case, and the transitions of the model that they make."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from accounts.roles import Action
from ratings.casework import (
    adverse,
    certification,
    examination,
    exclusion,
    objection,
    rectification,
    repair,
    restoration,
    review,
    succession,
    suspension,
)
from ratings.casework.procedure import CLOSED, CLOSED_LABEL, OPENED, Act, Procedure, acts_table

ALL = (
    adverse.PROCEDURE,
    restoration.PROCEDURE,
    repair.PROCEDURE,
    exclusion.PROCEDURE,
    certification.PROCEDURE,
    review.PROCEDURE,
    objection.PROCEDURE,
    succession.PROCEDURE,
    rectification.PROCEDURE,
    suspension.PROCEDURE,
    suspension.END_PROCEDURE,
)
PROCEDURES: dict[str, Procedure] = {procedure.kind: procedure for procedure in ALL}
"""By kind of case."""

STEP_LABELS: dict[str, Any] = {
    **{value: label for procedure in PROCEDURES.values() for value, label in procedure.steps.choices},
    CLOSED: CLOSED_LABEL,
}
"""What each step is called; a step is of one kind of case only, but for the last one."""
OPEN_STEPS = tuple(step for step in STEP_LABELS if step != CLOSED)

SHARED_ACTS: tuple[Act, ...] = (
    Act(
        "case_take",
        _("Take the case"),
        OPEN_STEPS,
        None,
        Action.WORK_CASE,
        _("Nobody works it, or whoever did is no longer active."),
    ),
    Act(
        "case_hand_over",
        _("Hand the case over"),
        OPEN_STEPS,
        None,
        Action.WORK_CASE,
        _("By who works it, or a supervisor; a note, and a person of the district who works cases."),
    ),
    Act(
        "draft_return",
        _("Send the draft back"),
        tuple(sorted(frozenset().union(*(procedure.decided_at for procedure in PROCEDURES.values())))),
        None,
        Action.SIGN_LETTER,
        _("What is to be mended; another draft takes its place."),
        other_person=True,
    ),
)
"""Acts that every kind of case knows: who works it, and a draft that is not signed as it is."""

_OF_PROCEDURES = (act for procedure in PROCEDURES.values() for act in procedure.acts)
BY_NAME = {act.name: act for act in (*SHARED_ACTS, *examination.ACTS, *_OF_PROCEDURES)}

RECOUNTED = "deadline_recount"
"""The name under which it is recorded that a new list of working days moved a deadline."""

RECORD_LABELS = {OPENED: _("Open a case"), RECOUNTED: _("Deadline counted anew")}


def acts_of(kind: str) -> tuple[Act, ...]:
    """The acts that a case of the kind knows; none where it has no procedure."""
    if kind not in PROCEDURES:
        return ()
    return (*SHARED_ACTS, *PROCEDURES[kind].acts, *(examination.ACTS if kind in examination.KINDS else ()))


def act_label(name: str) -> Any:
    """The act in words, for records."""
    return BY_NAME[name].label if name in BY_NAME else RECORD_LABELS[name]


class Transitions:
    """The transitions of a case: one method an act, of the act's name. They move the step; services do everything else."""


def _transition(act: Act) -> Any:
    def move(self: Any) -> None:
        return None

    move.__name__ = act.name
    move.__doc__ = str(act.name)
    return transition(field="step", source=list(act.sources), target=act.target, custom={"act": act})(move)


for _act in BY_NAME.values():
    setattr(Transitions, _act.name, _transition(_act))


def document_lines() -> Iterator[str]:
    """docs/casework.md, drawn from the tables."""
    yield "# The procedures of cases\n"
    yield "Written by `python manage.py write_casework_doc` from ratings/casework/; do not edit.\n"
    for procedure in PROCEDURES.values():
        yield from procedure.document_lines()
    yield "## Acts of examiners, on an application and in a review\n"
    yield from acts_table(examination.ACTS)
    yield "## Acts of every kind of case\n"
    yield from acts_table(SHARED_ACTS)


def procedures_document() -> str:
    """The text of docs/casework.md, in English."""
    return "\n".join(document_lines())
