"""bin/bench runs from its start to its table; how quick anything is, is no matter of a test."""

import os
import subprocess

import pytest
from django.conf import settings

from benchmarks import certificates, figures

pytestmark = pytest.mark.once  # bin/bench brings a database of its own
NOT_FOR_IT = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATA_DIR"}


def test_the_benchmark_measures_a_small_number_of_everything():
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
    ended = subprocess.run(
        ["bin/bench", "2000", "certificates", "exchange"],
        cwd=settings.BASE_DIR,
        env=environment | {"ROUNDS": "1", "CERTIFICATES": "3", "EXCHANGE_FIRMS": "60"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    table, _notes, goals, printed, exported, exchanged, notes = ended.stdout.strip().split("\n\n")
    for label in (
        figures.FLOOR,
        figures.LOADING,
        figures.FULL_NIGHT,
        figures.INCREMENTAL_NIGHT,
        figures.BY_OBJECTS,
        "explaining one firm",
        "list: page 1,000",
        "watch: every failure is new",
        "watch: nothing changed",
        "desk: 2,000 open cases",
    ):
        assert label in table
    assert "at most 4 floors" in goals
    assert all(label in printed for label in certificates.LABELS.values())
    assert "export of 3: issued, into a ZIP" in exported
    for label in ("checking 60 codes in one upload", "all monthly lists, 52 partners", "a day of 15 events, told together"):
        assert label in exchanged and label in notes
