"""Applications for certification and reviews: who examines, how the clock runs, the score sheet as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import ALLOWED, WHOLE_COUNTRY, Action
from ratings.casework.deadlines import certification_ends
from ratings.casework.kinds import Kind
from ratings.certification.grades import GENERAL_OF, Dimension
from ratings.certification.result import Result, result_of
from ratings.certification.standards import INDIVIDUAL, Standard, standards_for
from ratings.models import Application, Case, ClockStop, Examination, ScoreLine
from ratings.rulebooks import rulebook_for
from ratings.selectors.situation import Situation


def examiners_for(case: Case) -> QuerySet[User]:
    """Who may examine: active people of the case's customs, or of the General Administration, granted to be qualified."""
    grants = Q(role_grants__role__in=ALLOWED[Action.EXAMINE], role_grants__approved_at__isnull=False)
    here = Q(district__startswith=case.district[:2]) | Q(district=WHOLE_COUNTRY)
    people = User.objects.filter(grants & Q(role_grants__ended_at__isnull=True), here, is_active=True)
    return people.distinct().order_by("display_name", "pk")


def examination_of(case: Case) -> Examination:
    """What the case's score sheet is filled for: its application, or its review."""
    return case.review if case.kind == Kind.REVIEW else case.application


def program_of(examination: Examination) -> str:
    """The general standard of the level examined, as in ACE."""
    return GENERAL_OF[examination.level]


def standards_of(examination: Examination) -> list[Standard]:
    """The items of the sheet: the general standard of the level, and the individual ones that apply."""
    return [
        standard
        for standard in standards_for(examination.level)
        if standard.program != INDIVIDUAL or standard.dimension in examination.individual
    ]


def running_stop(case: Case) -> ClockStop | None:
    """The stop that runs; None where the clock runs."""
    return case.clock_stops.filter(ends_on__isnull=True).first()


def application_due(application: Application) -> date | None:
    """The last day for the decision; None while the clock stands, since nobody can say it then."""
    stops = list(application.case.clock_stops.all())
    if any(stop.ends_on is None for stop in stops):
        return None
    stopped = _days_stopped(stops)
    return certification_ends(application.received_on, stopped, application.extended_on is not None)


def _days_stopped(stops: list[ClockStop]) -> int:
    """How many days the stops take together; days that two share are counted once."""
    total, counted_up_to = 0, date.min
    for stop in sorted(stops, key=lambda stop: stop.starts_on):
        if stop.ends_on is not None and stop.ends_on > counted_up_to:
            total += (stop.ends_on - max(stop.starts_on, counted_up_to)).days
            counted_up_to = stop.ends_on
    return total


@dataclass(frozen=True)
class SheetItem:
    """An item of a sheet with its line."""

    standard: Standard
    line: ScoreLine

    @property
    def grade(self) -> str:
        """What counts: the examiner's grade."""
        return self.line.grade

    @property
    def differs(self) -> bool:
        """Whether the examiner overruled the facts."""
        return bool(self.line.grade and self.line.portal_grade and self.line.grade != self.line.portal_grade)


@dataclass(frozen=True)
class Heading:
    """The items under one heading of the standard."""

    key: str
    title: Any
    dimension: Any
    items: list[SheetItem]

    @property
    def graded(self) -> int:
        """How many of its items have a grade."""
        return sum(1 for item in self.items if item.grade)


@dataclass(frozen=True)
class Sheet:
    """A score sheet as it stands."""

    headings: list[Heading]
    result: Result


def sheet_of(examination: Examination, as_of: date) -> Sheet:
    """The sheet of an examination; one query for its lines, however many items it has."""
    lines = {line.item: line for line in examination.case.score_lines.select_related("examiner").prefetch_related("files")}
    standards = standards_of(examination)
    headings: dict[str, Heading] = {}
    for standard in standards:
        key = standard.heading_no or standard.dimension
        line = lines.get(standard.code) or ScoreLine(case=examination.case, item=standard.code)
        heading = headings.setdefault(key, Heading(key, standard, Dimension(standard.dimension).label, []))
        heading.items.append(SheetItem(standard, line))
    grades: Mapping[str, str] = {code: line.grade for code, line in lines.items()}
    return Sheet(list(headings.values()), result_of(standards, grades, rulebook_for(as_of)))


def _stands(now: Situation) -> bool:
    return running_stop(now.case) is not None


APPLIES = {
    "clock_stop": lambda now: not _stands(now),
    "clock_resume": _stands,
    "deadline_extend": lambda now: now.case.application.extended_on is None,
    "certification_sign": lambda now: now.draft is not None,
}
"""Whether an application needs an act now."""
