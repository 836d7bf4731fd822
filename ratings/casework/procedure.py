"""The procedure of an adverse case, declared once (Order 251 arts. 24-25, carried over to Order 282).

Every act that moves a case is one line of ACTS: from which steps, to which, who may, what it needs. The transitions of the
model, the services' permissions, the pages and docs/casework.md all come from this table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from accounts.roles import Action


class Step(models.TextChoices):
    """How far the procedure of a case is."""

    FOUND = "found", _("found")
    NOTICE_DRAFTED = "notice_drafted", _("prior notice drafted")
    NOTICE_SIGNED = "notice_signed", _("prior notice signed")
    NOTICE_SERVED = "notice_served", _("prior notice served, time for the defence runs")
    DEFENCE_RECORDED = "defence_recorded", _("defence received, to be verified")
    READY = "ready", _("ready for a decision")
    DECISION_DRAFTED = "decision_drafted", _("decision drafted")
    DECISION_SIGNED = "decision_signed", _("decision signed")
    CLOSED = "closed", _("closed")


OPEN_STEPS = tuple(step for step in Step if step is not Step.CLOSED)
SUPPLEMENTED = (Step.NOTICE_SERVED, Step.READY, Step.DECISION_DRAFTED)


@dataclass(frozen=True)
class Act:
    """One act: its name (also the transition's), from which steps to which (None: the case stays where it is), who may.

    `other_person`: whoever drafted the letter may not do it. `primary`: at its steps this is what is due next.
    """

    name: str
    label: Any
    sources: tuple[Step, ...]
    target: Step | None
    action: Action
    needs: Any
    other_person: bool = False
    primary: bool = False


ACTS: tuple[Act, ...] = (
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
        "notice_draft",
        _("Draft the prior notice"),
        (Step.FOUND, Step.NOTICE_DRAFTED, Step.DECISION_DRAFTED),
        Step.NOTICE_DRAFTED,
        Action.WORK_CASE,
        _("Frozen evidence; no notice was signed before. A draft before it is void."),
        primary=True,
    ),
    Act(
        "notice_sign",
        _("Sign the notice"),
        (Step.NOTICE_DRAFTED,),
        Step.NOTICE_SIGNED,
        Action.SIGN_LETTER,
        _("The draft tells of all that was found."),
        other_person=True,
        primary=True,
    ),
    Act(
        "notice_serve",
        _("Record the service of the notice"),
        (Step.NOTICE_SIGNED,),
        Step.NOTICE_SERVED,
        Action.WORK_CASE,
        _("How and when it was served, with a proof. The time for the defence runs from receipt."),
        primary=True,
    ),
    Act(
        "defence_record",
        _("Record the defence"),
        (Step.NOTICE_SERVED,),
        Step.DEFENCE_RECORDED,
        Action.WORK_CASE,
        _("When it was received, its points, its papers. One that came late is recorded as late."),
        primary=True,
    ),
    Act(
        "defence_absence_record",
        _("Record that no defence came"),
        (Step.NOTICE_SERVED,),
        Step.READY,
        Action.WORK_CASE,
        _("The last day for the defence has passed."),
    ),
    Act(
        "defence_verify",
        _("Verify the defence"),
        (Step.DEFENCE_RECORDED,),
        Step.READY,
        Action.WORK_CASE,
        _("A finding on each point. One after the limit is recorded as late."),
        primary=True,
    ),
    Act(
        "supplement_draft",
        _("Draft the supplementary notice"),
        SUPPLEMENTED,
        Step.NOTICE_DRAFTED,
        Action.WORK_CASE,
        _("Evidence found since the notice was signed. The time for the defence starts anew with its receipt."),
    ),
    Act(
        "decision_draft",
        _("Draft the decision"),
        (Step.READY, Step.DECISION_DRAFTED),
        Step.DECISION_DRAFTED,
        Action.WORK_CASE,
        _("The level, with reasons. No evidence that the firm was not told of."),
        primary=True,
    ),
    Act(
        "dismissal_draft",
        _("Draft the dismissal"),
        (Step.FOUND, Step.NOTICE_DRAFTED, Step.READY, Step.DECISION_DRAFTED),
        Step.DECISION_DRAFTED,
        Action.WORK_CASE,
        _("Reasons. A draft before it is void."),
    ),
    Act(
        "decision_sign",
        _("Sign the decision"),
        (Step.DECISION_DRAFTED,),
        Step.DECISION_SIGNED,
        Action.SIGN_LETTER,
        _("The level is lower than the one in force. No evidence that the firm was not told of."),
        other_person=True,
        primary=True,
    ),
    Act(
        "dismissal_sign",
        _("Sign the dismissal"),
        (Step.DECISION_DRAFTED,),
        Step.CLOSED,
        Action.SIGN_LETTER,
        _("The case is dropped; it does not come back with the same evidence."),
        other_person=True,
        primary=True,
    ),
    Act(
        "decision_serve",
        _("Record the service of the decision"),
        (Step.DECISION_SIGNED,),
        Step.CLOSED,
        Action.WORK_CASE,
        _("How and when it was served, never before the day of the decision. The level takes effect on that day."),
        primary=True,
    ),
)
"""Every act on an open case."""

BY_NAME = {act.name: act for act in ACTS}

OPENED = "case_open"
"""The name under which the opening by an officer is recorded; it is no transition, for there was no case before it."""


def act_label(name: str) -> Any:
    """The act in words, for records."""
    return BY_NAME[name].label if name in BY_NAME else _("Open a case")


class Procedure:
    """The transitions of a case: one method an act, of the act's name. They move the step; services do everything else."""


def _transition(act: Act) -> Any:
    def move(self: Any) -> None:
        return None

    move.__name__ = act.name
    move.__doc__ = str(act.name)
    return transition(field="step", source=list(act.sources), target=act.target, custom={"act": act})(move)


for _act in ACTS:
    setattr(Procedure, _act.name, _transition(_act))


def document_lines() -> Iterator[str]:
    """docs/casework.md, drawn from the table."""
    yield "# The procedure of an adverse case\n"
    yield "Written by `python manage.py write_casework_doc` from ratings/casework/procedure.py; do not edit.\n"
    yield "```mermaid\nstateDiagram-v2\n    [*] --> found"
    for act in ACTS:
        if act.target is not None:
            for source in act.sources:
                yield f"    {source.value} --> {act.target.value}: {act.name}"
    yield "    closed --> [*]\n```\n"
    yield "| act | from | to | who | another than who drafted | needs |\n|---|---|---|---|---|---|"
    for act in ACTS:
        sources = "any open step" if act.sources == OPEN_STEPS else ", ".join(source.value for source in act.sources)
        target = act.target.value if act.target is not None else "the same"
        other = "yes" if act.other_person else ""
        yield f"| {act.label} (`{act.name}`) | {sources} | {target} | `{act.action.value}` | {other} | {act.needs} |"
    yield ""


def procedure_document() -> str:
    """The text of docs/casework.md, in English."""
    return "\n".join(document_lines())
