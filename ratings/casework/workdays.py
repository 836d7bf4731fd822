"""China's working days, adjusted weekends included, for deadlines that count in them.

A kept library knows the years that the State Council has announced; days entered in the portal by two people come over it,
so that a new year needs no release. A year that neither knows is counted Monday to Friday, and said to be preliminary.
"""

from datetime import date, timedelta
from typing import NamedTuple

from chinese_calendar import is_workday

from ratings.models import OfficialDay


class WorkingDay(NamedTuple):
    """A day counted in working days; `preliminary` where the official list of a year on the way is not known yet."""

    day: date
    preliminary: bool


class Calendar:
    """The working days as they are known at one moment: one query, however many deadlines are counted with it."""

    def __init__(self) -> None:
        entries = OfficialDay.objects.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
        self.entered = dict(entries.values_list("day", "working"))
        self.years = {day.year for day in self.entered}

    def knows(self, year: int) -> bool:
        """Whether the official list of the year is known."""
        return year in self.years or _library_knows(year)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        if day in self.entered:
            return self.entered[day]
        return is_workday(day) if _library_knows(day.year) else day.weekday() < 5

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


def _library_knows(year: int) -> bool:
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
