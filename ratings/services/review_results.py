"""How a review ends: the level stands, a rectification puts right what failed, or a case to adjust the level is opened.

Drafted, signed by another person, served. Portal policy where the law does not say: the result takes effect on service; the
next review is counted from that day, or from the day on which the rectification was passed.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import ChangedFirm
from ratings.assessment.evidence import REVIEW, key_of, snapshot
from ratings.assessment.explain import explain_one
from ratings.certification.result import Result, Verdict
from ratings.documents.letters import draft_letter
from ratings.models import Case, CaseEvidence, CaseFreeze, Letter, Review
from ratings.selectors.applications import sheet_of
from ratings.selectors.reviews import (
    certifications_in_force,
    drafted_outcome,
    rectification_passed,
    rectification_pending,
    review_due_on,
)
from ratings.services.case_steps import Stepping, case_step, draft_sign, draft_to_sign, letter_void, require_text
from ratings.services.casework import case_open
from ratings.services.examinations import grades_said, require_complete, require_grades, require_no_lower, sheet_said
from ratings.services.notices import letter_serve, service_details

RESULTS = (Review.Outcome.STANDS, Review.Outcome.FAILED)


def review_draft(*, by: User, case: Case, outcome: str, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the result, by the score sheet as it stands; `outcome` is stands or failed. A draft before it is void.

    Raises PermissionDenied or ValidationError: an incomplete sheet, one that says otherwise, a level lost meanwhile.
    """
    with case_step(by=by, case=case, act="review_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the result."))
        if outcome not in RESULTS:
            raise ValidationError({"outcome": _("Say whether the level stands or the review is not passed.")})
        _require_level(step.case, outcome, as_of)
        sheet = sheet_of(step.case.review, as_of)
        _require_result(sheet.result, outcome)
        letter_void(case=step.case)
        extra = {"outcome": outcome, "reasons": step.note, "sheet": sheet_said(sheet)}
        letter = draft_letter(case=step.case, kind=Letter.Kind.REVIEW_RESULT, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number, "outcome": outcome, "grades": grades_said(step.case)}
    return letter


def review_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the result that another person drafted. Raises PermissionDenied or ValidationError: sheet or level changed since."""
    with case_step(by=by, case=case, act="review_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.REVIEW_RESULT)
        require_grades(step.case, "review_draft")
        _require_level(step.case, drafted_outcome(step.case), as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
    return letter


def review_pass_serve(
    *, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None = None, seen: int | None = None
) -> Review:
    """Record the service of a passed review: the level stands, and the next review is counted from that day.

    Raises PermissionDenied or ValidationError.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="review_pass_serve", as_of=as_of, seen=seen, papers=papers) as step:
        review = _serve(step, Review.Outcome.STANDS, method, served_on, as_of, by)
        step.details |= _confirm(step.case, review, served_on, by)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DECIDED, served_on, None
    return review


def review_failure_serve(
    *, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None = None, seen: int | None = None
) -> Review:
    """Record the service of a review that was not passed: the bar on applying runs; the firm may apply for rectification.

    Raises PermissionDenied or ValidationError.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="review_failure_serve", as_of=as_of, seen=seen, papers=papers) as step:
        review = _serve(step, Review.Outcome.FAILED, method, served_on, as_of, by)
        step.case.due_on = None
    return review


def review_put_right(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Review:
    """Close a failed review whose failure a passed rectification put right: the level stands.

    Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="review_put_right", as_of=as_of, seen=seen) as step:
        review = step.case.review
        passed = rectification_passed(review, as_of)
        if passed is None or passed.closed_on is None:
            raise ValidationError(_("No rectification that began after the review was passed."))
        review.outcome = Review.Outcome.PUT_RIGHT
        record(review, by=by, reason=step.case.number)
        step.details = {"rectification": passed.reference} | _confirm(step.case, review, passed.closed_on, by)
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
    return review


