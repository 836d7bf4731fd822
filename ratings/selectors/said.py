"""What the portal said of a firm on a past day, and how that differs from what it says of the day now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from ratings.assessment.explain import Judgment
from ratings.levels import Level
from ratings.models import Outcome, Run
from ratings.regulation.parameters import GroundBasis
from ratings.selectors.facts import FactLink
from ratings.selectors.why import evidence_of


@dataclass(frozen=True)
class Said:
    """What nights had said by a day. No `run`: the portal was not in use. No `outcome`: the firm was plainly regular.

    `known` is whether the firm was recorded when that night ran.
    """

    run: Run | None
    outcome: Outcome | None
    known: bool = True

    @property
    def level_in_force(self) -> str | None:
        return self.outcome.level_in_force if self.outcome else Level.REGULAR.value

    @property
    def indicated_level(self) -> str | None:
        return self.outcome.indicated_level if self.outcome else Level.REGULAR.value

    @property
    def grounds(self) -> Mapping[str, Any]:
        return self.outcome.grounds if self.outcome else {}


@dataclass(frozen=True)
class Line:
    """One thing as it was said then and as it is said now. `kind` tells the page how to show the two."""

    label: str
    kind: str
    then: Any
    now: Any

    @property
    def changed(self) -> bool:
        return (self.then or None) != (self.now or None)


@dataclass(frozen=True)
class GroundDifference:
    """A ground that is judged otherwise now, or rests on other facts: those that came later, and those that went."""

    basis: GroundBasis
    then: str
    now: str
    came: list[FactLink] = field(default_factory=list)
    went: list[str] = field(default_factory=list)


def said_on(firm: Enterprise, day: date) -> Said:
    """What the portal said of the firm on the day: the last outcome of a night that was run by then.

    A night judged for that day or an earlier one, but run after a night of a later day, looks back: it is not what was said.
    """
    done = Run.objects.filter(state=Run.State.DONE)
    first_later = done.filter(as_of__gt=day).order_by("id").values_list("id", flat=True).first()
    by_then = done.filter(as_of__lte=day)
    if first_later is not None:
        by_then = by_then.filter(id__lt=first_later)
    run = by_then.first()
    if run is None:
        return Said(None, None)
    outcomes = Outcome.objects.filter(enterprise=firm, run__lte=run.pk, as_of__lte=day).select_related("run")
    outcome = outcomes.order_by("-id").first()
    finished = timezone.localtime(run.finished_at).date() if run.finished_at else day
    return Said(run, outcome, known=outcome is not None or firm.recorded_on <= finished)


def lines(said: Said, judgment: Judgment) -> list[Line]:
    """Level, indication, protection, suspension and watch, then and now."""
    then, now = said.outcome, judgment.said
    return [
        Line(_("Level in force"), "level", said.level_in_force, now["level_in_force"]),
        Line(_("Indicated level"), "level", said.indicated_level, now["indicated_level"]),
        Line(_("Protected until"), "day", _iso(then and then.protected_until), now["protected_until"]),
        Line(_("Suspension"), "suspension", then.suspension if then else "", now["suspension"] or ""),
        Line(_("Review due"), "watch", (then.watch if then else "").split(), now["watch"]),
    ]


def ground_differences(said: Said, judgment: Judgment) -> list[GroundDifference]:
    """The grounds of the rulebook of the day that are judged otherwise now, or on other evidence."""
    found = []
    for code, now in judgment.said["grounds"].items():
        then = said.grounds.get(code, {"verdict": "not_met", "evidence": []})
        if then["verdict"] == now["verdict"] and then["evidence"] == now["evidence"]:
            continue
        came = [link for link in evidence_of(judgment, code) if link.key not in then["evidence"]]
        went = [key for key in then["evidence"] if key not in now["evidence"]]
        found.append(GroundDifference(judgment.rulebook.grounds[code], then["verdict"], now["verdict"], came, went))
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
