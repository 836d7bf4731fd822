"""The procedure of a restoration that waits: one act, a supervisor confirms it (Order 251 arts. 26-29, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far a restoration is."""

    WAITS = "restoration_waits", _("restoration waits for a supervisor")


PROCEDURE = Procedure(
    kind=Kind.RESTORATION,
    title=_("The procedure of a restoration"),
    law="Order 251 arts. 26-29, carried over",
    steps=Step,
    acts=(
        Act(
            "restoration_confirm",
            _("Confirm the restoration"),
            (Step.WAITS,),
            CLOSED,
            Action.CONFIRM_RESTORATION,
            _("The firm is judged again first; it becomes regular on that day."),
            primary=True,
        ),
    ),
    waits_for={Step.WAITS: _("Confirm the restoration")},
)
