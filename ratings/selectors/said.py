"""What the portal said of a firm on a past day, and how that differs from what it says of the day now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Delivery, Enterprise
from ratings.assessment.evidence import KEY_FIELDS
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
    """A ground that is judged otherwise now, or on other facts.

    `late`: facts recorded only after that night; `more`: others that count now; `went`: the numbers of those that do not any more.
    """

    basis: GroundBasis
    then: str
    now: str
    late: list[FactLink] = field(default_factory=list)
    more: list[FactLink] = field(default_factory=list)
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
    recorded = _first_recorded(judgment)
    told_at = said.run.finished_at if said.run else None
    for code, now in judgment.said["grounds"].items():
        then = said.grounds.get(code, {"verdict": "not_met", "evidence": []})
        if then["verdict"] == now["verdict"] and then["evidence"] == now["evidence"]:
            continue
        came = [link for link in evidence_of(judgment, code) if link.key not in then["evidence"]]
        late = [link for link in came if told_at and (at := recorded.get(link.place)) and at > told_at]
        more = [link for link in came if link not in late]
        went = [key for key in then["evidence"] if key not in now["evidence"]]
        found.append(GroundDifference(judgment.rulebook.grounds[code], then["verdict"], now["verdict"], late, more, went))
    return found


def _first_recorded(judgment: Judgment) -> dict[tuple[str, int], datetime]:
    """When each founding fact was first recorded: by its history, or the delivery that brought it; a query a kind of fact.

    A fact that came in bulk has no history before its first change.
    """
    brought = Delivery.objects.in_bulk({fact.delivery_id for fact in judgment.facts.values() if fact.delivery_id})
    found = {place: brought[fact.delivery_id].received_at for place, fact in judgment.facts.items() if fact.delivery_id}
    for source in {source for source, _id in judgment.facts}:
        ids = [fact_id for of, fact_id in judgment.facts if of == source]
        history = KEY_FIELDS[source][0].history.filter(id__in=ids).values_list("id").annotate(first=Min("history_date"))
        found |= {(source, fact_id): first for fact_id, first in history.order_by()}
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
