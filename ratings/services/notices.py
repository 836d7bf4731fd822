"""The prior notice and its supplements: drafted, signed by another person, served."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.casework import adverse
from ratings.casework.deadlines import defence_ends
from ratings.casework.procedures import RECOUNTED
from ratings.documents.letters import draft_letter, letter_is_intact
from ratings.models import Case, Letter, OfficialYear
from ratings.services.case_steps import act_record, case_step, draft_sign, draft_to_sign, letter_void, require_day

NOTICES = (Letter.Kind.PRIOR_NOTICE, Letter.Kind.SUPPLEMENTARY_NOTICE)


def notice_draft(*, by: User, case: Case, as_of: date, facts: str = "", seen: int | None = None) -> Letter:
    """Draft the notice from the frozen facts; a draft before it is void.

    While a supplementary notice is drafted, this drafts it anew. Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="notice_draft", as_of=as_of, seen=seen) as step:
        signed = step.case.notice_signed_on is not None
        if signed and step.case.step == Case.Step.DECISION_DRAFTED:
            raise ValidationError(_("The prior notice is signed already; a decision is drafted."))
        letter = _draft(step.case, signed, by, as_of, facts)
        step.details = _told(step.case, letter)
    return letter


def supplement_draft(*, by: User, case: Case, as_of: date, facts: str = "", seen: int | None = None) -> Letter:
    """Draft a supplementary notice of what was found since the notice was signed; a draft of a decision is void.

    Raises PermissionDenied, or ValidationError also where nothing was found since.
    """
    with case_step(by=by, case=case, act="supplement_draft", as_of=as_of, seen=seen) as step:
        if not unheard(step.case):
            raise ValidationError(_("Nothing was found since the notice was signed."))
        letter = _draft(step.case, True, by, as_of, facts)
        step.details = _told(step.case, letter)
    return letter


def notice_sign(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Letter:
    """Sign the notice that another person drafted. From now on new evidence waits for a supplementary notice.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where the draft does not tell
    of all that was found.
    """
    with case_step(by=by, case=case, act="notice_sign", as_of=as_of, seen=seen) as step:
        letter = draft_to_sign(by, step.case, *NOTICES)
        drafted = step.case.acts.filter(act__in=["notice_draft", "supplement_draft"]).last()
        if drafted is None or drafted.details["freezes"] != unheard(step.case):
            raise ValidationError(_("New evidence was found since the notice was drafted: draft it anew."))
        letter = draft_sign(step, letter, by=by, on=as_of)
        step.case.freezes.filter(letter__isnull=True).update(letter=letter)
        step.case.notice_signed_on = step.case.notice_signed_on or as_of
    return letter


def notice_serve(
    *, by: User, case: Case, method: str, served_on: date, proof: File | None, as_of: date, seen: int | None = None
) -> Letter:
    """Record how and when the firm received the notice, with a proof; the time for the defence runs from that day.

    Raises PermissionDenied or ValidationError: a day before the signing or in the future, no proof.
    """
    papers = [proof] if proof is not None else []
    with case_step(by=by, case=case, act="notice_serve", as_of=as_of, seen=seen, papers=papers) as step:
        if proof is None:
            raise ValidationError(_("Attach the proof of service."))
        letter = latest_notice(step.case)
        letter_serve(letter=letter, method=method, served_on=served_on, as_of=as_of)
        ends = defence_ends(served_on)
        step.case.due_on = ends.day
        step.details = service_details(letter) | {"ends": ends.day.isoformat(), "preliminary": ends.preliminary}
    return letter


def deadlines_recount(*, by: User, entered: OfficialYear, as_of: date) -> int:
    """Count the time for the defence anew, by the working days as they are known now; returns how many deadlines moved."""
    running = Case.objects.select_for_update().filter(state=Case.State.OPEN, step__in=adverse.PROCEDURE.in_working_days)
    signed = Letter.objects.filter(case__in=running.values("pk"), kind__in=NOTICES, state=Letter.State.SIGNED)
    notices = {notice.case_id: notice for notice in signed.order_by("pk")}  # of several, the latest
    moved = 0
    for case in running:
        before, ends = case.due_on, defence_ends(notices[case.pk].received_on)
        if before == ends.day:
            continue
        case.due_on = ends.day
        case.save(update_fields=["due_on"])
        details = {"from": before.isoformat() if before else "", "to": ends.day.isoformat(), "preliminary": ends.preliminary}
        act_record(case=case, act=RECOUNTED, before=case.step, by=by, on=as_of, note=str(entered), details=details)
        moved += 1
    return moved


def letter_serve(*, letter: Letter, method: str, served_on: date, as_of: date) -> None:
    """Record the service of a signed letter.

    Raises ValidationError for an unknown way, an impossible day, or a letter that is not as it was signed.
    """
    if method not in Letter.Method.values:
        raise ValidationError(_("Say how the letter was served."))
    too_early = _("A letter cannot be served before it was signed.")
    require_day(served_on, earliest=letter.signed_on, as_of=as_of, too_early=too_early)  # type: ignore[arg-type]
    if not letter_is_intact(letter):
        raise ValidationError(
            _("The stored letter %(number)s is not the one that was signed. It must not be served: tell the administrators.")
            % {"number": letter.number}
        )
    letter.served_by, letter.served_on = method, served_on
    letter.save(update_fields=["served_by", "served_on"])


def service_details(letter: Letter) -> dict[str, str]:
    """What the record of a service keeps."""
    return {"letter": letter.number, "method": letter.served_by, "served_on": letter.served_on.isoformat()}  # type: ignore[union-attr]


def latest_notice(case: Case) -> Letter:
    """The last notice that was signed."""
    return case.signed_letter(*NOTICES)


def unheard(case: Case) -> list[int]:
    """The numbers of the freezes that no signed notice told the firm of."""
    return list(case.freezes.filter(letter__isnull=True).order_by("number").values_list("number", flat=True))


def _draft(case: Case, supplementary: bool, by: User, as_of: date, facts: str) -> Letter:
    letter_void(case=case)
    case.due_on = None
    kind = Letter.Kind.SUPPLEMENTARY_NOTICE if supplementary else Letter.Kind.PRIOR_NOTICE
    return draft_letter(case=case, kind=kind, by=by, on=as_of, extra={"facts": facts})


def _told(case: Case, letter: Letter) -> dict[str, object]:
    return {"letter": letter.number, "freezes": unheard(case)}
