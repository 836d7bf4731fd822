"""The bar on applying for certification: what set it, and the last day on which it holds (Order 251 art. 19, carried over)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from enterprises.models import DecidedRating, Enterprise
from ratings.casework.deadlines import BAR
from ratings.models import Application, Case, Decision, Review
from ratings.regulation.months import add_months
from ratings.rulebooks import rulebook_for


class Bar(NamedTuple):
    """A bar: the first day on which the firm may apply again, what set it, and the day of that."""

    free_on: date
    reason: Any
    since: date


def bar_ends(enterprise: Enterprise, as_of: date) -> Bar | None:
    """The bar that holds on the day, the longest of several; None where the firm may apply or the figure is not known."""
    months = rulebook_for(as_of).value(BAR)
    if months is None:
        return None
    bars = [Bar(add_months(day, int(months)), reason, day) for day, reason in _causes(enterprise, as_of)]
    return max((bar for bar in bars if as_of < bar.free_on), default=None)


def _causes(enterprise: Enterprise, as_of: date) -> Iterator[tuple[Any, Any]]:
    """The days on which something set a bar, and what."""
    ratings = list(
        DecidedRating.objects.filter(enterprise=enterprise, effective_on__lte=as_of).order_by("effective_on", "id")
    )
    for before, after in pairwise(ratings):
        if after.level == DecidedRating.Level.REGULAR and before.level != DecidedRating.Level.REGULAR:
            yield after.effective_on, _("restored from an adverse level")
    adjusted = Decision.objects.filter(enterprise=enterprise, kind=Decision.Kind.ADJUSTMENT, case__closed_on__lte=as_of)
    for day in adjusted.values_list("case__closed_on", flat=True):
        yield day, _("level adjusted downwards")
    failed = Review.objects.filter(case__enterprise=enterprise, effective_on__lte=as_of)
    for day in failed.exclude(outcome=Review.Outcome.STANDS).values_list("effective_on", flat=True):
        yield day, _("review not passed")
    ended = Application.objects.filter(case__enterprise=enterprise, case__closed_on__lte=as_of)
    for day, outcome in ended.exclude(case__state=Case.State.OPEN).values_list("case__closed_on", "outcome"):
        if outcome == Application.Outcome.REFUSED:
            yield day, _("certification failed")
        elif outcome == Application.Outcome.WITHDRAWN:
            yield day, _("application withdrawn")
