"""The rulebook of a day as the portal applies it: the shipped law and the amendments approved in the portal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from ratings.models import FigureAmendment
from ratings.regulation.parameters import Figure, Overlay, Rulebook, figure_timeline, next_change_after, rulebook_on


def approved_overlays() -> tuple[Overlay, ...]:
    """The approved amendments in the order of their approval: the later one wins where two count on a day."""
    return tuple(overlay_of(row) for row in FigureAmendment.objects.approved())


def overlay_of(row: FigureAmendment) -> Overlay:
    """An amendment as the law's data takes it."""
    return Overlay(row.rulebook, row.figure, row.value, row.status, row.source, row.valid_from, row.pk)


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


@dataclass(frozen=True)
class FigureChange:
    """One act on a figure: who did what to which amendment, when, why, and what it makes of the value."""

    at: datetime
    who: User | None
    state: str
    why: str
    amendment: FigureAmendment
    before: Figure
    after: Figure


def figure_history(rulebook: str, figure: str) -> list[FigureChange]:
    """Every act on a figure, the latest first; `before` is how the figure stood on the amendment's first day, then."""
    rows = FigureAmendment.history.filter(rulebook=rulebook, figure=figure).select_related("history_user")
    approved = list(FigureAmendment.objects.of_figure(rulebook, figure).approved())
    changes = []
    for row in rows.order_by("-history_date", "-history_id"):
        known = [overlay_of(other) for other in approved if other.decided_at < row.history_date and other.pk != row.id]
        before = figure_value_on(row.valid_from, rulebook, figure, known)
        after = figure_value_on(row.valid_from, rulebook, figure, [*known, overlay_of(row.instance)])
        why = row.history_change_reason or ""
        changes.append(
            FigureChange(row.history_date, row.history_user, row.get_state_display(), why, row.instance, before, after)
        )
    return changes
