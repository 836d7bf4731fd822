"""What must hold for any facts: the statement agrees with a second judge, nights with each other, and days with their review."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enterprises.models import ChangedFirm
from ratings.assessment.explain import Explanation, explain_firms
from ratings.models import Case, CaseEvidence, Run
from ratings.services.night import night_run
from tests.ratings.chance import ANCHORS, Chance, all_facts
from tests.ratings.oracle import FirmFacts, Oracle, turning_days
from tests.ratings.said import in_short, said_by_explain, said_by_nights

FIRST, LAST = date(2021, 11, 1), date(2027, 12, 31)
FIRMS = 160
days = st.one_of(
    st.dates(FIRST, LAST),
    st.builds(lambda day, step: day + timedelta(days=step), st.sampled_from(ANCHORS), st.integers(-1, 1)),
)
seeds = st.integers(0, 2**32)


def some(examples: int) -> settings:
    """So many examples, the same on every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a seed cannot be made smaller
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class Undo(Exception):
    """Ends an example: what it wrote is rolled back."""


def in_the_oracles_words(explanation: Explanation) -> dict[str, Any]:
    """An explanation, with the evidence and the reported window, without the review."""
    said = in_short(explanation)
    del said["next_review_on"]
    grounds = explanation["grounds"]
    evidence = {code: ground["evidence"] for code, ground in grounds.items() if ground["evidence"]}
    window = grounds["penalty_rate"]["figures"] if "penalty_rate" in evidence else None
    return said | {"evidence": evidence, "window": window}


def changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether any part of the outcome changed: fewer facts or other figures behind an unchanged verdict do not count."""
    plain = [name for name in before if name not in ("evidence", "window")]
    more = any(set(facts) - set(before["evidence"].get(code, [])) for code, facts in after["evidence"].items())
    return more or any(before[name] != after[name] for name in plain)


def check_review(facts: FirmFacts, said: dict[str, Any], day: date, review: str | None, chance: Random) -> None:
    """Between the day and its review no turning day of the firm changes anything; tried on some of them and on the last."""
    end = date.fromisoformat(review) if review else LAST + timedelta(days=2000)
    assert end > day
    between = [later for later in turning_days(facts) if day < later < end]
    for later in {end - timedelta(days=1), *chance.sample(between, min(len(between), 10))} - {day}:
        assert not changed(said, Oracle(facts, later).says()), f"{facts.firm}: {day} → {later}, review on {review}"


@pytest.mark.django_db
@some(6)
@given(seed=seeds, judged_for=st.lists(days, min_size=3, max_size=3, unique=True))
def test_the_statement_agrees_with_the_second_judge(seed: int, judged_for: list[date]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        chance = Random(seed)
        Chance(seed).save_firms(FIRMS)
        firms = {facts.firm.customs_code: facts for facts in all_facts()}
        for day in judged_for:
            explained = {line["customs_code"]: line for line in explain_firms(day)}
            assert explained.keys() == firms.keys()
            for code, facts in firms.items():
                said = Oracle(facts, day).says()
                assert in_the_oracles_words(explained[code]) == said, f"{code} on {day}, seed {seed}"
                check_review(facts, said, day, explained[code]["next_review_on"], chance)
        raise Undo


def cases_in_short() -> list[Any]:
    """Every case with its frozen evidence, without the numbers that the database gave."""
    cases = Case.objects.values_list("enterprise__customs_code", "state", "opened_on", "indicated_level", "level_in_force")
    evidence = CaseEvidence.objects.values_list("freeze__case__enterprise__customs_code", "freeze__number", "ground", "key")
    return [sorted(cases.order_by()), sorted(evidence.order_by())]


def nights(seed: int, sequence: list[date], *, full: bool) -> list[Any]:
    """Run nights over days with deliveries between them, and return what they say after each."""
    chance = Chance(seed)
    chance.save_firms(FIRMS // 2)
    said: list[Any] = []
    try:
        with transaction.atomic():
            for day in sequence:
                run = night_run(as_of=day, trigger=Run.Trigger.COMMAND, full=full)
                assert run.state == Run.State.DONE
                assert not ChangedFirm.objects.exists()
                by_nights = said_by_nights(day)
                assert by_nights == said_by_explain(day)
                said.append((by_nights, cases_in_short(), run.levels_changed, run.cases_opened, run.cases_extended))
                chance.change_some(0.04)
            raise Undo
    except Undo:
        return said


@pytest.mark.django_db
@some(2)
@given(seed=seeds, sequence=st.lists(days, min_size=4, max_size=4, unique=True).map(sorted))
def test_incremental_and_full_nights_agree(seed: int, sequence: list[date]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        first = nights(seed, sequence, full=False)
        raise Undo
    with pytest.raises(Undo), transaction.atomic():
        assert nights(seed, sequence, full=True) == first
        raise Undo
