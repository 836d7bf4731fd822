"""The procedure of a merger, division or cancellation: proposed by one person, approved by another (Order 251 art. 33)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, OPENED, Act, Procedure


class Step(models.TextChoices):
    """How far it is."""

    PROPOSED = "succession_proposed", _("recorded, waits for approval")


ACTS: tuple[Act, ...] = (
    Act(
        "succession_approve",
        _("Approve: the levels follow the rule"),
        (Step.PROPOSED,),
        CLOSED,
        Action.SIGN_LETTER,
        _("Another person than who recorded it. Certifications end and levels pass on as the page says."),
        other_person=True,
        not_after=(OPENED,),
        primary=True,
    ),
    Act(
        "succession_reject",
        _("Reject the record"),
        (Step.PROPOSED,),
        CLOSED,
        Action.SIGN_LETTER,
        _("Another person than who recorded it, with the reason."),
        other_person=True,
        not_after=(OPENED,),
    ),
)

PROCEDURE = Procedure(
    kind=Kind.SUCCESSION,
    title=_("The procedure of a merger, division or cancellation"),
    law="Order 251 art. 33, carried over",
    steps=Step,
    acts=ACTS,
    waits_for={Step.PROPOSED: _("A merger, division or cancellation waits for approval")},
)
