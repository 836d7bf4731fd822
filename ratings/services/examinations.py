"""An examination, of an application or in a review: its examiners, visits, and what a decision on it rests on."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import record
from enterprises.models import Enterprise
from ratings.certification.grades import INDIVIDUAL_DIMENSIONS, Grade
from ratings.certification.result import Result
from ratings.levels import Level
from ratings.models import Case, Examiner
from ratings.selectors.applications import Sheet, examination_of, examiners_for
from ratings.services.case_steps import Stepping, case_step, require_day, require_text
from ratings.services.score_sheet import sheet_judge

EXAMINERS = 2


def examiners_set(
    *, step: Stepping, by: User, examiners: Sequence[User], individual: Sequence[str] = (), as_of: date
) -> None:
    """Within an act: two examiners, or others in their place, and the sheet with what the facts of the day say.

    `individual` are the individual standards that apply (Dimension values; for the advanced level). Raises ValidationError.
    """
    case, examination = step.case, examination_of(step.case)
    _require_qualified(case, examiners)
    if unknown := set(individual) - set(INDIVIDUAL_DIMENSIONS):
        raise ValidationError({"individual": _("No such individual standard: %(name)s.") % {"name": min(unknown)}})
    if individual and examination.level != Level.ADVANCED_CERTIFIED:
        raise ValidationError({"individual": _("Individual standards are for the advanced level.")})
    case.examiners.filter(ended_on__isnull=True).exclude(person__in=examiners).update(ended_on=as_of)
    for person in examiners:
        Examiner.objects.get_or_create(case=case, person=person, ended_on=None, defaults={"assigned_on": as_of})
    examination.individual = sorted(individual)
    record(examination, by=by, reason=case.number)
    sheet_judge(examination=examination, as_of=as_of, by=by)
    step.details = {"examiners": [str(person) for person in examiners], "individual": examination.individual}


def _require_qualified(case: Case, examiners: Sequence[User]) -> None:
    if len({person.pk for person in examiners}) != EXAMINERS:
        raise ValidationError({"examiners": _("Choose two different examiners.")})
    qualified = set(examiners_for(case).values_list("pk", flat=True))
    for person in examiners:
        if person.pk not in qualified:
            message = _("%(person)s is no qualified examiner of the district.") % {"person": person}
            raise ValidationError({"examiners": message})


def visit_record(
    *,
    by: User,
    case: Case,
    visited_on: date,
    people: str,
    note: str = "",
    papers: Iterable[File] = (),
    as_of: date,
    seen: int | None = None,
) -> Case:
    """Record a day on site: whom the examiners met, what they saw. Raises PermissionDenied or ValidationError."""
    people = require_text(people, _("Say whom you met."))
    with case_step(by=by, case=case, act="visit_record", as_of=as_of, seen=seen, note=note, papers=papers) as step:
        since = examination_of(step.case).since
        too_early = _("The examination began on %(day)s: no visit lies before.") % {"day": since.isoformat()}
        require_day(visited_on, earliest=since, as_of=as_of, too_early=too_early)
        step.details = {"visited_on": visited_on.isoformat(), "people": people}
    return step.case


def require_no_lower(enterprise: Enterprise) -> None:
    """Refuse while a case about a lower level of the firm runs. Raises ValidationError."""
    running = Case.objects.filter(enterprise=enterprise, kind=Case.Kind.LOWER, state=Case.State.OPEN).first()
    if running is not None:
        raise ValidationError(_("The case %(case)s about a lower level runs; it must be closed first.") % {"case": running})


def require_complete(result: Result) -> None:
    """Refuse a sheet with items that have no grade. Raises ValidationError."""
    if result.open_items:
        message = _("%(number)s items have no grade yet, %(first)s among them.")
        raise ValidationError(message % {"number": len(result.open_items), "first": result.open_items[0]})


def grades_said(case: Case) -> dict[str, str]:
    """The grades by item code, as a record keeps them."""
    return dict(case.score_lines.exclude(grade="").order_by("item").values_list("item", "grade"))


def require_grades(case: Case, act: str) -> None:
    """Refuse where the sheet is not the one that the draft, made by `act`, rests on. Raises ValidationError."""
    if case.acts.filter(act=act).latest("id").details["grades"] != grades_said(case):
        raise ValidationError(_("The score sheet changed since the decision was drafted: draft it anew."))


def sheet_said(sheet: Sheet) -> dict[str, Any]:
    """What a sheet came to, as a letter keeps it."""
    result = sheet.result
    return {
        "number": result.number,
        "met": result.counts.get(Grade.MET, 0),
        "not_applicable": result.counts.get(Grade.NOT_APPLICABLE, 0),
        "failing": result.failing,
        "partly": result.partly,
        "total": None if result.total is None else str(result.total),
    }
