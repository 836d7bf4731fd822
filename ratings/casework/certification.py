"""The procedure of an application for certification (Order 282 arts. 18-25, reported)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far an application is."""

    RECEIVED = "certification_received", _("application received")
    EXAMINED = "certification_examined", _("examined by two examiners")
    RECTIFYING = "certification_rectifying", _("to be put right first")
    DRAFTED = "certification_drafted", _("decision on the application drafted")
    SIGNED = "certification_signed", _("decision on the application signed")


RUNNING = (Step.RECEIVED, Step.EXAMINED)

ACTS: tuple[Act, ...] = (
    Act(
        "clock_stop",
        _("Stop the clock"),
        RUNNING,
        None,
        Action.WORK_CASE,
        _("An audit, a verification or a case investigation runs; from which day, and why."),
    ),
    Act("clock_resume", _("Let the clock run on"), RUNNING, None, Action.WORK_CASE, _("The day on which it ended.")),
    Act(
        "deadline_extend",
        _("Extend the time"),
        (*RUNNING, Step.DRAFTED),
        None,
        Action.SIGN_LETTER,
        _("Once, in a special case, with the reason."),
    ),
    Act(
        "rectify_first",
        _("Let the firm put it right first"),
        (Step.EXAMINED,),
        Step.RECTIFYING,
        Action.WORK_CASE,
        _("What is to be put right, and until when. The time for the decision runs on."),
    ),
    Act(
        "examination_resume",
        _("Examine further"),
        (Step.RECTIFYING,),
        Step.EXAMINED,
        Action.WORK_CASE,
        _("What the firm put right."),
        primary=True,
    ),
    Act(
        "certification_draft",
        _("Draft the decision on the application"),
        (Step.EXAMINED, Step.DRAFTED),
        Step.DRAFTED,
        Action.WORK_CASE,
        _("A level that the score sheet passes, or a refusal; with reasons. A draft before it is void."),
        primary=True,
    ),
    Act(
        "examiners_assign",
        _("Assign the examiners"),
        RUNNING,
        Step.EXAMINED,
        Action.SIGN_LETTER,
        _("Two qualified examiners of the district. The portal fills in what the feeds tell."),
        primary=True,
    ),
    Act(
        "certification_sign",
        _("Sign the decision on the application"),
        (Step.DRAFTED,),
        Step.SIGNED,
        Action.SIGN_LETTER,
        _("The score sheet still says what the draft rests on."),
        other_person=True,
        primary=True,
    ),
    Act(
        "certification_serve",
        _("Record the service of the decision on the application"),
        (Step.SIGNED,),
        CLOSED,
        Action.WORK_CASE,
        _("How and when it was served. A level takes effect on that day."),
        primary=True,
    ),
    Act(
        "application_withdraw",
        _("Record the withdrawal"),
        (*RUNNING, Step.RECTIFYING, Step.DRAFTED),
        CLOSED,
        Action.WORK_CASE,
        _("The firm withdraws its application, with the paper; it may not apply again for the time of the bar."),
    ),
)

PROCEDURE = Procedure(
    kind=Kind.CERTIFICATION,
    title=_("The procedure of an application for certification"),
    law="Order 282 arts. 18-25, reported",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.RECEIVED: _("Assign two examiners"),
        Step.EXAMINED: _("Complete the score sheet and draft the decision"),
        Step.RECTIFYING: _("Await what the firm puts right"),
        Step.DRAFTED: _("Decision on an application waits for a signature"),
        Step.SIGNED: _("Serve the decision on the application"),
    },
    detours=frozenset({Step.RECTIFYING}),
)
