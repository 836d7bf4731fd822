"""A list of 2027 for tests. It is made up: the State Council had not announced the year when it was written."""

from datetime import date

from ratings.casework.official_list import Span


def span(first: str, last: str = "", occasion: str = "other", working: bool = False) -> Span:
    """A row of a list, as in span("2027-02-05", "2027-02-11")."""
    return Span(date.fromisoformat(first), date.fromisoformat(last or first), working, occasion)


LIST_OF_2027 = [
    span("2027-01-01", "2027-01-03", "new_years_day"),
    span("2027-01-30", occasion="spring_festival", working=True),
    span("2027-02-05", "2027-02-11", "spring_festival"),
    span("2027-04-05", occasion="tomb_sweeping_day"),
    span("2027-05-01", "2027-05-05", "labour_day"),
    span("2027-05-08", occasion="labour_day", working=True),
    span("2027-09-26", occasion="national_day", working=True),
    span("2027-10-01", "2027-10-07", "national_day"),
    span("2027-10-09", occasion="national_day", working=True),
]
