"""The procedures of a suspension: its order, and its end (Order 251 arts. 20-21, carried over to Order 282).

An order's case closes with its service; the end is a case of its own, so that several orders of one firm, each with its
causes, may stand side by side and end apart.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure

LAW = "Order 251 arts. 20-21, carried over"


class Step(models.TextChoices):
    """How far the case of a suspension is."""

    PROPOSED = "suspension_proposed", _("suspension proposed")
    DECLINING = "suspension_declining", _("to be declined")
    DRAFTED = "suspension_drafted", _("order of suspension drafted")
    SIGNED = "suspension_signed", _("order of suspension signed")


class EndStep(models.TextChoices):
    """How far the case of the end of a suspension is."""

    PROPOSED = "resumption_proposed", _("end proposed")
    DRAFTED = "resumption_drafted", _("decision to end drafted")
    SIGNED = "resumption_signed", _("decision to end signed")


ACTS: tuple[Act, ...] = (
    Act(
        "suspension_decline",
        _("Propose not to suspend"),
        (Step.PROPOSED, Step.DRAFTED),
        Step.DECLINING,
        Action.WORK_CASE,
        _("Reasons. Not while a criminal case is pending: then the measures must be suspended."),
    ),
    Act(
        "suspension_decline_sign",
        _("Confirm not to suspend"),
        (Step.DECLINING,),
        CLOSED,
        Action.SIGN_LETTER,
        _("Not while a criminal case is pending. The same cause is not proposed again."),
        other_person=True,
        not_after=("suspension_decline",),
        primary=True,
    ),
    Act(
        "suspension_sign",
        _("Sign the order of suspension"),
        (Step.DRAFTED,),
        Step.SIGNED,
        Action.SIGN_LETTER,
        _("The draft tells of every cause that was found, and one of them stands today."),
        other_person=True,
        primary=True,
    ),
    Act(
        "suspension_draft",
        _("Draft the order of suspension"),
        (Step.PROPOSED, Step.DECLINING, Step.DRAFTED),
        Step.DRAFTED,
        Action.WORK_CASE,
        _("Reasons, and from which day. A cause that stands today. A draft before it is void."),
        primary=True,
    ),
    Act(
        "suspension_serve",
        _("Record the service of the order"),
        (Step.SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served. The suspension takes effect on that day, or on the later day that the order names."),
        primary=True,
    ),
)

END_ACTS: tuple[Act, ...] = (
    Act(
        "resumption_sign",
        _("Sign the decision to end"),
        (EndStep.DRAFTED,),
        EndStep.SIGNED,
        Action.SIGN_LETTER,
        _("No cause of the suspension stands today."),
        other_person=True,
        primary=True,
    ),
    Act(
        "resumption_draft",
        _("Draft the decision to end the suspension"),
        (EndStep.PROPOSED, EndStep.DRAFTED),
        EndStep.DRAFTED,
        Action.WORK_CASE,
        _("Reasons. No cause of the suspension stands today. A draft before it is void."),
        primary=True,
    ),
    Act(
        "resumption_drop",
        _("Let the suspension stand"),
        (EndStep.PROPOSED, EndStep.DRAFTED),
        CLOSED,
        Action.WORK_CASE,
        _("Reasons: a cause stands after all. Not where the facts that founded the suspension are gone."),
    ),
    Act(
        "resumption_serve",
        _("Record the service of the decision to end"),
        (EndStep.SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served. The measures apply again from that day."),
        primary=True,
    ),
)

PROCEDURE = Procedure(
    kind=Kind.SUSPENSION,
    title=_("The procedure of a suspension"),
    law=LAW,
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.PROPOSED: _("Draft the order of suspension, or propose not to suspend"),
        Step.DECLINING: _("The proposal not to suspend waits for a second person"),
        Step.DRAFTED: _("Order of suspension waits for a signature"),
        Step.SIGNED: _("Serve the order of suspension"),
    },
)

END_PROCEDURE = Procedure(
    kind=Kind.RESUMPTION,
    title=_("The procedure of the end of a suspension"),
    law=LAW,
    steps=EndStep,
    acts=END_ACTS,
    waits_for={
        EndStep.PROPOSED: _("Draft the decision to end the suspension"),
        EndStep.DRAFTED: _("Decision to end waits for a signature"),
        EndStep.SIGNED: _("Serve the decision to end"),
    },
)
