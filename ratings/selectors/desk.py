"""My desk: what waits for one person today, by deadline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Action
from ratings.casework.procedures import PROCEDURES
from ratings.casework.workdays import Calendar
from ratings.models import Case, Letter
from ratings.selectors.cases import of_district

SHOWN = 50
DECIDED_AT = frozenset().union(*(procedure.decided_at for procedure in PROCEDURES.values()))
"""The steps at which a case of any kind waits for a second person."""

RETURNED = Exists(Letter.objects.filter(case=OuterRef("pk"), state=Letter.State.RETURNED))
"""Whether a draft of a case was sent back and none took its place yet."""


@dataclass(frozen=True)
class DeskRow:
    """A case on a desk: what it waits for, and how many working days are left where its deadline counts in them."""

    case: Case
    waits_for: Any
    working_days: int | None
    overdue: bool


@dataclass(frozen=True)
class DeskPart:
    """A part of a desk: its cases by deadline, at most SHOWN of `number`."""

    code: str
    title: Any
    number: int
    rows: list[DeskRow]


def desk_of(user: User, today: date, shown: int = SHOWN) -> list[DeskPart]:
    """What waits for the person, in parts; a fixed number of queries, however many cases are open."""
    parts: dict[str, tuple[Any, Q]] = {}
    if user.may(Action.SIGN_LETTER):
        parts["sign"] = (_("To be signed"), Q(step__in=DECIDED_AT) & ~Q(RETURNED) & ~_own_draft(user))
    if user.may(Action.WORK_CASE):
        parts["mine"] = (_("Cases that I work"), Q(owner=user))
        parts["free"] = (_("Cases that nobody works"), Q(owner__isnull=True))
        parts["lost"] = (_("Cases whose owner's account is inactive"), Q(owner__is_active=False))
    if not parts:
        return []
    cases = Case.objects.filter(of_district(user.district), state=Case.State.OPEN, kind__in=PROCEDURES)
    counts = cases.aggregate(**{code: Count("pk", filter=where) for code, (_title, where) in parts.items()})
    calendar = Calendar()
    return [
        DeskPart(
            code,
            title,
            counts[code],
            _rows(by_deadline(cases.filter(where))[:shown] if counts[code] else [], today, calendar),
        )
        for code, (title, where) in parts.items()
    ]


def by_deadline(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with the nearest deadline first, each with `returned`; those without one after them, the oldest first."""
    return (
        cases.annotate(returned=RETURNED)
        .select_related("enterprise", "owner")
        .order_by(F("due_on").asc(nulls_last=True), "opened_on", "pk")
    )


def cases_without_active_owner(district: str) -> QuerySet[Case]:
    """Open cases whose owner's account is inactive: they wait on the supervisor's desk, and anyone may take them."""
    return Case.objects.filter(of_district(district), state=Case.State.OPEN, owner__is_active=False)


def _own_draft(user: User) -> Q:
    return Q(Exists(Letter.objects.filter(case=OuterRef("pk"), state=Letter.State.DRAFT, drafted_by=user)))


def _rows(cases: Iterable[Case], today: date, calendar: Calendar) -> list[DeskRow]:
    return [
        DeskRow(
            case,
            _waits_for(case),
            _working_days(case, today, calendar),
            _is_overdue(case, today),
        )
        for case in cases
    ]


def _waits_for(case: Case) -> Any:
    if case.returned:  # type: ignore[attr-defined]
        return _("Sent back: draft it anew")
    return PROCEDURES[case.kind].waits_for.get(case.step, "")


def _working_days(case: Case, today: date, calendar: Calendar) -> int | None:
    if case.step not in PROCEDURES[case.kind].in_working_days or case.due_on is None:
        return None
    return calendar.between(today, case.due_on)


def _is_overdue(case: Case, today: date) -> bool:
    return case.due_on is not None and case.due_on < today
