"""Applications for certification: recorded, examiners assigned, the clock stopped and let run on, withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Application, Case, ClockStop
from ratings.selectors.applications import application_due, running_stop
from ratings.selectors.bars import bar_ends
from ratings.services.case_steps import (
    act_record,
    case_begin,
    case_step,
    letter_void,
    papers_keep,
    require_day,
    require_opener,
    require_text,
)
from ratings.services.examinations import examiners_set, require_no_lower
from ratings.services.score_sheet import sheet_judge

ORDER = list(Level)


def application_open(
    *, by: User, enterprise: Enterprise, level: str, received_on: date, papers: Iterable[File] = (), as_of: date
) -> Case:
    """Record an application for an AEO level; the time for the decision runs from its receipt.

    Raises PermissionDenied for anyone who does not work cases of the firm's district, ValidationError where a bar, an
    adverse level or a running case stands against it.
    """
    require_opener(by, enterprise)
    if received_on > as_of:
        raise ValidationError({"received_on": _("The day lies in the future.")})
    in_force = _require_free(enterprise, level, received_on, as_of)
    with case_begin(
        by=by, enterprise=enterprise, kind=Case.Kind.CERTIFICATION, level=in_force, as_of=as_of, indicated=level
    ) as case:
        application = Application(case=case, level=level, received_on=received_on)
        record(application, by=by, reason=case.number)
        case.due_on = application_due(application)
        case.save(update_fields=["due_on"])
        details = {"level": level, "received_on": received_on.isoformat(), "ends": case.due_on.isoformat()}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, details=details)
        papers_keep(record=act, papers=papers)
    return case


def _require_free(enterprise: Enterprise, level: str, received_on: date, as_of: date) -> str:
    in_force = explain_one(enterprise, as_of)["level_in_force"]
    if in_force is None:
        raise ValidationError(_("The firm is not judged on this day: it is cancelled or not registered yet."))
    if level not in AEO or ORDER.index(Level(level)) >= ORDER.index(Level(in_force)):
        raise ValidationError({"level": _("Apply for an AEO level above the one in force.")})
    if in_force in ADVERSE:
        raise ValidationError(_("A firm on an adverse level may not apply for certification."))
    require_no_lower(enterprise)
    if bar := bar_ends(enterprise, received_on):
        message = _("The firm may not apply before %(day)s: %(reason)s on %(since)s.")
        raise ValidationError(
            message % {"day": bar.free_on.isoformat(), "reason": bar.reason, "since": bar.since.isoformat()}
        )
    return str(in_force)


def examiners_assign(
    *, by: User, case: Case, examiners: Sequence[User], individual: Sequence[str] = (), as_of: date, seen: int | None = None
) -> Case:
    """Assign two examiners, or others in their place, and start the sheet with what the facts of the day say.

    `individual` are the individual standards that apply (Dimension values; for the advanced level). Raises PermissionDenied
    or ValidationError.
    """
    with case_step(by=by, case=case, act="examiners_assign", as_of=as_of, seen=seen) as step:
        examiners_set(step=step, by=by, examiners=examiners, individual=individual, as_of=as_of)
    return step.case


def clock_stop(
    *, by: User, case: Case, cause: str, starts_on: date, reason: str, as_of: date, seen: int | None = None
) -> ClockStop:
    """Stop the clock from a day on. Raises PermissionDenied or ValidationError: it stands already, an impossible day."""
    reason = require_text(reason, _("Say why the clock is stopped."))
    with case_step(by=by, case=case, act="clock_stop", as_of=as_of, seen=seen, note=reason) as step:
        if cause not in ClockStop.Cause.values:
            raise ValidationError({"cause": _("Say what runs: an audit, a verification or a case investigation.")})
        if running_stop(step.case) is not None:
            raise ValidationError(_("The clock stands already."))
        application = step.case.application
        too_early = _("The clock cannot stop before the application was received.")
        require_day(starts_on, earliest=application.received_on, as_of=as_of, too_early=too_early)
        stop = ClockStop.objects.create(case=step.case, cause=cause, starts_on=starts_on)
        step.case.due_on = application_due(application)
        step.details = {"cause": cause, "starts_on": starts_on.isoformat()}
    return stop


def clock_resume(*, by: User, case: Case, ends_on: date, as_of: date, seen: int | None = None) -> ClockStop:
    """Let the clock run on: `ends_on` is the first day that counts again. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="clock_resume", as_of=as_of, seen=seen) as step:
        stop = running_stop(step.case)
        if stop is None:
            raise ValidationError(_("The clock runs."))
        too_early = _("The clock cannot run on before it was stopped.")
        require_day(ends_on, earliest=stop.starts_on, as_of=as_of, too_early=too_early)
        stop.ends_on = ends_on
        stop.save(update_fields=["ends_on"])
        step.case.due_on = application_due(step.case.application)
        step.details = {"cause": stop.cause, "starts_on": stop.starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        step.details["ends"] = step.case.due_on.isoformat() if step.case.due_on else ""
    return stop


def deadline_extend(*, by: User, case: Case, reason: str, as_of: date, seen: int | None = None) -> Case:
    """Extend the time for the decision, once, in a special case. Raises PermissionDenied or ValidationError."""
    reason = require_text(reason, _("Say why the time is extended."))
    with case_step(by=by, case=case, act="deadline_extend", as_of=as_of, seen=seen, note=reason) as step:
        application = step.case.application
        if application.extended_on is not None:
            raise ValidationError(_("The time was extended already; it is extended once."))
        application.extended_on = as_of
        record(application, by=by, reason=reason[:200])
        step.case.due_on = application_due(application)
        step.details = {"ends": step.case.due_on.isoformat() if step.case.due_on else ""}
    return step.case


def rectify_first(*, by: User, case: Case, until: date, note: str, as_of: date, seen: int | None = None) -> Case:
    """Let the firm put right what is missing before the decision. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say what the firm must put right."))
    with case_step(by=by, case=case, act="rectify_first", as_of=as_of, seen=seen, note=note) as step:
        if until <= as_of:
            raise ValidationError({"until": _("The day must lie ahead.")})
        if step.case.due_on is not None and until > step.case.due_on:
            raise ValidationError(
                {"until": _("The time for the decision ends on %(day)s.") % {"day": step.case.due_on.isoformat()}}
            )
        application = step.case.application
        application.put_right_until = until
        record(application, by=by, reason=step.case.number)
        step.details = {"ends": until.isoformat()}
    return step.case


def examination_resume(*, by: User, case: Case, note: str, as_of: date, seen: int | None = None) -> Case:
    """Examine further, after the firm put something right or its time ran out. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say what the firm put right."))
    with case_step(by=by, case=case, act="examination_resume", as_of=as_of, seen=seen, note=note) as step:
        application = step.case.application
        sheet_judge(examination=application, as_of=as_of, by=by)
    return step.case


def application_withdraw(
    *, by: User, case: Case, note: str, papers: Iterable[File] = (), as_of: date, seen: int | None = None
) -> Case:
    """Record that the firm withdraws its application, which sets the bar. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say how the firm withdrew its application."))
    with case_step(by=by, case=case, act="application_withdraw", as_of=as_of, seen=seen, note=note, papers=papers) as step:
        if not step.papers:
            raise ValidationError({"papers": _("Attach the firm's paper.")})
        application = step.case.application
        application.outcome = Application.Outcome.WITHDRAWN
        record(application, by=by, reason=step.case.number)
        letter_void(case=step.case)
        step.case.state, step.case.closed_on, step.case.due_on = Case.State.WITHDRAWN, as_of, None
    return step.case
