"""The procedure of a rectification: an application, a period granted, its result (Order 282, tolerance)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework.kinds import Kind
from ratings.casework.procedure import CLOSED, Act, Procedure


class Step(models.TextChoices):
    """How far a rectification is."""

    APPLIED = "rectify_applied", _("applied for")
    DRAFTED = "rectify_drafted", _("grant or refusal drafted")
    SIGNED = "rectify_signed", _("period granted, to be served")
    RUNNING = "rectify_running", _("period runs")
    RESULT_DRAFTED = "rectify_result_drafted", _("result drafted")


UNDECIDED = (Step.APPLIED, Step.DRAFTED)
WORK, SIGN = Action.WORK_CASE, Action.SIGN_LETTER

ACTS: tuple[Act, ...] = (
    Act("rectify_grant_sign", _("Sign the rectification notice"), (Step.DRAFTED,), Step.SIGNED, SIGN,
        _("No ground is met; the period is not longer than the longest one."), other_person=True, primary=True),
    Act("rectify_refusal_sign", _("Sign the refusal"), (Step.DRAFTED,), CLOSED, SIGN,
        _("The application is refused."), other_person=True, primary=True),
    Act("rectify_result_sign", _("Sign the result"), (Step.RESULT_DRAFTED,), CLOSED, SIGN,
        _("Passed: the level stands. Failed: the protection ends."), other_person=True, primary=True),
    Act("rectify_grant_draft", _("Draft the rectification notice"), UNDECIDED, Step.DRAFTED, WORK,
        _("The last day of the period, milestones, reasons. A draft before it is void."), primary=True),
    Act("rectify_refusal_draft", _("Draft the refusal"), UNDECIDED, Step.DRAFTED, WORK, _("Reasons. A draft before it is void.")),
    Act("rectify_serve", _("Record the service of the rectification notice"), (Step.SIGNED,), Step.RUNNING, WORK,
        _("How and when it was served, with a proof. The period runs from that day."), primary=True),
    Act("rectify_milestone_record", _("Record a milestone"), (Step.RUNNING,), Step.RUNNING, WORK, _("When it was reached, and how.")),
    Act("rectify_result_draft", _("Draft the result"), (Step.RUNNING, Step.RESULT_DRAFTED), Step.RESULT_DRAFTED, WORK,
        _("Passed, failed or given up by the firm, with the evidence."), primary=True),
    Act("rectify_withdraw", _("Close without a period"), (*UNDECIDED, Step.SIGNED), CLOSED, WORK,
        _("The firm withdrew its application, or the period ended before the notice was served.")),
)  # fmt: skip

PROCEDURE = Procedure(
    kind=Kind.RECTIFICATION,
    title=_("The procedure of a rectification"),
    law="Order 282, tolerance; reported",
    steps=Step,
    acts=ACTS,
    waits_for={
        Step.APPLIED: _("Decide on the application"),
        Step.DRAFTED: _("Grant or refusal waits for a signature"),
        Step.SIGNED: _("Serve the rectification notice"),
        Step.RUNNING: _("Follow the milestones, draft the result"),
        Step.RESULT_DRAFTED: _("Result waits for a signature"),
    },
)
