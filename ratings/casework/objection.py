"""The procedure of an objection to published credit data (Order 251 arts. 10 and 12, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far an objection is."""

    RECEIVED = "objection_received", _("objection received")
    EXAMINED = "objection_examined", _("re-examined")
    DRAFTED = "objection_drafted", _("reply drafted")
    SIGNED = "objection_signed", _("reply signed")
    CORRECTING = "objection_correcting", _("answered, the correction is awaited")


ACTS: tuple[Act, ...] = (
    Act(
        "objection_examine",
        _("Record the re-examination"),
        (Step.RECEIVED, Step.EXAMINED, Step.DRAFTED),
        Step.EXAMINED,
        Action.WORK_CASE,
        _("What was found, and whether the objection is well founded. A draft before it is void."),
        primary=True,
    ),
    Act(
        "objection_draft",
        _("Draft the reply"),
        (Step.EXAMINED, Step.DRAFTED),
        Step.DRAFTED,
        Action.WORK_CASE,
        _("To who objected, with reasons. A draft before it is void."),
        primary=True,
    ),
    Act(
        "objection_sign",
        _("Sign the reply"),
        (Step.DRAFTED,),
        Step.SIGNED,
        Action.SIGN_LETTER,
        _("Neither by who drafted the reply nor by who made the finding."),
        other_person=True,
        not_after=("objection_examine",),
        primary=True,
    ),
    Act(
        "objection_serve",
        _("Record the service of the reply"),
        (Step.SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served. The objection was not well founded, or the correction is linked."),
        primary=True,
    ),
    Act(
        "objection_serve_first",
        _("Record the service of the reply, before the correction"),
        (Step.SIGNED,),
        Step.CORRECTING,
        Action.WORK_CASE,
        _("How and when it was served. The correction is linked when it is there."),
        primary=True,
    ),
    Act(
        "correction_link",
        _("Link the correction"),
        (Step.EXAMINED, Step.DRAFTED, Step.SIGNED),
        None,
        Action.WORK_CASE,
        _("What corrected the data since the objection came: a changed fact, or a case."),
    ),
    Act(
        "correction_link_last",
        _("Link the correction and close"),
        (Step.CORRECTING,),
        CLOSED,
        Action.WORK_CASE,
        _("What corrected the data since the objection came: a changed fact, or a case."),
        primary=True,
    ),
)

PROCEDURE = Procedure(
    kind=Kind.OBJECTION,
    title=_("The procedure of an objection"),
    law="Order 251 arts. 10 and 12, carried over",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.RECEIVED: _("Re-examine the objection"),
        Step.EXAMINED: _("Draft the reply"),
        Step.DRAFTED: _("Reply waits for a signature"),
        Step.SIGNED: _("Serve the reply"),
        Step.CORRECTING: _("Correct the data and link the correction"),
    },
)
