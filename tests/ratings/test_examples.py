"""The worked examples: a delivery of 80 firms, crowded at the boundaries, and what is said of each on four days."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ratings.assessment.explain import explain_firms
from ratings.models import Outcome, Run, Standing
from ratings.services.night import night_run
from tests.ratings.said import said_by_explain, said_by_nights

EXAMPLES = Path(__file__).parents[1] / "examples"
DAYS = ["2026-03-31", "2026-04-01", "2026-06-30", "2026-11-20"]
SAME = ("customs_code", "level_in_force", "indicated_level", "serious_list", "protected_until", "suspension", "watch")


@pytest.fixture
def delivered(db: None, tmp_path: Path) -> None:
    """The example delivery, loaded from the command line."""
    call_command("import_feed", str(EXAMPLES / "feed"), rejects=tmp_path, stdout=StringIO())


def expected(day: str) -> dict[str, dict[str, Any]]:
    lines = (EXAMPLES / f"expected-{day}.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["customs_code"]: line for line in map(json.loads, lines)}


def as_the_examples_say(explanation: dict[str, Any]) -> dict[str, Any]:
    """The explanation reduced to what the examples hold."""
    met = sorted(code for code, ground in explanation["grounds"].items() if ground["verdict"] == "met")
    rate = explanation["grounds"]["penalty_rate"] if "penalty_rate" in met else None
    return {name: explanation[name] for name in SAME} | {"met": met, "penalty_rate": rate["figures"] if rate else None}


@pytest.mark.parametrize("day", DAYS)
def test_explain_says_what_the_examples_say(delivered: None, day: str) -> None:
    out = StringIO()
    call_command("explain", all=True, json=True, as_of=date.fromisoformat(day), stdout=out)
    said = [as_the_examples_say(json.loads(line)) for line in out.getvalue().splitlines()]
    assert {line["customs_code"]: line for line in said} == expected(day)


def test_a_file_of_every_explanation_holds_the_same_lines(delivered: None, tmp_path: Path) -> None:
    out = StringIO()
    call_command("explain", all=True, json=True, as_of=date(2026, 6, 30), stdout=out)
    call_command("explain", all=True, jsonl=tmp_path / "all.jsonl", as_of=date(2026, 6, 30), stdout=StringIO())
    assert (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines() == out.getvalue().splitlines()


def test_nights_of_the_four_days_say_what_explain_says(delivered: None) -> None:
    for day in map(date.fromisoformat, DAYS):
        before = said_by_explain(day)
        run = night_run(as_of=day, trigger=Run.Trigger.COMMAND)
        assert run.state == Run.State.DONE
        after = said_by_explain(day)
        assert said_by_nights(day) == after
        restored = set(run.decisions.values_list("enterprise__customs_code", flat=True))
        assert {code for code in after if after[code] != before[code]} == restored


def test_every_outcome_keeps_the_grounds_as_explain_prints_them(delivered: None) -> None:
    day = date(2026, 6, 30)
    run = night_run(as_of=day, trigger=Run.Trigger.COMMAND)
    said = {line["customs_code"]: line for line in explain_firms(day)}
    outcomes = Outcome.objects.filter(run=run).select_related("enterprise")
    assert Standing.objects.count() >= outcomes.count() > 40  # one that has only a day of review is no change of outcome
    restored = set(run.decisions.values_list("enterprise_id", flat=True))
    for outcome in outcomes:
        if outcome.enterprise_id not in restored:
            assert outcome.grounds == said[outcome.enterprise.customs_code]["grounds"], outcome.enterprise.customs_code
