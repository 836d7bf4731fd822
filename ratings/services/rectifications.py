"""Rectification periods that ran out."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from enterprises.models import Rectification
from ratings.models import Run

BATCH = 1000


def rectifications_expire(*, as_of: date, run: Run) -> int:
    """Mark rectifications that ran out with no result before the day as expired, and unmark those whose period was extended.

    A period protects on its last day and expires on the day after. Returns how many expired.
    """
    closed = Q(closed_on__lte=as_of) & ~Q(outcome=Rectification.Outcome.OPEN)
    expired = _mark(
        Rectification.objects.exclude(closed).filter(started_on__lte=as_of, due_on__lt=as_of, expired_on__isnull=True),
        run,
    )
    _mark(Rectification.objects.filter(due_on__gte=F("expired_on")), run)
    return expired


def _mark(rectifications: QuerySet[Rectification], run: Run) -> int:
    marked = 0
    while batch := list(rectifications[:BATCH]):
        for rectification in batch:
            ran_out = rectification.expired_on is None
            rectification.expired_on = rectification.due_on + timedelta(days=1) if ran_out else None
        bulk_update_with_history(
            batch, Rectification, ["expired_on"], default_change_reason=str(run), manager=Rectification._base_manager
        )
        marked += len(batch)
    return marked
