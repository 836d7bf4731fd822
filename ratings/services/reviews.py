"""Reviews of AEO firms: opened when they are due or when something abnormal shows, examined, closed without a result."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.levels import AEO
from ratings.models import Case, Review, WatchFinding
from ratings.regulation.months import add_months
from ratings.selectors.reviews import AHEAD_MONTHS, review_due_on
from ratings.services.case_steps import (
    act_record,
    case_begin,
    case_step,
    letter_void,
    papers_keep,
    require_opener,
    require_text,
)
from ratings.services.examinations import examiners_set


def review_open(
    *, by: User, enterprise: Enterprise, cause: str, reasons: str = "", papers: Iterable[File] = (), as_of: date
) -> Case:
    """Open a review of an AEO firm; what the watch found and no officer answered yet is taken up by it.

    `cause` is regular (it falls due within the year, or is overdue) or irregular, which needs reasons. Raises PermissionDenied
    for anyone who does not work cases of the firm's district, ValidationError otherwise.
    """
    require_opener(by, enterprise)
    level = explain_one(enterprise, as_of)["level_in_force"]
    if level not in AEO:
        raise ValidationError(_("Only a firm with an AEO certification in force is reviewed."))
    due_on = review_due_on(enterprise, str(level), as_of)
    _require_cause(cause, due_on, reasons, as_of)
    deadline = due_on if cause == Review.Cause.REGULAR else None
    with case_begin(
        by=by, enterprise=enterprise, kind=Case.Kind.REVIEW, level=str(level), as_of=as_of, due_on=deadline
    ) as case:
        record(Review(case=case, level=level, cause=cause, due_on=due_on), by=by, reason=case.number)
        details = {"cause": cause, "watch": _take_up(case, by)}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reasons.strip(), details=details)
        papers_keep(record=act, papers=papers)
    return case


def _require_cause(cause: str, due_on: date | None, reasons: str, as_of: date) -> None:
    if cause == Review.Cause.IRREGULAR:
        require_text(reasons, _("Say what shows that makes an irregular review necessary."))
        return
    if cause != Review.Cause.REGULAR:
        raise ValidationError({"cause": _("Say whether the review is a regular or an irregular one.")})
    if due_on is None:
        raise ValidationError(
            {"cause": _("No cycle of review is known for the firm's level: only an irregular review can be opened.")}
        )
    if due_on > add_months(as_of, AHEAD_MONTHS):
        message = _("The review is due on %(day)s; it can be opened in the year before.")
        raise ValidationError({"cause": message % {"day": due_on.isoformat()}})


def _take_up(case: Case, by: User) -> list[str]:
    """Answer what waits of the watch with the review; returns the items."""
    findings = list(
        WatchFinding.objects.select_for_update().filter(enterprise=case.enterprise_id).waiting().order_by("item")
    )
    for finding in findings:
        finding.case = case
    bulk_update_with_history(findings, WatchFinding, ["case"], default_user=by, default_change_reason=case.number)
    return [finding.item for finding in findings]


def review_examiners_assign(
    *, by: User, case: Case, examiners: Sequence[User], individual: Sequence[str] = (), as_of: date, seen: int | None = None
) -> Case:
    """Assign two examiners, or others in their place, and start the sheet with what the facts of the day say.

    `individual` are the individual standards that apply (Dimension values; for the advanced level). Raises PermissionDenied
    or ValidationError.
    """
    with case_step(by=by, case=case, act="review_examiners_assign", as_of=as_of, seen=seen) as step:
        examiners_set(step=step, by=by, examiners=examiners, individual=individual, as_of=as_of)
    return step.case


def review_drop(*, by: User, case: Case, note: str, as_of: date, seen: int | None = None) -> Case:
    """Close a review without a result; what it took up of the watch waits again. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say why the review is closed without a result."))
    with case_step(by=by, case=case, act="review_drop", as_of=as_of, seen=seen, note=note) as step:
        letter_void(case=step.case)
        findings = list(WatchFinding.objects.select_for_update().filter(case=step.case).standing())
        for finding in findings:
            finding.case = None
        bulk_update_with_history(findings, WatchFinding, ["case"], default_user=by, default_change_reason=step.case.number)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DISMISSED, as_of, None
    return step.case
