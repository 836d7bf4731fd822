"""Rectification of a failed standard: applied for, granted by two people, followed, ended by two people.

The period runs from the day on which the notice is served, to and including its last day. Portal policy where the law does
not say: a failure that is recorded after the last day counts from that day, so that it lowers nothing a second time.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import ChangedFirm, Enterprise, Rectification
from ratings.assessment.evidence import STANDARD
from ratings.assessment.explain import judge_one
from ratings.casework.deadlines import rectification_limit
from ratings.casework.procedure import OPENED
from ratings.certification.standards import standards_for
from ratings.documents.letters import draft_letter
from ratings.levels import AEO
from ratings.models import Case, Letter, Milestone, RectificationCase
from ratings.selectors.rectifications import granted_period
from ratings.services.case_steps import (
    act_record,
    case_begin,
    case_step,
    draft_sign,
    draft_to_sign,
    letter_void,
    papers_keep,
    require_day,
    require_opener,
    require_text,
)
from ratings.services.notices import letter_serve, service_details

PASSED, FAILED, GIVEN_UP = "passed", "failed", "given_up"


def rectification_apply(
    *,
    by: User,
    enterprise: Enterprise,
    applied_on: date,
    standards: Sequence[str],
    minor: str,
    unintended: str,
    papers: Iterable[File],
    as_of: date,
) -> Case:
    """Record an application of an AEO firm: which standards failed, why that is minor and was not intended, its papers.

    Raises PermissionDenied, or ValidationError: a firm that is not AEO, a ground that is met, an additional item, no papers.
    """
    require_opener(by, enterprise)
    minor = require_text(minor, _("Say why the failure is minor."))
    unintended = require_text(unintended, _("Say why the failure was not intended."))
    papers = list(papers)
    if not papers:
        raise ValidationError(_("Attach the firm's written application."))
    require_day(applied_on, earliest=enterprise.registered_on, as_of=as_of, too_early=_("The firm was not registered then."))
    level = _require_protectable(enterprise, as_of)
    _require_standards(level, standards)
    with case_begin(by=by, enterprise=enterprise, kind=Case.Kind.RECTIFICATION, level=level, as_of=as_of) as case:
        RectificationCase.objects.create(
            case=case, applied_on=applied_on, standards=list(standards), minor=minor, unintended=unintended
        )
        details = {"received_on": applied_on.isoformat(), "standards": list(standards)}
        opened = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=minor, details=details)
        papers_keep(record=opened, papers=papers)
    return case


def rectify_grant_draft(
    *,
    by: User,
    case: Case,
    due_on: date,
    milestones: Sequence[tuple[date, str]],
    reasons: str,
    as_of: date,
    seen: int | None = None,
) -> Letter:
    """Draft the notice that grants a period up to and including `due_on`. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="rectify_grant_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        _require_period(step.case, due_on, as_of)
        if any(not as_of < day <= due_on for day, _what in milestones):
            raise ValidationError(_("A milestone lies within the period."))
        letter_void(case=step.case)
        told = [[day.isoformat(), what] for day, what in milestones]
        extra = {"reasons": step.note, "due_on": due_on.isoformat(), "milestones": told}
        letter = draft_letter(case=step.case, kind=Letter.Kind.RECTIFICATION_NOTICE, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number, "ends": due_on.isoformat(), "milestones": told}
    return letter


def rectify_grant_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the notice that another person drafted. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="rectify_grant_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.RECTIFICATION_NOTICE)
        _require_period(step.case, granted_period(step.case)[0], as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
    return letter


def rectify_serve(
    *, by: User, case: Case, method: str, served_on: date, proof: File | None, as_of: date, seen: int | None = None
) -> Rectification:
    """Record the service of the notice: from that day the period runs and protects. Raises as the others."""
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="rectify_serve", as_of=as_of, seen=seen, papers=papers) as step:
        if proof is None:
            raise ValidationError(_("Attach the proof of service."))
        due_on, milestones = granted_period(step.case)
        if served_on >= due_on:
            raise ValidationError(
                _(
                    "The period ended on %(day)s, before the firm received the notice, so it protects nothing. Close the case "
                    "without a period; the firm may apply anew."
                )
                % {"day": due_on.isoformat()}
            )
        letter = step.case.signed_letter(Letter.Kind.RECTIFICATION_NOTICE)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        fact = Rectification(
            enterprise_id=step.case.enterprise_id, reference=step.case.number, started_on=served_on, due_on=due_on,
            outcome=Rectification.Outcome.OPEN,
        )  # fmt: skip
        record(fact, by=by, reason=step.case.number)
        own = RectificationCase.objects.get(case=step.case)
        own.fact = fact
        own.save(update_fields=["fact"])
        Milestone.objects.bulk_create(Milestone(rectification=own, due_on=day, what=what) for day, what in milestones)
        ChangedFirm.objects.create(enterprise_id=step.case.enterprise_id)
        step.case.due_on = due_on
        step.details = service_details(letter) | {"ends": due_on.isoformat(), "days": (due_on - served_on).days}
    return fact


