"""A night killed at each of its steps, and run again: the end is that of one undisturbed night, and nothing is done twice."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from ratings.models import Case, CaseEvidence, Decision, DistrictCount, Outcome, Run, WatchFinding
from ratings.services.night import STEPS, night_run
from ratings.services.requests import nights_resume
from ratings.tasks import requested_night, resume_nights
from tests.ratings.building import make_firm
from tests.ratings.said import said_by_nights
from tests.worker import Worker, address_of_database

DAY = date(2026, 6, 30)


class Undo(Exception):
    """What was tried is rolled back."""


@pytest.fixture
def firms(transactional_db: None) -> None:
    """A firm to be restored, one with a finding, one whose rectification ran out, and one that fails a standard."""
    make_firm(1, ratings=[{"level": "discredited", "effective_on": date(2024, 6, 30)}])
    make_firm(2, penalties=[{"kind": "obstruction", "decided_on": date(2026, 5, 1), "amount_cny": 1}])
    period = {"started_on": date(2025, 12, 1), "due_on": date(2026, 6, 29)}
    make_firm(3, certifications=[{"level": "certified", "granted_on": date(2025, 1, 1)}], rectifications=[period])
    overdue = {"kind": "duty", "amount_cny": 1, "due_on": date(2026, 6, 1)}
    make_firm(4, certifications=[{"level": "certified", "granted_on": date(2026, 1, 1)}], payables=[overdue])


def written() -> dict[str, Any]:
    """Everything that nights wrote, but for the numbers that the database gave and the records of the runs."""
    return {
        "said": said_by_nights(DAY),
        "cases": sorted(Case.objects.order_by().values_list("enterprise__customs_code", "state", "opened_on")),
        "evidence": sorted(CaseEvidence.objects.order_by().values_list("freeze__number", "ground", "key")),
        "decisions": sorted(Decision.objects.order_by().values_list("enterprise__customs_code", "decided_on")),
        "outcomes": sorted(Outcome.objects.order_by().values_list("enterprise__customs_code", "as_of")),
        "watch": sorted(WatchFinding.objects.values_list("enterprise__customs_code", "item", "found_on")),
        "counts": sorted(DistrictCount.objects.order_by().values_list("as_of", "district", "level", "firms")),
    }


def of_one_undisturbed_night() -> dict[str, Any]:
    try:
        with transaction.atomic():
            night_run(as_of=DAY, trigger=Run.Trigger.SCHEDULE)
            wanted = written()
            raise Undo
    except Undo:
        return wanted


def start(step: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ratings.night_that_stops", step, DAY.isoformat()],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address_of_database()},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_and_resumed(firms: None, step: str) -> None:
    wanted, before = of_one_undisturbed_night(), written()
    with start(step) as process:
        assert process.stdout and process.stdout.readline() == "here\n"
        assert nights_resume() == []  # it lives and holds the lock
        process.kill()
    assert written() == before
    assert Run.objects.get().state == Run.State.RUNNING
    assert [run.state for run in nights_resume()] == [Run.State.DONE]
    assert written() == wanted
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == [Run.State.ABANDONED, Run.State.DONE]
    again = night_run(as_of=DAY, trigger=Run.Trigger.SCHEDULE, full=True)
    assert (again.cases_opened, again.levels_changed, again.changed) == (0, 0, 0)
    assert written() == wanted


def test_two_nights_beside_each_other(firms: None) -> None:
    wanted = of_one_undisturbed_night()
    processes = [start("none") for _night in range(2)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert written() == wanted
    assert sorted(Run.objects.values_list("cases_opened", "levels_changed")) == [(0, 0), (2, 1)]


def test_a_waiting_night_whose_message_was_lost_is_run(firms: None) -> None:
    wanted = of_one_undisturbed_night()
    Run.objects.create(as_of=DAY, trigger=Run.Trigger.PORTAL, state=Run.State.WAITING)
    assert [run.state for run in nights_resume()] == [Run.State.DONE]
    assert written() == wanted


def test_a_message_that_is_delivered_twice_runs_one_night(firms: None) -> None:
    run = Run.objects.create(as_of=DAY, trigger=Run.Trigger.PORTAL, state=Run.State.WAITING)
    requested_night(run.pk)
    finished = Run.objects.get(pk=run.pk)
    requested_night(run.pk)
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (Run.State.DONE, finished.finished_at) and Run.objects.count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_a_step_and_another_that_resumes(firms: None, worker: Worker, tmp_path: Path, step: str) -> None:
    wanted, before = of_one_undisturbed_night(), written()
    run = Run.objects.create(as_of=DAY, trigger=Run.Trigger.PORTAL, state=Run.State.WAITING)
    worker.start("tests.ratings.stopping_worker", STOP_AT=step, STOP_FILE=str(tmp_path / "stopped"))
    requested_night.delay(run.pk)
    worker.wait_until((tmp_path / "stopped").exists)
    worker.kill()
    assert written() == before
    worker.start()
    resume_nights.delay()
    worker.wait_until(Run.objects.filter(state=Run.State.DONE).exists)
    worker.stop()
    assert written() == wanted
