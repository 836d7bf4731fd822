"""The procedure of a review 复核 of an AEO firm (Order 282 arts. 18-25; the 5 years are confirmed, the rest is reported)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far a review is."""

    OPENED = "review_opened", _("review opened")
    EXAMINED = "review_examined", _("under review by two examiners")
    DRAFTED = "review_drafted", _("result of the review drafted")
    SIGNED = "review_signed", _("result of the review signed")
    FAILED = "review_failed", _("not passed, rectification may be applied for")


UNSIGNED = (Step.OPENED, Step.EXAMINED, Step.DRAFTED)
WORK, SIGN = Action.WORK_CASE, Action.SIGN_LETTER

ACTS: tuple[Act, ...] = (
    Act("review_examiners_assign", _("Assign the examiners of the review"), (Step.OPENED, Step.EXAMINED), Step.EXAMINED, SIGN,
        _("Two qualified examiners of the district. The portal fills in what the feeds tell."), primary=True),
    Act("review_draft", _("Draft the result of the review"), (Step.EXAMINED, Step.DRAFTED), Step.DRAFTED, WORK,
        _("The score sheet is complete: the level stands, or the review is not passed; with reasons. A draft before it is void."),
        primary=True),
    Act("review_sign", _("Sign the result of the review"), (Step.DRAFTED,), Step.SIGNED, SIGN,
        _("The score sheet still says what the draft rests on, and the firm still has the level."),
        other_person=True, primary=True),
    Act("review_pass_serve", _("Record the service: the level stands"), (Step.SIGNED,), CLOSED, WORK,
        _("How and when it was served. The next review is counted from that day."), primary=True),
    Act("review_failure_serve", _("Record the service: not passed"), (Step.SIGNED,), Step.FAILED, WORK,
        _("How and when it was served. From that day the firm is barred from applying for certification."), primary=True),
    Act("review_adjust", _("Open the case to adjust the level"), (Step.FAILED,), CLOSED, WORK,
        _("The lower level and the reasons; no rectification is applied for, runs or was passed."), primary=True),
    Act("review_put_right", _("Close: put right by the rectification"), (Step.FAILED,), CLOSED, WORK,
        _("A rectification that began after the review was passed. The next review is counted from the day of its result."),
        primary=True),
    Act("review_drop", _("Close without a result"), UNSIGNED, CLOSED, WORK,
        _("Why: the firm lost the level meanwhile, or the review was opened by mistake. A review that is due stays due.")),
)  # fmt: skip

PROCEDURE = Procedure(
    kind=Kind.REVIEW,
    title=_("The procedure of a review"),
    law="Order 282 arts. 18-25; the cycle of advanced certified firms confirmed, the rest reported",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.OPENED: _("Assign two examiners"),
        Step.EXAMINED: _("Complete the score sheet and draft the result"),
        Step.DRAFTED: _("Result of a review waits for a signature"),
        Step.SIGNED: _("Serve the result of the review"),
        Step.FAILED: _("Await a rectification, or open the case to adjust the level"),
    },
    detours=frozenset({Step.FAILED}),
)
