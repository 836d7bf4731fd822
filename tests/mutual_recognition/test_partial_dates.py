"""A year, a month or a day, and nothing else."""

from datetime import date

import pytest

from mutual_recognition.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2019", "year", date(2019, 1, 1), date(2019, 12, 31)),
        ("2017-03", "month", date(2017, 3, 1), date(2017, 3, 31)),
        ("2020-02", "month", date(2020, 2, 1), date(2020, 2, 29)),
        ("2023-02", "month", date(2023, 2, 1), date(2023, 2, 28)),
        ("2021-02-04", "day", date(2021, 2, 4), date(2021, 2, 4)),
    ],
)
def test_first_and_last_possible_day(text: str, precision: str, first: date, last: date) -> None:
    parsed = PartialDate.parse(text)
    assert (str(parsed), parsed.precision, parsed.first, parsed.last) == (text, precision, first, last)


@pytest.mark.parametrize(
    "text",
    ["", "19", "2019-1", "2019-00", "2019-13", "2019-02-00", "2019-02-29", "2019/03", "2019-03-", "c. 2019", "２０１９"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)
