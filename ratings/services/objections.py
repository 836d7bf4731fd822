"""Objections: recorded, re-examined, answered, and linked to what corrected the data (Order 251 arts. 10 and 12)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.deadlines import objection_ends
from ratings.casework.procedure import OPENED
from ratings.documents.letters import draft_letter
from ratings.levels import Level
from ratings.models import Case, Letter, Objection
from ratings.selectors.corrections import corrections_for
from ratings.selectors.published import OBJECTION, Published, in_words, published_of
from ratings.services.case_steps import (
    act_record,
    case_begin,
    case_step,
    draft_sign,
    draft_to_sign,
    letter_void,
    papers_keep,
    require_opener,
    require_text,
)
from ratings.services.freezes import freeze_make
from ratings.services.notices import letter_serve, service_details


def objection_open(
    *,
    by: User,
    enterprise: Enterprise,
    objector: str,
    contact: str,
    received_on: date,
    published: str,
    datum: str = "",
    statement: str,
    papers: Iterable[File] = (),
    as_of: date,
) -> Case:
    """Record an objection of anyone with its evidence; it is answered within the rulebook's days of its receipt.

    `published` names what it is about (selectors/published.py); a fact that the portal holds is frozen as it is. `datum`
    says which one, or which part of it, in words; needed where the portal does not hold it. Several may run for one firm.
    Raises PermissionDenied for anyone who does not work cases of the firm's district, ValidationError otherwise.
    """
    require_opener(by, enterprise)
    if received_on > as_of:
        raise ValidationError({"received_on": _("The day lies in the future.")})
    papers = list(papers)
    if not papers:
        raise ValidationError({"papers": _("An objection comes with evidence: attach it.")})
    about = _published(enterprise, published)
    if about.fact is None and not datum.strip():
        raise ValidationError({"datum": _("Say which datum the objection is about.")})
    level = explain_one(enterprise, as_of)["level_in_force"] or Level.REGULAR
    with case_begin(
        by=by, enterprise=enterprise, kind=Case.Kind.OBJECTION, level=level, as_of=as_of, due_on=objection_ends(received_on)
    ) as case:
        objection = Objection(
            case=case,
            objector=require_text(objector, _("Say who objects.")),
            contact=require_text(contact, _("Say how the objector is reached.")),
            received_on=received_on,
            subject=about.subject,
            datum=in_words(about, datum),
            statement=require_text(statement, _("Say what the objector states.")),
        )
        record(objection, by=by, reason=case.number)
        if about.fact is not None:
            freeze_make(case=case, found=[(OBJECTION, about.source, about.fact)], as_of=as_of)
        details = {"received_on": received_on.isoformat(), "ends": objection_ends(received_on).isoformat()}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=statement, details=details)
        papers_keep(record=act, papers=papers)
    return case


def _published(firm: Enterprise, value: str) -> Published:
    for about in published_of(firm):
        if about.value == value:
            return about
    raise ValidationError({"published": _("Say what data the objection is about.")})


def objection_examine(
    *,
    by: User,
    case: Case,
    finding: str,
    well_founded: bool,
    papers: Iterable[File] = (),
    as_of: date,
    seen: int | None = None,
) -> Case:
    """Record what the re-examination found. Raises PermissionDenied or ValidationError."""
    finding = require_text(finding, _("Say what was found."))
    with case_step(by=by, case=case, act="objection_examine", as_of=as_of, seen=seen, note=finding, papers=papers) as step:
        letter_void(case=step.case)
        objection = step.case.objection
        objection.finding, objection.well_founded = finding, well_founded
        record(objection, by=by, reason=step.case.number)
        step.details = {"well_founded": well_founded}
    return step.case


def objection_draft(*, by: User, case: Case, reasons: str, as_of: date, seen: int | None = None) -> Letter:
    """Draft the reply to who objected. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="objection_draft", as_of=as_of, seen=seen, note=reasons) as step:
        require_text(reasons, _("Give the reasons of the reply."))
        letter_void(case=step.case)
        extra = {"reasons": step.note}
        letter = draft_letter(case=step.case, kind=Letter.Kind.OBJECTION_REPLY, by=by, on=as_of, extra=extra)
        step.details = {"letter": letter.number}
    return letter


def objection_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the reply that another person drafted. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="objection_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, Letter.Kind.OBJECTION_REPLY)
        letter = draft_sign(step, letter, by=by, on=as_of)
        step.case.freezes.update(letter=letter)
    return letter


def objection_serve(
    *, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None = None, seen: int | None = None
) -> Case:
    """Record the service of the reply; the objection is closed. Raises PermissionDenied or ValidationError.

    A well-founded one is closed so only when its correction is linked.
    """
    return _serve("objection_serve", by, case, method, served_on, as_of, proof, seen)


def objection_serve_first(
    *, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None = None, seen: int | None = None
) -> Case:
    """Record the service of the reply to a well-founded objection whose correction is still awaited.

    Raises PermissionDenied or ValidationError.
    """
    return _serve("objection_serve_first", by, case, method, served_on, as_of, proof, seen)


def _serve(
    act: str, by: User, case: Case, method: str, served_on: date, as_of: date, proof: File | None, seen: int | None
) -> Case:
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act=act, as_of=as_of, seen=seen, papers=papers) as step:
        awaits = bool(step.case.objection.well_founded) and not step.case.objection.correction
        if awaits and act == "objection_serve":
            raise ValidationError(_("The objection is well founded: link the correction, or record that it is awaited."))
        if not awaits and act == "objection_serve_first":
            raise ValidationError(_("No correction is awaited."))
        letter = step.case.signed_letter(Letter.Kind.OBJECTION_REPLY)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        step.case.due_on = None
        if not awaits:
            step.case.state, step.case.closed_on = Case.State.DECIDED, served_on
        step.details = service_details(letter)
    return step.case


def correction_link(*, by: User, case: Case, correction: str, as_of: date, seen: int | None = None) -> Case:
    """Link what corrected the data, while the reply is under way. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="correction_link", as_of=as_of, seen=seen) as step:
        step.details = {"correction": _link(step.case, correction, by, as_of)}
    return step.case


def correction_link_last(*, by: User, case: Case, correction: str, as_of: date, seen: int | None = None) -> Case:
    """Link what corrected the data after the reply; the objection is closed. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="correction_link_last", as_of=as_of, seen=seen) as step:
        step.details = {"correction": _link(step.case, correction, by, as_of)}
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
    return step.case


def _link(case: Case, correction: str, by: User, as_of: date) -> str:
    objection = case.objection
    if not objection.well_founded:
        raise ValidationError(_("Only a well-founded objection has a correction."))
    choices = {choice.value: choice.label for choice in corrections_for(case)}
    if correction not in choices:
        raise ValidationError({"correction": _("Choose what corrected the data since the objection came.")})
    objection.correction, objection.corrected_on = correction, as_of
    record(objection, by=by, reason=case.number)
    return choices[correction]
