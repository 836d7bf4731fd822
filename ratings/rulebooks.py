"""The rulebook of a day as the portal applies it: the shipped law and the amendments approved in the portal."""

from collections.abc import Sequence
from datetime import date

from ratings.models import FigureAmendment
from ratings.regulation.parameters import Figure, Overlay, Rulebook, figure_timeline, next_change_after, rulebook_on


def approved_overlays() -> tuple[Overlay, ...]:
    """The approved amendments in the order of their approval: the later one wins where two count on a day."""
    return tuple(
        Overlay(row.rulebook, row.figure, row.value, row.status, row.source, row.valid_from, row.pk)
        for row in FigureAmendment.objects.approved()
    )


def rulebook_for(day: date) -> Rulebook:
    """The rulebook in force on a day. Raises NoRulebook."""
    return rulebook_on(day, approved_overlays())


def next_rulebook_change(day: date) -> date | None:
    """The first later day on which the rulebook or a figure is another, as known now; None if none is known."""
    return next_change_after(day, approved_overlays())


def figure_value_on(day: date, rulebook: str, figure: str, overlays: Sequence[Overlay]) -> Figure:
    """A figure as it stands on a day of its rulebook, under the given amendments."""
    timeline = figure_timeline(rulebook, figure, overlays)
    return next(dated for dated in reversed(timeline) if dated.valid_from <= day)
