"""China's working days, adjusted weekends included, for deadlines that count in them.

A kept library knows the years that the State Council has announced; the whole list of a year entered in the portal by two
people comes over it, so that a new year needs no release. A year that neither knows is counted Monday to Friday, and said
to be preliminary.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from chinese_calendar import get_holiday_detail, is_workday
from chinese_calendar.constants import Holiday
from django.db.models import QuerySet

from ratings.models import OfficialDay

SATURDAY = 5
OCCASIONS = {
    holiday.value: holiday.name if holiday.name in OfficialDay.Occasion.values else str(OfficialDay.Occasion.OTHER)
    for holiday in Holiday
}


class WorkingDay(NamedTuple):
    """A day counted in working days; `preliminary` where the official list of a year on the way is not known yet."""

    day: date
    preliminary: bool


class Calendar:
    """The working days as they are known at one moment: one query, however many deadlines are counted with it."""

    def __init__(self, days: QuerySet[OfficialDay] | None = None) -> None:
        """With the days that count, or with the given ones over the shipped calendar."""
        rows = OfficialDay.objects.counting() if days is None else days
        self.entered = {
            day: (working, occasion) for day, working, occasion in rows.values_list("day", "working", "occasion")
        }
        self.years = {day.year for day in self.entered}  # a list has days of its own year alone, and never none

    def knows(self, year: int) -> bool:
        """Whether the official list of the year is known."""
        return year in self.years or library_knows(year)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        if day in self.entered:
            return self.entered[day][0]
        if day.year in self.years or not library_knows(day.year):
            return is_weekday(day)
        return is_workday(day)

    def occasion(self, day: date) -> str:
        """The occasion for which the day is off or worked, a value of OfficialDay.Occasion; empty for an ordinary day."""
        if day in self.entered:
            return self.entered[day][1]
        if day.year in self.years or not library_knows(day.year):
            return ""
        return OCCASIONS.get(get_holiday_detail(day)[1] or "", "")

    def add(self, day: date, number: int) -> WorkingDay:
        """The `number`-th working day after the day; the day itself does not count."""
        current, known = day, True
        while number > 0:
            current += timedelta(days=1)
            known = known and self.knows(current.year)
            number -= self.is_working(current)
        return WorkingDay(current, preliminary=not known)

    def between(self, start: date, end: date) -> int:
        """How many working days after `start` lie up to and including `end`; negative when `end` is past."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def is_weekday(day: date) -> bool:
    """Whether the day is one of Monday to Friday."""
    return day.weekday() < SATURDAY


@cache
def library_knows(year: int) -> bool:
    """Whether the shipped calendar has the official list of the year."""
    try:
        return is_workday(date(year, 1, 1)) is not None
    except NotImplementedError:
        return False


def add_working_days(day: date, number: int) -> WorkingDay:
    """The `number`-th working day after the day, by the calendar as it is known now."""
    return Calendar().add(day, number)


def working_days_between(start: date, end: date) -> int:
    """How many working days after `start` lie up to and including `end`; negative when `end` is past."""
    return Calendar().between(start, end)
