"""An order that suspends AEO measures: opened by an officer or the night, drafted, signed by another person, served.

The level stays throughout (Order 251 arts. 20-21, carried over).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.documents.letters import draft_letter
from ratings.levels import AEO
from ratings.models import Case, CaseAct, CaseEvidence, Letter, SuspensionOrder
from ratings.selectors.suspensions import CAUSE, causes_of, causes_standing, must_suspend, risk_of
from ratings.services.case_steps import (
    act_record,
    case_begin,
    case_step,
    draft_sign,
    draft_to_sign,
    letter_void,
    require_opener,
    require_text,
)
from ratings.services.freezes import freeze_make
from ratings.services.notices import letter_serve, service_details

FACTS = "facts"
"""The cause of a suspension that an officer opens for what is filed or investigated today."""


def suspension_open(*, by: User, enterprise: Enterprise, cause: str, reasons: str, as_of: date) -> Case:
    """Open the case of a suspension: for a risk (`cause` is a SuspensionOrder.Risk), or for the facts that stand today.

    Raises PermissionDenied for anyone who does not work cases of the firm's district, ValidationError where the firm is no
    AEO, nothing stands that could found it, or a case is open already.
    """
    require_opener(by, enterprise)
    reasons = require_text(reasons, _("Say why the case is opened."))
    risk = "" if cause == FACTS else SuspensionOrder.Risk(cause).value
    level = require_aeo(enterprise, as_of)
    facts = [] if risk else _standing_facts(enterprise, as_of)
    if not risk and not facts:
        raise ValidationError(_("No criminal case is pending and no investigation open on this day."))
    with case_begin(by=by, enterprise=enterprise, kind=Case.Kind.SUSPENSION, level=level, as_of=as_of) as case:
        if facts:
            freeze_make(case=case, found=((CAUSE, source, fact) for source, fact in facts), as_of=as_of)
        act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reasons, details={"risk": risk})
    return case


def suspension_draft(*, by: User, case: Case, reasons: str, from_on: date, as_of: date, seen: int | None = None) -> Letter:
    """Draft the order with its reasons and the day from which it suspends; it takes effect with service at the earliest.

    Raises PermissionDenied, or ValidationError: no cause stands, the firm is no AEO, or the day is past, or later than today
    while a criminal case leaves no choice.
    """
    with case_step(by=by, case=case, act="suspension_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        require_aeo(step.case.enterprise, as_of)
        causes = causes_of(step.case, as_of)
        scope = _scope(step.case, causes)
        if from_on < as_of:
            raise ValidationError(_("A suspension begins today or later: it has no effect on days that are past."))
        if from_on > as_of and must_suspend(causes):
            raise ValidationError(_("A criminal case is pending: the measures must be suspended from today on."))
        letter_void(case=step.case)
        extra = {"reasons": step.note, "scope": scope, "risk": risk_of(step.case), "from_on": from_on.isoformat()}
        letter = draft_letter(case=step.case, kind=Letter.Kind.SUSPENSION, by=by, on=as_of, extra=extra)
        step.details = {
            "letter": letter.number,
            "freezes": _freezes(step.case),
            "scope": scope,
            "from_on": from_on.isoformat(),
            "causes": [[cause.source, cause.fact_id] for cause in causes],
        }
    return letter


def suspension_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the order that another person drafted; it has no effect until it is served.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where the causes are no longer
    those of the draft, or the firm is no AEO.
    """
    with case_step(by=by, case=case, act="suspension_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.SUSPENSION)
        require_aeo(step.case.enterprise, as_of)
        drafted = _drafted(step.case)
        causes = [[cause.source, cause.fact_id] for cause in causes_of(step.case, as_of)]
        if drafted.details["freezes"] != _freezes(step.case) or drafted.details["causes"] != causes:
            raise ValidationError(_("The causes are others since the order was drafted: draft it anew."))
        letter = draft_sign(step, letter, by=by, on=as_of)
        step.case.freezes.filter(letter__isnull=True).update(letter=letter)
    return letter


def suspension_serve(
    *,
    by: User,
    case: Case,
    method: str,
    served_on: date,
    as_of: date,
    proof: File | None = None,
    seen: int | None = None,
) -> SuspensionOrder:
    """Record the service: the order is in force from that day, or from the later day that it names.

    Raises PermissionDenied or ValidationError: a day before the signing, or in the future.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="suspension_serve", as_of=as_of, seen=seen, papers=papers) as step:
        letter = step.case.signed_letter(Letter.Kind.SUSPENSION)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        drafted = _drafted(step.case)
        order = SuspensionOrder(
            enterprise_id=step.case.enterprise_id,
            case=step.case,
            scope=drafted.details["scope"],
            risk=risk_of(step.case),
            reasons=drafted.note,
            from_on=max(date.fromisoformat(drafted.details["from_on"]), served_on),
            ordered_by=letter.signed_by,  # type: ignore[misc]
        )
        record(order, by=by, reason=step.case.number)
        step.case.state, step.case.closed_on = Case.State.DECIDED, served_on
        step.details = service_details(letter) | {"decision": str(order), "from_on": order.from_on.isoformat()}
    return order


def suspension_decline(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Case:
    """Propose not to suspend; a draft of the order is void. Raises PermissionDenied, or ValidationError where it must."""
    with case_step(by=by, case=case, act="suspension_decline", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        _require_choice(step.case, as_of)
        letter_void(case=step.case)
        step.details = {"freezes": _freezes(step.case)}
    return step.case


def suspension_decline_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Case:
    """Confirm what another person proposed: nothing is suspended, and the night does not propose the same cause again.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where it must be suspended, or
    a cause came since.
    """
    with case_step(by=by, case=case, act="suspension_decline_sign", as_of=as_of, seen=seen) as step:
        proposed = step.case.acts.filter(act="suspension_decline").latest("id")
        _require_choice(step.case, as_of)
        if proposed.details["freezes"] != _freezes(step.case):
            raise ValidationError(_("A further cause was found since this was proposed: decide on it first."))
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of
    return step.case


def require_aeo(enterprise: Enterprise, as_of: date) -> str:
    """The level in force of an AEO. Raises ValidationError for any other firm: it has no AEO measures."""
    level = explain_one(enterprise, as_of)["level_in_force"]
    if level not in AEO:
        raise ValidationError(_("The firm is not an AEO on this day: it has no AEO measures that could be suspended."))
    return str(level)


def _require_choice(case: Case, as_of: date) -> None:
    """Refuse to leave an AEO unsuspended while a criminal case is pending. Raises ValidationError."""
    if must_suspend(causes_of(case, as_of)) and explain_one(case.enterprise, as_of)["level_in_force"] in AEO:
        raise ValidationError(_("A criminal case is pending: the measures must be suspended; this cannot be declined."))


def _scope(case: Case, causes: list[CaseEvidence]) -> str:
    """What is suspended: everything for a filed case or an investigation, the guarantee waiver alone for a risk."""
    if causes:
        return SuspensionOrder.Scope.ALL.value
    if risk_of(case):
        return SuspensionOrder.Scope.GUARANTEE.value
    raise ValidationError(_("No cause of the suspension stands any more: it can only be declined."))


def _standing_facts(enterprise: Enterprise, day: date) -> list[tuple[str, models.Model]]:
    kinds = causes_standing(day).items()
    return [(source, fact) for source, facts in kinds for fact in facts.filter(enterprise=enterprise).order_by("id")]


def _drafted(case: Case) -> CaseAct:
    return case.acts.filter(act="suspension_draft").latest("id")


def _freezes(case: Case) -> list[int]:
    return list(case.freezes.order_by("number").values_list("number", flat=True))
