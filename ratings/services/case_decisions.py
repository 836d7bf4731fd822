"""The end of an adverse case: a decision drafted, signed by a different person, and served; or the case dropped."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.assessment.explain import explain_one
from ratings.documents.letters import draft_letter
from ratings.levels import ADVERSE, Level
from ratings.models import Case, CaseAct, Decision, Defence, Letter
from ratings.services.case_effects import level_lower
from ratings.services.case_steps import case_step, draft_sign, draft_to_sign, letter_void, require_text
from ratings.services.notices import latest_notice, letter_serve, service_details, unheard

ORDER = list(Level)


def decidable_levels(case: Case) -> list[Level]:
    """The levels that a decision may name: the one that the firm was told of, and milder ones below the level in force.

    A milder adverse level needs an adverse one indicated, and an AEO level or regular needs a case about AEO standards.
    """
    told = _told_level(case)
    between = [level for level in ORDER if ORDER.index(Level(case.level_in_force)) < ORDER.index(level) <= ORDER.index(told)]
    return [level for level in between if (level in ADVERSE) == (told in ADVERSE)]


def decision_draft(*, by: User, case: Case, level: str, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the decision: uphold the level that the firm was told of, or change it to a milder one.

    Raises PermissionDenied or ValidationError: the firm was not heard, or not told of all that was found.
    """
    with case_step(by=by, case=case, act="decision_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        _require_heard(step.case)
        if level not in decidable_levels(step.case):
            raise ValidationError(
                _("This level cannot be decided: choose the one that the notice told of, or a milder one.")
            )
        _require_lower(step.case, level, as_of)
        letter_void(case=step.case)
        extra = {"level": level, "reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.DECISION, by=by, on=as_of, extra=extra)
        outcome = "uphold" if level == _told_level(step.case) else "change"
        step.details = {"letter": letter.number, "outcome": outcome, "level": str(level)}
    return letter


def dismissal_draft(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the notice that the case is dropped; a draft of another letter is void.

    Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="dismissal_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        letter_void(case=step.case)
        extra = {"reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.DISMISSAL, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number, "outcome": "drop", "freezes": _freezes(step.case)}
    return letter


def decision_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the decision that another person drafted. It has no effect until it is served.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where evidence came that the
    firm was not told of, or the level is no longer lower than the one in force.
    """
    with case_step(by=by, case=case, act="decision_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.DECISION)
        _require_heard(step.case)
        _require_lower(step.case, _drafted(step.case, "decision_draft").details["level"], as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
    return letter


def dismissal_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the notice that the case is dropped; the case is dismissed and does not come back with the same evidence.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where evidence came since.
    """
    with case_step(by=by, case=case, act="dismissal_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.DISMISSAL)
        if _drafted(step.case, "dismissal_draft").details["freezes"] != _freezes(step.case):
            raise ValidationError(_("New evidence was found since the dismissal was drafted: draft it anew."))
        letter = draft_sign(step, letter, by=by, on=as_of)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DISMISSED, as_of, None
    return letter


def decision_serve(
    *,
    by: User,
    case: Case,
    method: str,
    served_on: date,
    as_of: date,
    proof: File | None = None,
    seen: int | None = None,
) -> Decision:
    """Record the service of the decision: the level takes effect on that day, also when that is recorded later.

    Raises PermissionDenied or ValidationError: a day before the decision, or in the future.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="decision_serve", as_of=as_of, seen=seen, papers=papers) as step:
        letter = step.case.signed_letter(Letter.Kind.DECISION)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        level = Level(_drafted(step.case, "decision_draft").details["level"])
        decision = level_lower(case=step.case, letter=letter, level=level, effective_on=served_on, by=by)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DECIDED, served_on, None
        step.details = service_details(letter) | {"decision": str(decision), "level": str(level)}
    return decision


def _told_level(case: Case) -> Level:
    """The level of the last notice: nothing harsher can be decided without another one."""
    freeze = case.freezes.filter(letter__isnull=False).order_by("number").last()
    return Level(freeze.indicated_level if freeze else case.indicated_level)


def _require_heard(case: Case) -> None:
    """Refuse a decision on a firm that was not heard on all that was found. Raises ValidationError."""
    if case.notice_signed_on is None:
        raise ValidationError(_("The firm had no prior notice yet: it can only be dropped."))
    if unheard(case):
        raise ValidationError(_("New evidence waits for a supplementary notice; the firm must be heard on it first."))
    defence = Defence.objects.filter(letter=latest_notice(case)).first()
    if defence is None or (defence.received_on is not None and defence.verified_on is None):
        raise ValidationError(_("The firm's defence to the last notice is not recorded and verified yet."))


def _require_lower(case: Case, level: str, as_of: date) -> None:
    """Refuse a level that would not lower the firm as it stands on the day. Raises ValidationError."""
    in_force = explain_one(case.enterprise, as_of)["level_in_force"]
    if in_force is None:
        raise ValidationError(_("The firm is not judged on this day: it is cancelled or not registered yet."))
    if ORDER.index(Level(level)) <= ORDER.index(Level(in_force)):
        raise ValidationError(
            _("The level in force is %(level)s by now; this decision would not lower it.") % {"level": Level(in_force).label}
        )


def _drafted(case: Case, act: str) -> CaseAct:
    return case.acts.filter(act=act).latest("id")


def _freezes(case: Case) -> list[int]:
    return list(case.freezes.order_by("number").values_list("number", flat=True))
