"""A year of the working calendar as people read it: its months, where it comes from, what waits, and what was done."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from ratings.casework.official_list import Totals, days_of_year, shipped_days, totals_of
from ratings.casework.workdays import Calendar, is_weekday
from ratings.models import OfficialYear


@dataclass(frozen=True)
class ShownDay:
    """A day of the year: worked or not, and whether that is otherwise than Monday to Friday, or within a holiday."""

    day: date
    working: bool
    occasion: str

    @property
    def kind(self) -> str:
        """`working`, `off` (an ordinary weekend), `holiday`, or `worked` (a weekend day that is worked)."""
        if self.working:
            return "working" if is_weekday(self.day) else "worked"
        return "holiday" if self.occasion or is_weekday(self.day) else "off"


@dataclass(frozen=True)
class ShownMonth:
    """A month in weeks from Monday; days of other months are None."""

    first: date
    weeks: list[list[ShownDay | None]]
    working: int


@dataclass(frozen=True)
class Difference:
    """Days, one after another, that a list counts otherwise than they are counted now."""

    first: date
    last: date
    working: bool


@dataclass(frozen=True)
class YearChange:
    """One act on the list of a year: who did what, when, why; what the year was counted by then, and in this list.

    `before` is None where the year was counted Monday to Friday.
    """

    at: datetime
    who: User | None
    state: str
    why: str
    source: str
    before: Totals | None
    after: Totals


def year_months(year: int, known: Calendar) -> list[ShownMonth]:
    """The twelve months of a year by the calendar."""
    return [_month(date(year, month, 1), known) for month in range(1, 13)]


def list_differences(entered: OfficialYear, known: Calendar) -> list[Difference]:
    """What would be counted otherwise if this list counted."""
    listed = {row.day: row.working for row in entered.days.all()}
    found: list[Difference] = []
    for day in days_of_year(entered.year):
        working = listed.get(day, is_weekday(day))
        if working == known.is_working(day):
            continue
        before = found[-1] if found else None
        if before and before.last + timedelta(days=1) == day and before.working == working:
            found[-1] = Difference(before.first, day, working)
        else:
            found.append(Difference(day, day, working))
    return found


def year_history(year: int) -> list[YearChange]:
    """Every act on the lists of a year, the latest first. That a list was replaced is told by the approval that did it."""
    lists = list(OfficialYear.objects.of_year(year).with_days())
    totals = {entered.pk: totals_of(entered.days.all()) for entered in lists}
    counted = [entered for entered in lists if entered.state in (OfficialYear.State.APPROVED, OfficialYear.State.REPLACED)]
    rows = OfficialYear.history.filter(year=year).exclude(state=OfficialYear.State.REPLACED).select_related("history_user")
    return [
        YearChange(
            at=row.history_date,
            who=row.history_user,
            state=row.state,
            why=row.history_change_reason or "",
            source=row.source,
            before=_totals_before(year, row.history_date, row.id, counted, totals),
            after=totals[row.id],
        )
        for row in rows.order_by("-history_date", "-history_id")
    ]


def _totals_before(
    year: int, moment: datetime, own: int, counted: Sequence[OfficialYear], totals: dict[int, Totals]
) -> Totals | None:
    earlier = [entered for entered in counted if entered.decided_at and entered.decided_at < moment and entered.pk != own]
    if earlier:
        return totals[max(earlier, key=lambda entered: (entered.decided_at, entered.pk)).pk]
    shipped = shipped_days(year)
    return None if shipped is None else totals_of(shipped)


def _month(first: date, known: Calendar) -> ShownMonth:
    weeks = [
        [_shown(day, known) if day.month == first.month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return ShownMonth(first, weeks, sum(bool(shown and shown.working) for week in weeks for shown in week))


def _shown(day: date, known: Calendar) -> ShownDay:
    return ShownDay(day, known.is_working(day), known.occasion(day))