def rectify_refusal_draft(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the refusal of the application. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="rectify_refusal_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        letter_void(case=step.case)
        extra = {"reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.RECTIFICATION_REFUSAL, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number}
    return letter


def rectify_refusal_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the refusal that another person drafted; the case is closed. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="rectify_refusal_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.RECTIFICATION_REFUSAL)
        letter = draft_sign(step, letter, by=by, on=as_of)
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of
    return letter


def rectify_withdraw(
    *, by: User, case: Case, reasons: str, papers: Iterable[File] = (), as_of: date, seen: int | None = None
) -> None:
    """Close the case before a period ran: the firm withdrew its application, or the period ended before the service.

    A signed notice stays in the record, never served. Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="rectify_withdraw", as_of=as_of, seen=seen, note=reasons, papers=papers) as step:
        require_text(reasons, _("Say why no period is to run."))
        letter_void(case=step.case)
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of


def rectify_milestone_record(
    *,
    by: User,
    case: Case,
    milestone: Milestone,
    done_on: date,
    result: str,
    papers: Iterable[File] = (),
    as_of: date,
    seen: int | None = None,
) -> Milestone:
    """Record what came of a milestone, once. Raises PermissionDenied or ValidationError."""
    with case_step(
        by=by, case=case, act="rectify_milestone_record", as_of=as_of, seen=seen, note=result, papers=papers
    ) as step:
        require_text(result, _("Say what came of the milestone."))
        own = step.case.rectification
        milestone = own.milestones.get(pk=milestone.pk)
        if milestone.done_on is not None:
            raise ValidationError(_("This milestone has a result already."))
        require_day(
            done_on, earliest=own.fact.started_on, as_of=as_of, too_early=_("The period did not run yet on this day.")
        )
        milestone.done_on, milestone.result = done_on, step.note
        milestone.save(update_fields=["done_on", "result"])
        step.details = {"milestone": milestone.what, "received_on": done_on.isoformat()}
    return milestone


def rectify_result_draft(
    *, by: User, case: Case, outcome: str, evidence: str, papers: Iterable[File], as_of: date, seen: int | None = None
) -> Letter:
    """Draft the result: passed, failed, or given up by the firm, with the evidence and its papers.

    Raises PermissionDenied or ValidationError.
    """
    papers = list(papers)
    with case_step(
        by=by, case=case, act="rectify_result_draft", as_of=as_of, seen=seen, note=evidence, papers=papers
    ) as step:
        require_text(evidence, _("Say on what evidence the result rests."))
        if outcome not in (PASSED, FAILED, GIVEN_UP):
            raise ValidationError(_("Say whether the rectification is passed, failed or given up."))
        if not papers:
            raise ValidationError(_("Attach the papers that the result rests on."))
        letter_void(case=step.case)
        extra = {"reasons": step.note, "outcome": outcome}
        letter = draft_letter(case=step.case, kind=Letter.Kind.RECTIFICATION_RESULT, by=by, on=as_of, extra=extra)
        fact = Rectification.objects.get(portal_case__case=step.case)
        step.details = {"letter": letter.number, "outcome": outcome, "late": as_of > fact.due_on}
    return letter


def rectify_result_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Rectification:
    """Sign the result that another person drafted. A failure ends the protection; the next night opens the case to adjust.

    Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="rectify_result_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.RECTIFICATION_RESULT)
        outcome = step.case.acts.filter(act="rectify_result_draft").latest("id").details["outcome"]
        letter = draft_sign(step, letter, by=by, on=as_of)
        fact = Rectification.objects.select_for_update().get(portal_case__case=step.case)
        passed = outcome == PASSED
        fact.outcome = Rectification.Outcome.PASSED if passed else Rectification.Outcome.FAILED
        fact.closed_on = as_of if passed else min(as_of, fact.due_on)
        record(fact, by=by, reason=step.case.number)
        ChangedFirm.objects.create(enterprise_id=step.case.enterprise_id)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DECIDED, as_of, None
        step.details |= {"outcome": outcome}
    return fact


def _require_protectable(enterprise: Enterprise, as_of: date) -> str:
    """The AEO level in force that a period would protect. Raises ValidationError where it could protect nothing."""
    judgment = judge_one(enterprise, as_of)
    level = judgment.said["level_in_force"]
    if level not in AEO:
        raise ValidationError(_("Only a firm with an AEO certification in force may apply for a rectification period."))
    met = [code for code, ground in judgment.said["grounds"].items() if ground["verdict"] == "met"]
    if met:
        raise ValidationError(
            _(
                "A ground of discredit is met (%(grounds)s). Rectification protects against failing a standard, never a ground."
            )
            % {"grounds": ", ".join(met)}
        )
    if any(founding.ground == STANDARD for founding in judgment.founding):
        raise ValidationError(_("An earlier rectification failed or ran out: another period would protect nothing."))
    return str(level)


def _require_standards(level: str, codes: Sequence[str]) -> None:
    known = {standard.code: standard for standard in standards_for(level)}
    if not codes or any(code not in known for code in codes):
        raise ValidationError(_("Choose the failed standards among those of the firm's level."))
    additional = [code for code in codes if known[code].is_additional]
    if additional:
        raise ValidationError(
            _("Additional items only give a bonus and cannot be rectified: %(items)s.") % {"items": ", ".join(additional)}
        )


def _require_period(case: Case, due_on: date, as_of: date) -> None:
    _require_protectable(case.enterprise, as_of)
    if due_on <= as_of:
        raise ValidationError(_("The last day of the period lies after today."))
    last = rectification_limit(as_of)
    if due_on > last:
        raise ValidationError(_("The period may last until %(day)s at the latest.") % {"day": last.isoformat()})
