"""The procedure of excluding a credit repair by law or central policy: recorded by one person, approved by another.

Order 251 arts. 26-29, carried over to Order 282.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, OPENED, Act, Procedure


class Step(models.TextChoices):
    """How far it is."""

    PROPOSED = "exclusion_proposed", _("exclusion of repair recorded, waits for approval")


ACTS: tuple[Act, ...] = (
    Act(
        "exclusion_approve",
        _("Approve the record"),
        (Step.PROPOSED,),
        CLOSED,
        Action.SIGN_LETTER,
        _("Another person than who recorded it. From that day on the rating may not be repaired, or may be again."),
        other_person=True,
        not_after=(OPENED,),
        primary=True,
    ),
    Act(
        "exclusion_reject",
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
    kind=Kind.EXCLUSION,
    title=_("The procedure of excluding a credit repair"),
    law="Order 251 arts. 26-29, carried over",
    steps=Step,
    acts=ACTS,
    waits_for={Step.PROPOSED: _("Exclusion of a credit repair waits for approval")},
)
