"""How far a night is, step by step; the cache tells it while the night runs."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from ratings.models import Run
from ratings.services.night import STEPS, progress_key

STEP_NAMES: dict[str, Any] = {
    "rectifications": _("Rectifications that ran out"),
    "judging": _("Judging the firms"),
    "restorations": _("Restorations"),
    "writing": _("Writing what differs"),
    "cases": _("Opening cases"),
    "suspensions": _("Proposing suspensions and their ends"),
    "watch": _("Watching the standards of AEO firms"),
    "reminders": _("Raising reminders"),
    "counts": _("Counting the levels"),
}


@dataclass(frozen=True)
class Step:
    """A step of a night: `state` is done, running or ahead; `done` of `total` where the step counts."""

    name: Any
    state: str
    done: int = 0
    total: int = 0


def steps_of(run: Run) -> list[Step]:
    """The steps of a night that runs; none are known before its first."""
    told = cache.get(progress_key(run.pk)) or {"number": 0, "done": 0, "total": 0}
    steps = []
    for number, name in enumerate(STEPS, start=1):
        state = "done" if number < told["number"] else "running" if number == told["number"] else "ahead"
        counts = (told["done"], told["total"]) if state == "running" else (0, 0)
        steps.append(Step(STEP_NAMES[name], state, *counts))
    return steps
