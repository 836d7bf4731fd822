"""The decision on an application: granted at the level applied for or the lower one, or refused; drafted, signed, served."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Certification, ChangedFirm
from ratings.assessment.explain import explain_one
from ratings.certification.result import Verdict
from ratings.documents.letters import draft_letter
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Application, Case, Decision, Letter
from ratings.rulebooks import rulebook_for
from ratings.selectors.applications import Sheet, running_stop, sheet_of
from ratings.services.case_steps import case_step, draft_sign, draft_to_sign, letter_void, require_text
from ratings.services.certificates import certificate_issue
from ratings.services.examinations import grades_said, require_complete, require_grades, require_no_lower, sheet_said
from ratings.services.notices import letter_serve, service_details

BASIS_LENGTH = Decision._meta.get_field("basis").max_length
ORDER = list(Level)


def grantable_levels(case: Case) -> list[Level]:
    """The AEO levels that may be granted: the one applied for and lower ones, as far as they are above the one in force."""
    applied, in_force = Level(case.application.level), Level(case.level_in_force)
    return [level for level in AEO if ORDER.index(applied) <= ORDER.index(level) < ORDER.index(in_force)]


def certification_draft(*, by: User, case: Case, level: str, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the decision; `level` is the AEO level granted, or empty: refused. A draft before it is void.

    The level applied for is granted only when its score sheet passes; the lower level is the examiners' finding, by the
    reasons, where the sheet of the higher one failed. Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="certification_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        if running_stop(step.case) is not None:
            raise ValidationError(_("The clock stands: let it run on before the decision."))
        _require_level(step.case, level)
        sheet = sheet_of(step.case.application, as_of)
        _require_result(step.case, sheet, level)
        letter_void(case=step.case)
        extra = {"level": level, "reasons": step.note, "sheet": sheet_said(sheet)}
        letter = draft_letter(case=step.case, kind=Letter.Kind.CERTIFICATION, by=by, on=as_of, extra=extra)
        outcome = "grant" if level else "refuse"
        step.details = {"letter": letter.number, "outcome": outcome, "grades": grades_said(step.case)}
        step.details |= {"level": level} if level else {}
    return letter


def certification_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the decision that another person drafted. Raises PermissionDenied or ValidationError: the firm changed since."""
    with case_step(by=by, case=case, act="certification_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.CERTIFICATION)
        require_grades(step.case, "certification_draft")
        if step.case.acts.filter(act="certification_draft").latest("id").details.get("level"):
            _require_standing(step.case, as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
    return letter


def certification_serve(
    *, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None = None, seen: int | None = None
) -> Decision:
    """Record the service: the level takes effect on that day. Raises PermissionDenied or ValidationError."""
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="certification_serve", as_of=as_of, seen=seen, papers=papers) as step:
        letter = step.case.signed_letter(Letter.Kind.CERTIFICATION)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        level = step.case.acts.filter(act="certification_draft").latest("id").details.get("level", "")
        application = step.case.application
        application.outcome = Application.Outcome.GRANTED if level else Application.Outcome.REFUSED
        record(application, by=by, reason=step.case.number)
        certificate = _grant(step.case, level, served_on, by, letter.signed_by) if level else ""
        decision = _decision(step.case, letter, level)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DECIDED, served_on, None
        step.details = service_details(letter) | {"decision": str(decision)}
        step.details |= {"level": level, "certificate": certificate} if level else {}
    return decision


def _grant(case: Case, level: str, day: date, by: User, signer: User | None) -> str:
    """One certification begins; a lower one that is in force ends on the same day. The certificate is issued with it.

    Returns its number, or why it could not be issued: the level stands without the paper, which a supervisor issues later.
    """
    for row in Certification.objects.select_for_update().filter(enterprise_id=case.enterprise_id, granted_on__lte=day):
        if row.ended_on is None or row.ended_on > day:
            row.ended_on, row.delivery = day, None
            record(row, by=by, reason=case.number)
    granted = Certification(enterprise_id=case.enterprise_id, certificate_no=case.number, level=level, granted_on=day)
    record(granted, by=by, reason=case.number)
    ChangedFirm.objects.create(enterprise_id=case.enterprise_id)
    try:
        return certificate_issue(by=signer or by, firm_certification=granted, on=day).number
    except (ValidationError, PermissionDenied) as refusal:
        return " ".join(getattr(refusal, "messages", [str(refusal)]))


def _decision(case: Case, letter: Letter, level: str) -> Decision:
    provision = rulebook_for(letter.decided_on).provision("certification")
    return Decision.objects.create(
        enterprise_id=case.enterprise_id,
        kind=Decision.Kind.CERTIFICATION if level else Decision.Kind.REFUSAL,
        decided_on=letter.decided_on,
        case=case,
        decided_by=letter.signed_by,
        basis=provision.basis_zh[:BASIS_LENGTH],
        evidence={
            "level": level,
            "basis_en": provision.basis_en,
            "letter": letter.number,
            "letter_sha256": letter.sha256,
            "grades": grades_said(case),
        },
    )


def _require_level(case: Case, level: str) -> None:
    if level and level not in grantable_levels(case):
        raise ValidationError({"level": _("This level cannot be granted on this application.")})


def _require_result(case: Case, sheet: Sheet, level: str) -> None:
    """The sheet must be complete, and pass for the level applied for."""
    result = sheet.result
    require_complete(result)
    if level == case.application.level and result.verdict != Verdict.PASSES:
        raise ValidationError({"level": _("The score sheet does not pass for this level as it stands.")})
    if not level and result.verdict == Verdict.PASSES:
        raise ValidationError({"level": _("The score sheet passes: the application cannot be refused on it.")})


def _require_standing(case: Case, as_of: date) -> None:
    """Refuse to certify a firm that is adverse by now, or against which a case about a lower level runs."""
    in_force = explain_one(case.enterprise, as_of)["level_in_force"]
    if in_force is None or in_force in ADVERSE:
        raise ValidationError(_("The firm is cancelled or on an adverse level by now; it cannot be certified."))
    require_no_lower(case.enterprise)
