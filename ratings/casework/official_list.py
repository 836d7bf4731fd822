"""The list of a year as the State Council's notice writes it: days and ranges, off or worked, each for an occasion."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ratings.casework.workdays import Calendar, is_weekday, library_knows
from ratings.models import OfficialDay

YEARS = range(2004, 2100)  # the shipped calendar begins with 2004
PUBLIC_HOLIDAYS = (
    (1, 1),
    (5, 1),
    (10, 1),
)  # of those whose day never moves, the first of each: a list without one is not whole


class Span(NamedTuple):
    """A row of the list: the days from `first` to `last`, off or worked."""

    first: date
    last: date
    working: bool
    occasion: str

    def days(self) -> list[date]:
        """Each day of it."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def adjusted(self) -> int:
        """How many of its days are counted otherwise than Monday to Friday."""
        return sum(is_weekday(day) != self.working for day in self.days())


class Totals(NamedTuple):
    """What a list changes against Monday to Friday: weekdays that are off, weekend days that are worked."""

    off: int
    worked: int

    @property
    def net(self) -> int:
        """Days off that remain when those worked instead are taken away."""
        return self.off - self.worked


def list_days(year: int, spans: Sequence[Span]) -> list[OfficialDay]:
    """The days of a whole list, not saved and of no list yet. Raises ValidationError with a sentence for each mistake."""
    mistakes = [mistake for span in spans for mistake in _mistakes_of(year, span)]
    if not spans:
        mistakes = [_("Enter the days of the notice.")]
    if mistakes:
        raise ValidationError(mistakes)
    days = [
        OfficialDay(day=day, working=span.working, occasion=span.occasion) for span in sorted(spans) for day in span.days()
    ]
    mistakes = [*_repeated(days), *_holidays_missing(year, days)]
    if mistakes:
        raise ValidationError(mistakes)
    return days


def spans_of(days: Iterable[OfficialDay]) -> list[Span]:
    """The days of a list, in order, as rows: days that follow each other and are alike make one."""
    spans: list[Span] = []
    for row in days:
        before = spans[-1] if spans else None
        if before and before.last + timedelta(days=1) == row.day and before[2:] == (row.working, row.occasion):
            spans[-1] = before._replace(last=row.day)
        else:
            spans.append(Span(row.day, row.day, row.working, row.occasion))
    return spans


def known_days(year: int, known: Calendar) -> list[OfficialDay]:
    """The days of a year that the calendar names with an occasion, as a list would hold them."""
    named = ((day, known.occasion(day)) for day in days_of_year(year))
    return [OfficialDay(day=day, working=known.is_working(day), occasion=occasion) for day, occasion in named if occasion]


def totals_of(days: Iterable[OfficialDay]) -> Totals:
    """What the days change against Monday to Friday."""
    adjusted = [row.working for row in days if is_weekday(row.day) != row.working]
    return Totals(off=adjusted.count(False), worked=adjusted.count(True))


def days_of_year(year: int) -> Iterator[date]:
    """Every day of the year."""
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range(365 + calendar.isleap(year)))


def shipped_days(year: int) -> list[OfficialDay] | None:
    """The days of the shipped calendar, without what was entered; None when it does not know the year."""
    return known_days(year, Calendar(OfficialDay.objects.none())) if library_knows(year) else None


def _mistakes_of(year: int, span: Span) -> Iterator[str]:
    shown = {"day": span.first, "last": span.last, "year": year}
    if span.last < span.first:
        yield _("%(day)s – %(last)s: the last day lies before the first.") % shown
        return
    other = next((day for day in (span.first, span.last) if day.year != year), None)
    if other is not None:
        yield _("%(day)s is not a day of %(year)s: enter it in the list of its own year.") % {"day": other, "year": year}
        return
    if span.occasion not in OfficialDay.Occasion.values:
        yield _("%(day)s: choose the occasion.") % shown
    if span.working:
        for day in filter(is_weekday, span.days()):
            yield _("%(day)s is a weekday and worked anyway: leave it out.") % {"day": day}
    elif not span.adjusted():
        yield _("%(day)s is a weekend day and off anyway: leave it out, or enter the whole range of the holiday.") % shown


def _repeated(days: Sequence[OfficialDay]) -> list[str]:
    seen: set[date] = set()
    repeated: set[date] = set()
    for row in days:
        (repeated if row.day in seen else seen).add(row.day)
    return [_("%(day)s is entered twice.") % {"day": day} for day in sorted(repeated)]


def _holidays_missing(year: int, days: Sequence[OfficialDay]) -> list[str]:
    off = {row.day for row in days if not row.working}
    holidays = [date(year, month, day) for month, day in PUBLIC_HOLIDAYS]
    return [
        _("The list is not whole: it leaves %(day)s, a public holiday, a working day.") % {"day": day}
        for day in holidays
        if is_weekday(day) and day not in off
    ]
