"""Month arithmetic as the law counts: a day keeps its number, or takes the month's last day where there is none."""

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The day `months` later (earlier when negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day_not_over(day: date, months: int) -> date:
    """The cut-off for «more than `months` after X»: on `day` that is so exactly for every X before the cut-off."""
    cutoff = add_months(day, -months)
    while add_months(cutoff, months) < day:
        cutoff += timedelta(days=1)
    while add_months(cutoff - timedelta(days=1), months) >= day:
        cutoff -= timedelta(days=1)
    return cutoff


def last_day_completed(day: date, months: int) -> date:
    """The cut-off for «`months` after X or later»: on `day` that is so exactly for every X up to the cut-off."""
    return first_day_not_over(day + timedelta(days=1), months) - timedelta(days=1)
