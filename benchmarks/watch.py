"""The nightly watch over the standards of every AEO firm, as the night calls it, and the pages of what it found."""

from datetime import date
from time import perf_counter

from django.db import transaction
from django.urls import reverse

from benchmarks.pages import Officer, best_of
from ratings.levels import AEO
from ratings.models import Run, Standing, WatchFinding
from ratings.rulebooks import rulebook_for
from ratings.services.watch import standards_watch

ALL_NEW, NOTHING_NEW = "watch: every failure is new", "watch: nothing changed"


class Undo(Exception):
    """What was written for a measurement is rolled back."""


def measure(as_of: date, rounds: int) -> dict[str, tuple[float, str, *tuple[float, ...]]]:
    """Seconds of the watch with every failure new and with none, the best of several; the seconds of its two pages."""
    firms = Standing.objects.filter(level_in_force__in=AEO).count()
    tries = [_tries(as_of) for _round in range(rounds)]
    (new, found), (again, none) = (min(results) for results in zip(*tries, strict=True))
    officer = Officer("watch")
    pages = {
        "reviews due: first page": f"{reverse('admin:ratings_review_changelist')}?district=all",
        "watch: first page": f"{reverse('admin:ratings_watchfinding_changelist')}?district=all",
    }
    return {
        ALL_NEW: (new, f"{firms:,} AEO firms, {found:,} found"),
        NOTHING_NEW: (again, f"{firms:,} AEO firms, {none:,} found"),
        **{label: best_of(officer, address, rounds) for label, address in pages.items()},
    }


def _tries(as_of: date) -> list[tuple[float, int]]:
    """Seconds and findings: over an empty list, and once more over the one that this wrote."""
    run, rulebook, results = Run.objects.order_by("-pk")[:1].get(), rulebook_for(as_of), []
    try:
        with transaction.atomic():
            WatchFinding.objects.all().delete()
            for _turn in range(2):
                began = perf_counter()
                watched = standards_watch(rulebook=rulebook, as_of=as_of, run=run)
                results.append((perf_counter() - began, watched.found))
            raise Undo
    except Undo:
        return results
