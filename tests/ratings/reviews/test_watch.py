"""The watch: a standard that an AEO firm newly fails shows up once, ends, comes back, and is answered by an officer."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Certification, Enterprise, Penalty
from ratings.models import Case, Run, WatchFinding
from ratings.services.night import night_run
from ratings.services.reviews import review_drop
from ratings.services.watch import watch_dismiss
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.casework.walking import june, night
from tests.ratings.reviews.walking import aeo, examined, graded, opened, served

pytestmark = pytest.mark.django_db
ARREAR = {"kind": "duty", "amount_cny": "500.00", "due_on": date(2026, 5, 30)}


def failing(number: int = 1, **other: Any) -> Enterprise:
    """An advanced certified firm with duty overdue since 31 May: it fails ACE-22."""
    return aeo(number, payables=[ARREAR], **other)


def found(number: int = 1) -> WatchFinding:
    """What the night of 1 June found of it."""
    firm = failing(number)
    night(june(1))
    return WatchFinding.objects.get(enterprise=firm)


def lines(firm: Enterprise) -> list[tuple[str, date, date | None]]:
    return list(firm.watch_findings.order_by("id").values_list("item", "found_on", "ended_on"))


def test_a_newly_failed_standard_shows_up_with_figures_and_evidence_and_no_level_changes():
    finding = found()
    run = Run.objects.get()
    assert (finding.item, finding.found_on, finding.run) == ("ACE-22", june(1), run)
    assert (finding.said["number"], finding.said["total_cny"], finding.said["evidence"]) == (1, "500.00", ["PAY-00001-1"])
    assert (run.failures_found, run.failures_ended, run.cases_opened) == (1, 0, 0)
    assert finding.enterprise.standing.level_in_force == "advanced_certified"
    assert finding.history.get().history_change_reason == str(run)


@pytest.mark.parametrize(("day", "fails"), [(date(2026, 5, 30), False), (date(2026, 5, 31), True)])
def test_on_both_sides_of_the_deadline(day: date, fails: bool):
    failing()
    night(day)
    assert WatchFinding.objects.exists() == fails


def test_a_failure_that_goes_on_is_raised_once_also_by_two_nights_of_a_day():
    finding = found()
    for day in (1, 2, 3):
        assert night(june(day)).failures_found == 0
    full = night_run(as_of=june(4), trigger=Run.Trigger.COMMAND, full=True)
    assert (full.failures_found, full.failures_ended) == (0, 0)
    assert lines(finding.enterprise) == [("ACE-22", june(1), None)] and finding.history.count() == 1


def test_a_failure_ends_with_its_facts_and_comes_back_as_another():
    finding = found()
    penalty = {"kind": "obstruction", "decided_on": june(3), "amount_cny": 1}
    add_facts(finding.enterprise, penalties=[penalty])
    assert night(june(3)).failures_found == 1
    Penalty.objects.update(revoked_on=june(4))
    assert (night(june(4)).failures_ended, night(june(5)).failures_ended) == (1, 0)
    add_facts(finding.enterprise, penalties=[penalty | {"decided_on": june(6)}])
    night(june(6))
    assert lines(finding.enterprise) == [
        ("ACE-22", june(1), None),
        ("ACE-30", june(3), june(4)),
        ("ACE-30", june(6), None),
    ]


def test_a_failure_that_ends_and_comes_back_on_one_day():
    finding = found()
    payable = finding.enterprise.payable_set.get()
    change_fact(payable, deferred_to=date(2026, 7, 1))
    night(june(1))
    change_fact(payable, deferred_to=None)
    night(june(1))
    assert lines(finding.enterprise) == [("ACE-22", june(1), june(1)), ("ACE-22", june(1), None)]


def test_only_aeo_firms_are_watched_each_by_the_standard_of_its_level():
    make_firm(1, payables=[ARREAR])
    certified = aeo(2, level="certified", payables=[ARREAR])
    adverse = failing(3, ratings=[{"level": "discredited", "effective_on": date(2026, 2, 1)}])
    night(june(1))
    assert [(row.enterprise, row.item) for row in WatchFinding.objects.all()] == [(certified, "CE-20")]
    assert adverse.standing.level_in_force == "discredited"


def test_a_firm_that_loses_its_level_is_watched_no_more():
    finding = found()
    change_fact(Certification.objects.get(), ended_on=june(2))
    night(june(2))
    assert lines(finding.enterprise) == [("ACE-22", june(1), june(2))]


def test_before_the_standards_there_is_nothing_to_watch():
    failing()
    add_facts(Enterprise.objects.get(), payables=[ARREAR | {"due_on": date(2026, 1, 1)}])
    night(date(2026, 3, 31))
    assert not WatchFinding.objects.exists()


def test_a_night_that_is_killed_leaves_nothing_and_the_next_one_finds_it(monkeypatch: pytest.MonkeyPatch):
    firm = failing()
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("ratings.services.night.reminders_raise", lambda **_given: (_ for _ in ()).throw(SystemExit))
        night(june(1))
    assert not WatchFinding.objects.exists()
    night(june(2))
    assert lines(firm) == [("ACE-22", june(2), None)]


# --- Answers ---------------------------------------------------------------------


def test_an_officer_dismisses_a_finding_with_a_reason_once(fang: User, chen: User, zhou: User):
    finding = found()
    for by in (chen, zhou):
        with pytest.raises(PermissionDenied, match="firm's customs district"):
            watch_dismiss(by=by, finding=finding, reason="a", as_of=june(2))
    with pytest.raises(ValidationError, match="Give a reason"):
        watch_dismiss(by=fang, finding=finding, reason=" ", as_of=june(2))
    dismissed = watch_dismiss(by=fang, finding=finding, reason="系统延迟", as_of=june(2))
    assert (dismissed.dismissed_by, dismissed.dismissed_on, dismissed.history.latest().history_user) == (fang, june(2), fang)
    with pytest.raises(ValidationError, match="王芳 dismissed it already"):
        watch_dismiss(by=fang, finding=finding, reason="a", as_of=june(2))
    assert not WatchFinding.objects.waiting().exists()
    assert night(june(2)).failures_found == 0, "the same facts do not raise it again"


def test_a_dismissed_failure_comes_back_with_a_fact_that_it_did_not_hold(fang: User):
    finding = watch_dismiss(by=fang, finding=found(), reason="系统延迟", as_of=june(1))
    add_facts(finding.enterprise, payables=[ARREAR | {"due_on": june(1)}])
    run = night(june(3))
    assert (run.failures_found, run.failures_ended) == (1, 1)
    again = WatchFinding.objects.waiting().get()
    assert again.said["evidence"] == ["PAY-00001-1", "PAY-00001-2"]
    assert lines(finding.enterprise) == [("ACE-22", june(1), june(3)), ("ACE-22", june(3), None)]


def test_a_review_takes_up_what_waits_and_gives_it_back_where_it_is_dropped(fang: User):
    finding = found()
    dismissed = watch_dismiss(by=fang, finding=found(2), reason="a", as_of=june(1))
    case = opened(finding.enterprise, "irregular")
    assert case.acts.get().details["watch"] == ["ACE-22"] and case.watch_findings.get() == finding
    with pytest.raises(ValidationError, match="took it up already"):
        watch_dismiss(by=fang, finding=finding, reason="a", as_of=june(2))
    add_facts(finding.enterprise, payables=[ARREAR | {"due_on": june(1)}])
    assert night(june(3)).failures_found == 0, "a review is under way"
    review_drop(by=fang, case=case, note="误开", as_of=june(3))
    assert WatchFinding.objects.waiting().get() == finding
    assert opened(dismissed.enterprise, "irregular").watch_findings.count() == 0


def test_an_ended_failure_is_not_dismissed(fang: User):
    finding = found()
    change_fact(finding.enterprise.payable_set.get(), deferred_to=date(2026, 7, 1))
    night(june(2))
    with pytest.raises(ValidationError, match="has ended"):
        watch_dismiss(by=fang, finding=finding, reason="a", as_of=june(3))


def test_after_a_review_the_same_facts_raise_nothing_again(fang: User):
    finding = found()
    case = served(graded(examined(finding.enterprise)), "stands")
    assert case.state == Case.State.DECIDED and night(june(23)).failures_found == 0
    add_facts(finding.enterprise, payables=[ARREAR | {"due_on": june(22)}])
    assert night(june(23)).failures_found == 1
