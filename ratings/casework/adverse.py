"""The procedure of an adverse case: prior notice, defence, decision (Order 251 arts. 24-25, carried over to Order 282)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far an adverse case is."""

    FOUND = "found", _("found")
    NOTICE_DRAFTED = "notice_drafted", _("prior notice drafted")
    NOTICE_SIGNED = "notice_signed", _("prior notice signed")
    NOTICE_SERVED = "notice_served", _("prior notice served, time for the defence runs")
    DEFENCE_RECORDED = "defence_recorded", _("defence received, to be verified")
    READY = "ready", _("ready for a decision")
    DECISION_DRAFTED = "decision_drafted", _("decision drafted")
    DECISION_SIGNED = "decision_signed", _("decision signed")


SUPPLEMENTED = (Step.NOTICE_SERVED, Step.READY, Step.DECISION_DRAFTED)

ACTS: tuple[Act, ...] = (
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
        (Step.NOTICE_SERVED, Step.DEFENCE_RECORDED, Step.READY, Step.DECISION_DRAFTED),
        Step.DEFENCE_RECORDED,
        Action.WORK_CASE,
        _(
            "When it was received, its points, its papers. One that came late is recorded as late, also after its absence was."
        ),
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
        CLOSED,
        Action.SIGN_LETTER,
        _("The case is dropped; it does not come back with the same evidence."),
        other_person=True,
        primary=True,
    ),
    Act(
        "decision_serve",
        _("Record the service of the decision"),
        (Step.DECISION_SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served, never before the day of the decision. The level takes effect on that day."),
        primary=True,
    ),
)

PROCEDURE = Procedure(
    kind=Kind.LOWER,
    title=_("The procedure of an adverse case"),
    law="Order 251 arts. 24-25, carried over",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.FOUND: _("Draft the prior notice"),
        Step.NOTICE_DRAFTED: _("Notice waits for a signature"),
        Step.NOTICE_SIGNED: _("Serve the notice"),
        Step.NOTICE_SERVED: _("Await or record the defence"),
        Step.DEFENCE_RECORDED: _("Verify the defence"),
        Step.READY: _("Draft the decision"),
        Step.DECISION_DRAFTED: _("Decision or dismissal waits for a signature"),
        Step.DECISION_SIGNED: _("Serve the decision"),
    },
    in_working_days=frozenset({Step.NOTICE_SERVED}),
)
