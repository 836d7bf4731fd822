"""The procedure of a credit repair: application, check, decision (Order 251 arts. 26-29, carried over to Order 282)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far an application is."""

    RECEIVED = "repair_received", _("application for repair received")
    CHECKED = "repair_checked", _("conditions of the repair checked")
    DRAFTED = "repair_drafted", _("decision on the repair drafted")
    SIGNED = "repair_signed", _("decision on the repair signed")


ACTS: tuple[Act, ...] = (
    Act(
        "repair_check",
        _("Check the conditions"),
        (Step.RECEIVED, Step.CHECKED, Step.DRAFTED),
        Step.CHECKED,
        Action.WORK_CASE,
        _("What the portal finds on each condition is frozen, and confirmed. A draft before it is void."),
        primary=True,
    ),
    Act(
        "repair_decision_draft",
        _("Draft the decision on the repair"),
        (Step.CHECKED, Step.DRAFTED),
        Step.DRAFTED,
        Action.WORK_CASE,
        _("Granted only where every condition holds; reasons. A draft before it is void."),
        primary=True,
    ),
    Act(
        "repair_decision_sign",
        _("Sign the decision on the repair"),
        (Step.DRAFTED,),
        Step.SIGNED,
        Action.SIGN_LETTER,
        _("No fact and no ground came since the conditions were checked."),
        other_person=True,
        primary=True,
    ),
    Act(
        "repair_decision_serve",
        _("Record the service of the decision on the repair"),
        (Step.SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served, never before the day of the decision. Granted: regular from that day on."),
        primary=True,
    ),
    Act(
        "repair_close",
        _("Close without effect"),
        tuple(Step),
        CLOSED,
        Action.SIGN_LETTER,
        _("The firm withdrew its application, or it has no object any more; the reasons."),
    ),
)

PROCEDURE = Procedure(
    kind=Kind.REPAIR,
    title=_("The procedure of a credit repair"),
    law="Order 251 arts. 26-29, carried over",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.RECEIVED: _("Check the conditions"),
        Step.CHECKED: _("Draft the decision on the repair"),
        Step.DRAFTED: _("Decision on a repair waits for a signature"),
        Step.SIGNED: _("Serve the decision on the repair"),
    },
)
