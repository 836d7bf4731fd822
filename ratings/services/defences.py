"""What the firm states against a notice, or that it states nothing, and what customs finds on each point."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.casework.deadlines import defence_ends, verification_ends
from ratings.models import Case, Defence, Letter
from ratings.services.case_steps import case_step, letter_void, require_day
from ratings.services.notices import NOTICES, latest_notice


def defence_record(
    *,
    by: User,
    case: Case,
    received_on: date,
    points: Sequence[str],
    papers: Iterable[File] = (),
    as_of: date,
    seen: int | None = None,
) -> Defence:
    """Record a defence with its points and papers; one that came late is recorded as late, not refused.

    Further points may come until the verification; the time for it runs from the first receipt. A defence that comes after
    its absence was recorded takes its place, and a draft of a decision is void. Raises PermissionDenied or ValidationError:
    no point, a day before the notice was served or in the future, a defence that is verified already.
    """
    stated = [point.strip() for point in points if point.strip()]
    with case_step(by=by, case=case, act="defence_record", as_of=as_of, seen=seen, papers=papers) as step:
        if not stated:
            raise ValidationError(_("Enter each point that the firm states."))
        letter = latest_notice(step.case)
        first = step.case.letters.filter(kind__in=NOTICES, served_on__isnull=False).earliest("served_on").received_on
        too_early = _("A defence cannot be received before the notice was served.")
        require_day(received_on, earliest=first, as_of=as_of, too_early=too_early)
        defence = _defence_for(letter, by)
        defence.received_on = min(defence.received_on or received_on, received_on)
        defence.points += [{"stated": point, "accepted": None, "finding": ""} for point in stated]
        defence.save()
        letter_void(case=step.case)
        step.case.due_on = verification_ends(defence.received_on)
        step.details = {
            "received_on": received_on.isoformat(),
            "late": received_on > defence_ends(letter.received_on).day,
            "points": stated,
            "ends": step.case.due_on.isoformat(),
        }
    return defence


def _defence_for(letter: Letter, by: User) -> Defence:
    """The defence that is recorded against the notice, or its absence; else a new one. Raises ValidationError."""
    defence = Defence.objects.filter(letter=letter).first()
    if defence is not None and defence.verified_on is not None:
        raise ValidationError(_("The firm's defence to the last notice is verified already."))
    return defence or Defence(case_id=letter.case_id, letter=letter, recorded_by=by)


def defence_absence_record(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Defence:
    """Record that the firm stated nothing in time.

    Raises PermissionDenied or ValidationError: as long as the last day for the defence has not passed.
    """
    with case_step(by=by, case=case, act="defence_absence_record", as_of=as_of, seen=seen) as step:
        letter = latest_notice(step.case)
        ends = defence_ends(letter.received_on).day
        if as_of <= ends:
            raise ValidationError(
                _("The firm may still state its defence up to and including %(day)s.") % {"day": ends.isoformat()}
            )
        defence = Defence.objects.create(case=step.case, letter=letter, recorded_by=by)
        step.case.due_on = None
        step.details = {"ended": ends.isoformat()}
    return defence


def defence_verify(
    *, by: User, case: Case, findings: Sequence[Mapping[str, Any]], as_of: date, seen: int | None = None
) -> Defence:
    """Record what customs found on each point: `accepted` (bool) and `finding`, in the order of the points.

    After the last day it is recorded as late, not refused. Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="defence_verify", as_of=as_of, seen=seen) as step:
        defence = latest_notice(step.case).defence
        if len(findings) != len(defence.points):
            raise ValidationError(_("Each point needs a finding."))
        for point, finding in zip(defence.points, findings, strict=True):
            found = str(finding.get("finding", "")).strip()
            if not isinstance(finding.get("accepted"), bool) or not found:
                raise ValidationError(_("Say of each point whether it is accepted, and why."))
            point.update(accepted=finding["accepted"], finding=found)
        defence.verified_by, defence.verified_on = by, as_of
        defence.save(update_fields=["points", "verified_by", "verified_on"])
        ends = verification_ends(defence.came_on)
        step.case.due_on = None
        step.details = {"points": defence.points, "ended": ends.isoformat(), "late": as_of > ends}
    return defence
