"""Credit repair: an application taken, its conditions checked, decided by two people, served (Order 251 arts. 26-29)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import ChangedFirm, DecidedRating, Enterprise
from ratings.assessment.explain import Judgment, judge_one
from ratings.casework.deadlines import repair_decision_ends
from ratings.casework.procedure import OPENED
from ratings.documents.letters import draft_letter
from ratings.levels import Level
from ratings.models import Case, Decision, Letter, RepairApplication
from ratings.regulation.parameters import NoRulebook
from ratings.selectors.repair import RepairStanding, differs, freeze_of, repair_standing
from ratings.selectors.repair_words import point_text
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

OWN_POINTS = ("corrected", "effects")
"""The conditions that the portal cannot find: the officer judges them."""


class Found(NamedTuple):
    """How a firm stands toward a repair, with the judgment that it was found by."""

    judgment: Judgment
    standing: RepairStanding


def repair_receive(
    *,
    by: User,
    enterprise: Enterprise,
    received_on: date,
    corrected: str,
    effects: str,
    as_of: date,
    papers: Iterable[File] = (),
) -> Case:
    """Take a firm's application for repair: what was corrected, how the effects were removed, its papers.

    The decision is due so many days after receipt (repair_decision_days). Raises PermissionDenied for anyone who does not
    work cases of the firm's district, ValidationError with the day or the reason where the firm may not apply.
    """
    require_opener(by, enterprise)
    corrected = require_text(corrected, _("Say what the firm corrected."))
    effects = require_text(effects, _("Say how the firm removed the effects."))
    found = _found(enterprise, received_on, as_of)
    if found.standing.waits:
        raise ValidationError([point_text(point, found.judgment.rulebook) for point in found.standing.waits])
    with case_begin(
        by=by,
        enterprise=enterprise,
        kind=Case.Kind.REPAIR,
        level=found.judgment.said["level_in_force"],
        indicated=Level.REGULAR,
        as_of=as_of,
        due_on=repair_decision_ends(received_on),
    ) as case:
        RepairApplication.objects.create(
            case=case, rating=found.standing.rating, received_on=received_on, corrected=corrected, effects=effects
        )
        details = {"received_on": received_on.isoformat()}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=corrected, details=details)
        papers_keep(record=act, papers=papers)
    return case


def repair_check(
    *, by: User, case: Case, findings: dict[str, dict[str, Any]], as_of: date, seen: int | None = None
) -> RepairApplication:
    """Freeze what the portal finds on each condition today, as the officer confirms it, and what the officer finds alone.

    `findings`: by `corrected` and `effects` {"holds": bool, "finding": text}, and by each other condition {"holds": what the
    officer saw and confirms}. Raises PermissionDenied or ValidationError: a condition that stands otherwise by now.
    """
    with case_step(by=by, case=case, act="repair_check", as_of=as_of, seen=seen) as step:
        application = _application(step.case)
        judgment, standing = _found(step.case.enterprise, as_of, as_of)
        for point in standing.points:
            if findings.get(point["code"], {}).get("holds") is not point["holds"]:
                message = _("Confirm what the portal finds today: %(finding)s")
                raise ValidationError(message % {"finding": point_text(point, judgment.rulebook)})
        own = [{"code": code, **_own(findings.get(code, {}))} for code in OWN_POINTS]
        letter_void(case=step.case)
        application.checked = freeze_of(step.case.enterprise, judgment, standing, as_of) | {"own": own, "by": str(by)}
        application.save(update_fields=["checked"])
        step.details = {"checked": application.checked}
    return application


def repair_decision_draft(
    *, by: User, case: Case, granted: bool, reasons: str, as_of: date, seen: int | None = None
) -> Letter:
    """Draft the decision: granted, or not, with reasons. Raises PermissionDenied or ValidationError.

    It is granted only where every condition holds as checked; where all hold, it is still refused only with reasons.
    """
    with case_step(by=by, case=case, act="repair_decision_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        application = _application(step.case)
        _require_as_checked(application, as_of)
        _require_grantable(application, granted)
        letter_void(case=step.case)
        extra = {"granted": granted, "reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.REPAIR_DECISION, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number, "granted": granted}
    return letter


def repair_decision_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the decision that another person drafted. It has no effect until it is served.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where a fact or a ground came
    since the conditions were checked.
    """
    with case_step(by=by, case=case, act="repair_decision_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.REPAIR_DECISION)
        application = _application(step.case)
        _require_as_checked(application, as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
        application.granted = letter.content["granted"]
        application.save(update_fields=["granted"])
        step.case.due_on = None
        step.details |= {"granted": application.granted}
    return letter


def repair_decision_serve(
    *,
    by: User,
    case: Case,
    method: str,
    served_on: date,
    as_of: date,
    proof: File | None = None,
    seen: int | None = None,
) -> Decision | None:
    """Record the service: a granted repair makes the firm regular from that day on; a refusal changes nothing.

    Returns the decision record of a granted one. Raises PermissionDenied or ValidationError: an impossible day, or another
    rating was decided meanwhile.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="repair_decision_serve", as_of=as_of, seen=seen, papers=papers) as step:
        application = _application(step.case)
        letter = step.case.signed_letter(Letter.Kind.REPAIR_DECISION)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        decision = _repair(step.case, application, letter, served_on, by) if application.granted else None
        step.case.state, step.case.closed_on = Case.State.DECIDED, served_on
        step.details = service_details(letter) | {"decision": str(decision) if decision else ""}
    return decision


def repair_close(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Case:
    """Close an application without effect: withdrawn, or the level that it is about ended otherwise.

    Raises PermissionDenied for anyone but a supervisor of the district, ValidationError without reasons.
    """
    with case_step(by=by, case=case, act="repair_close", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Say why the application is closed without effect."))
        letter_void(case=step.case)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.DISMISSED, as_of, None
    return step.case


def _found(firm: Enterprise, day: date, as_of: date) -> Found:
    """How the firm stands on a day up to today. Raises ValidationError where it has no adverse level."""
    registered = firm.registered_on or day
    require_day(day, earliest=registered, as_of=as_of, too_early=_("The firm was not registered yet on this day."))
    try:
        judgment = judge_one(firm, day)
    except NoRulebook as missing:
        raise ValidationError(str(missing)) from missing
    standing = repair_standing(firm, judgment, day)
    if standing is None:
        raise ValidationError(_("The firm has no adverse level on this day: there is nothing to repair."))
    return Found(judgment, standing)


def _application(case: Case) -> RepairApplication:
    return RepairApplication.objects.select_for_update().get(case=case)


def _own(finding: dict[str, Any]) -> dict[str, Any]:
    text = require_text(str(finding.get("finding", "")), _("Give a finding on what was corrected and on the effects."))
    return {"holds": bool(finding.get("holds")), "finding": text}


def _require_as_checked(application: RepairApplication, as_of: date) -> None:
    """Refuse what rests on a check that facts have overtaken. Raises ValidationError."""
    firm = application.case.enterprise
    judgment, standing = _found(firm, as_of, as_of)
    if not differs(application.checked, freeze_of(firm, judgment, standing, as_of)):
        return
    news = [point_text(point, judgment.rulebook) for point in standing.waits]
    message = _("Facts or grounds came since the conditions were checked: check them anew.")
    raise ValidationError(" ".join([message, *news]))


def _require_grantable(application: RepairApplication, granted: bool) -> None:
    checked = application.checked
    if granted and not all(point["holds"] for point in [*checked["points"], *checked["own"]]):
        raise ValidationError(_("A condition does not hold as checked: the repair cannot be granted."))


def _repair(case: Case, application: RepairApplication, letter: Letter, day: date, by: User) -> Decision:
    """Make the firm regular from the day of service on, with the record of why, and queue it for the next night."""
    latest = DecidedRating.objects.filter(enterprise=case.enterprise_id, effective_on__lte=day)
    if latest.order_by("effective_on", "pk").last() != application.rating:
        raise ValidationError(
            _("Another rating was decided meanwhile; this decision cannot take effect. A supervisor can close the case.")
        )
    rating = DecidedRating(enterprise_id=case.enterprise_id, level=DecidedRating.Level.REGULAR, effective_on=day)
    record(rating, by=by, reason=case.number)
    ChangedFirm.objects.create(enterprise_id=case.enterprise_id)
    return Decision.objects.create(
        enterprise_id=case.enterprise_id,
        kind=Decision.Kind.REPAIR,
        rating=rating,
        decided_on=letter.decided_on,
        case=case,
        decided_by=letter.signed_by,
        basis=letter.content["basis"],
        evidence=application.checked
        | {
            "basis_en": letter.content["basis_en"],
            "letter": letter.number,
            "letter_sha256": letter.sha256,
            "received_on": application.received_on.isoformat(),
        },
    )