def review_adjust(*, by: User, case: Case, level: str, reasons: str, as_of: date, seen: int | None = None) -> Case:
    """Close a failed review with a case to adjust the level, which rests on it; one that runs already takes it up.

    Raises PermissionDenied or ValidationError: a rectification is applied for, runs or was passed; no lower level.
    """
    with case_step(by=by, case=case, act="review_adjust", as_of=as_of, seen=seen, note=reasons) as step:
        review = step.case.review
        require_text(reasons, _("Say why the level is to be adjusted."))
        if pending := rectification_pending(review, as_of):
            raise ValidationError(
                _("A rectification is applied for or runs (%(number)s): await its result.") % {"number": pending}
            )
        if rectification_passed(review, as_of) is not None:
            raise ValidationError(_("A rectification was passed: close the review with it."))
        lower = Case.objects.filter(enterprise=step.case.enterprise, kind=Case.Kind.LOWER, state=Case.State.OPEN).first()
        if lower is None:
            lower = case_open(by=by, enterprise=step.case.enterprise, indicated_level=level, reasons=step.note, as_of=as_of)
            freeze = lower.freezes.get()
        else:
            freeze = _further_freeze(lower, as_of)
        CaseEvidence.objects.create(
            freeze=freeze,
            ground=REVIEW,
            source=REVIEW,
            fact_id=review.pk,
            key=key_of(REVIEW, review),
            snapshot=snapshot(review),
        )
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
        step.details = {"case": lower.number}
    return lower


def _further_freeze(case: Case, as_of: date) -> CaseFreeze:
    case = Case.objects.select_for_update().get(pk=case.pk)
    last = case.freezes.aggregate(last=Max("number"))["last"] or 0
    return CaseFreeze.objects.create(
        case=case,
        number=last + 1,
        as_of=as_of,
        supplementary=case.notice_signed_on is not None,
        indicated_level=case.indicated_level,
        grounds=explain_one(case.enterprise, as_of)["grounds"],
    )


def _serve(step: Stepping, outcome: str, method: str, served_on: date, as_of: date, by: User) -> Review:
    case = step.case
    if drafted_outcome(case) != outcome:
        raise ValidationError(_("The result that was signed says otherwise."))
    letter = case.signed_letter(Letter.Kind.REVIEW_RESULT)
    letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
    review = case.review
    review.outcome, review.effective_on = outcome, served_on
    record(review, by=by, reason=case.number)
    step.details = service_details(letter) | {"outcome": str(outcome)}
    return review


def _confirm(case: Case, review: Review, day: date, by: User) -> dict[str, str]:
    """Every certification of the level that is in force was reviewed on the day; the night judges the firm anew.

    The rows belong to the portal from now on: no delivery takes the review back. Returns when the next one is due.
    """
    rows = list(certifications_in_force(case.enterprise_id, review.level, day).select_for_update())
    if not rows:
        raise ValidationError(_("The firm does not have the reviewed level any more: close the review without a result."))
    for row in rows:
        row.reviewed_on, row.delivery = max(day, row.reviewed_on or day), None
        record(row, by=by, reason=case.number)
    ChangedFirm.objects.create(enterprise_id=case.enterprise_id)
    due_on = review_due_on(case.enterprise, review.level, day)
    return {"next_review": due_on.isoformat()} if due_on else {}


def _require_level(case: Case, outcome: str, as_of: date) -> None:
    """The firm still has the level; and no case about a lower one stands against a passed review."""
    if explain_one(case.enterprise, as_of)["level_in_force"] != case.review.level:
        raise ValidationError(_("The firm does not have the reviewed level any more: close the review without a result."))
    if outcome == Review.Outcome.STANDS:
        require_no_lower(case.enterprise)


def _require_result(result: Result, outcome: str) -> None:
    """The sheet must be complete and say what is drafted."""
    require_complete(result)
    if outcome == Review.Outcome.STANDS and result.verdict != Verdict.PASSES:
        raise ValidationError({"outcome": _("The score sheet does not pass for this level as it stands.")})
    if outcome == Review.Outcome.FAILED and result.verdict == Verdict.PASSES:
        raise ValidationError({"outcome": _("The score sheet passes: the review cannot fail on it.")})
