"""The end of a suspension: proposed by the night or an officer once its causes are gone, decided by two people, served."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.documents.letters import draft_letter
from ratings.levels import Level
from ratings.models import Case, CaseEvidence, Letter, SuspensionOrder
from ratings.selectors.suspensions import evidence_standing
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
from ratings.services.notices import letter_serve, service_details


def resumption_open(*, by: User, enterprise: Enterprise, reasons: str, as_of: date) -> Case:
    """Open the case that ends the firm's suspensions none of whose founding facts stands, those for a risk among them.

    Raises PermissionDenied for anyone who does not work cases of the firm's district, ValidationError where there is none, or
    a case is open already.
    """
    require_opener(by, enterprise)
    reasons = require_text(reasons, _("Say why the case is opened."))
    level = explain_one(enterprise, as_of)["level_in_force"] or Level.REGULAR
    with case_begin(by=by, enterprise=enterprise, kind=Case.Kind.RESUMPTION, level=level, as_of=as_of) as case:
        waiting = SuspensionOrder.objects.select_for_update().filter(
            enterprise=enterprise, to_on__isnull=True, end_case__isnull=True
        )
        orders = [order for order in waiting if not evidence_standing(order.causes(), as_of)]
        if not orders:
            raise ValidationError(_("Nothing can be ended: the firm has no suspension, or a cause of it stands."))
        _attach(orders, case, by)
        act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reasons)
    return case


def resumption_draft(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the decision to end. Raises PermissionDenied, or ValidationError while a founding fact stands."""
    with case_step(by=by, case=case, act="resumption_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        _require_gone(step.case, as_of)
        letter_void(case=step.case)
        extra = {"reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.RESUMPTION, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number}
    return letter


def resumption_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the decision that another person drafted; the suspension stands until it is served.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError while a founding fact stands.
    """
    with case_step(by=by, case=case, act="resumption_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.RESUMPTION)
        _require_gone(step.case, as_of)
        letter = draft_sign(step, letter, by=by, on=as_of)
    return letter


def resumption_serve(
    *,
    by: User,
    case: Case,
    method: str,
    served_on: date,
    as_of: date,
    proof: File | None = None,
    seen: int | None = None,
) -> list[SuspensionOrder]:
    """Record the service: the measures apply again from that day. Raises PermissionDenied or ValidationError."""
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="resumption_serve", as_of=as_of, seen=seen, papers=papers) as step:
        letter = step.case.signed_letter(Letter.Kind.RESUMPTION)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        orders = list(step.case.ended_suspensions.select_for_update())
        for order in orders:
            order.to_on, order.ended_by = max(served_on, order.from_on), letter.signed_by
            record(order, by=by, reason=step.case.number)
        step.case.state, step.case.closed_on = Case.State.DECIDED, served_on
        step.details = service_details(letter) | {"decision": " ".join(str(order) for order in orders)}
    return orders


def resumption_drop(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Case:
    """Let the suspension stand since a cause stands after all; a draft is void, and the end can be proposed again.

    Raises PermissionDenied, or ValidationError where every founding fact is gone: then the suspension must end.
    """
    with case_step(by=by, case=case, act="resumption_drop", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the decision."))
        orders = list(step.case.ended_suspensions.select_for_update())
        if not _standing(step.case, as_of) and not any(order.risk for order in orders):
            raise ValidationError(_("No cause of the suspension stands any more: it must be ended."))
        letter_void(case=step.case)
        for order in orders:
            order.end_case = None
            record(order, by=by, reason=step.case.number)
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of
    return step.case


def _attach(orders: list[SuspensionOrder], case: Case, by: User) -> None:
    for order in orders:
        order.end_case = case
        record(order, by=by, reason=case.number)


def _standing(case: Case, as_of: date) -> list[CaseEvidence]:
    founding = CaseEvidence.objects.filter(freeze__case__suspension_order__end_case=case)
    return evidence_standing(founding, as_of)


def _require_gone(case: Case, as_of: date) -> None:
    keys = ", ".join(sorted({row.key for row in _standing(case, as_of)}))
    if keys:
        raise ValidationError(_("A suspension ends when its cause does; these stand: %(keys)s.") % {"keys": keys})
