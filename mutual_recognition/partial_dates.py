"""A date of which only the year or the month may be known."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A year (`2019`), a month (`2017-03`) or a day (`2021-02-04`), with the first and the last day that it can mean."""

    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """The date that the text gives; ValueError if it is no year, month or day of the calendar."""
        found = PATTERN.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a year, a month or a day, as in 2019, 2017-03 or 2021-02-04")
        year, month, day = found.groups()
        first = date(int(year), int(month or "1"), int(day or "1"))
        if day:
            return cls(text, first, first)
        last_month = int(month or "12")
        return cls(text, first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1]))

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        return ("year", "month", "day")[self.text.count("-")]

    @property
    def gap(self) -> str:
        """What is not known of the date, in the reader's language; empty for a day."""
        return {"year": _("month not known"), "month": _("day not known"), "day": ""}[self.precision]

    def __str__(self) -> str:
        return self.text
