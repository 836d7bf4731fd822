"""The legal desk confirms and amends figures: two people, a reason, and history."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ratings.models import FigureAmendment
from ratings.rulebooks import figure_history, next_rulebook_change, rulebook_for
from ratings.services.figures import (
    figure_amendment_approve,
    figure_amendment_propose,
    figure_amendment_reject,
    figure_amendment_withdraw,
)

FIRST = date(2026, 7, 1)


def propose(by, **changes):
    """A proposal that is in order, with what the test changes."""
    given = {
        "rulebook": "order-282",
        "figure": "overdue_duty_months",
        "value": "4",
        "status": "confirmed",
        "valid_from": FIRST,
        "source": "Order 282 art. 30, official text",
        "reason": "The official text was published.",
    }
    return figure_amendment_propose(by=by, **given | changes)


def test_a_proposal_counts_only_once_a_second_person_approved_it(qian, sun):
    amendment = propose(qian)
    assert rulebook_for(FIRST).value("overdue_duty_months") == 3
    figure_amendment_approve(by=sun, amendment=amendment)
    assert rulebook_for(FIRST).value("overdue_duty_months") == 4
    assert rulebook_for(date(2026, 6, 30)).value("overdue_duty_months") == 3
    assert next_rulebook_change(date(2026, 6, 30)) == FIRST


def test_an_approved_figure_gives_the_rulebook_another_version(qian, sun):
    before = rulebook_for(FIRST).version
    day_before = rulebook_for(date(2026, 6, 30)).version
    figure_amendment_approve(by=sun, amendment=propose(qian))
    assert rulebook_for(FIRST).version != before
    assert rulebook_for(date(2026, 6, 30)).version == day_before


def test_confirming_a_figure_changes_its_status_alone(qian, sun):
    figure_amendment_approve(by=sun, amendment=propose(qian, value="3"))
    figure = rulebook_for(FIRST).figures["overdue_duty_months"]
    assert (figure.value, figure.status) == (3, "confirmed")


def test_nobody_approves_or_rejects_their_own(qian):
    amendment = propose(qian)
    with pytest.raises(PermissionDenied, match=r"second person|第二人"):
        figure_amendment_approve(by=qian, amendment=amendment)
    with pytest.raises(PermissionDenied):
        figure_amendment_reject(by=qian, amendment=amendment, note="No")


def test_the_database_refuses_one_person_for_both_parts(qian):
    amendment = propose(qian)
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureAmendment.objects.filter(pk=amendment.pk).update(state="approved", decided_by=qian, decided_at=timezone.now())


@pytest.mark.parametrize("name", ["fang", "li", "wu", "zhou", "admin_a"])
def test_only_the_legal_desk_acts(person, qian, name):
    other, amendment = person(name), propose(qian)
    with pytest.raises(PermissionDenied):
        propose(other, figure="overdue_fine_months")
    for act in (figure_amendment_approve, figure_amendment_reject, figure_amendment_withdraw):
        with pytest.raises(PermissionDenied):
            act(by=other, amendment=amendment, note="No")
    amendment.refresh_from_db()
    assert amendment.state == "proposed"


def test_only_who_proposed_withdraws(qian, sun):
    amendment = propose(qian)
    with pytest.raises(PermissionDenied):
        figure_amendment_withdraw(by=sun, amendment=amendment, note="Not mine")
    figure_amendment_withdraw(by=qian, amendment=amendment, note="A slip")
    amendment.refresh_from_db()
    assert amendment.state == "withdrawn"


def test_rejecting_and_withdrawing_need_a_note(qian, sun):
    amendment = propose(qian)
    with pytest.raises(ValidationError) as refusal:
        figure_amendment_reject(by=sun, amendment=amendment, note=" ")
    assert "note" in refusal.value.message_dict
    with pytest.raises(ValidationError):
        figure_amendment_withdraw(by=qian, amendment=amendment, note="")


def test_what_was_decided_is_not_decided_again(qian, sun):
    amendment = propose(qian)
    figure_amendment_reject(by=sun, amendment=amendment, note="The article is another one.")
    for act in (figure_amendment_approve, figure_amendment_reject):
        with pytest.raises(ValidationError):
            act(by=sun, amendment=amendment, note="Again")
    assert rulebook_for(FIRST).value("overdue_duty_months") == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "four"}, "value"),
        ({"value": "4.5"}, "value"),
        ({"value": "99999"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "4", "status": "unknown"}, "value"),
        ({"figure": "penalty_rate_consignee", "value": "0.001"}, "value"),
        ({"figure": "penalty_total_consignee_cny", "value": "1,000,000"}, "value"),
        ({"figure": "inspection_rate_advanced_percent", "value": "120"}, "value"),
        ({"status": "certain"}, "status"),
        ({"valid_from": date(2026, 3, 31)}, "valid_from"),
        ({"rulebook": "order-251", "valid_from": date(2026, 4, 1)}, "valid_from"),
        ({"rulebook": "order-251", "valid_from": date(2021, 10, 31)}, "valid_from"),
        ({"source": " "}, "source"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused_beside_its_field(qian, changes, field):
    with pytest.raises(ValidationError) as refusal:
        propose(qian, **changes)
    assert list(refusal.value.message_dict) == [field]
    assert not FigureAmendment.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"figure": "nothing"}, {"rulebook": "order-999"}, {"value": "3", "status": "carried_over"}]
)
def test_a_figure_that_is_none_and_a_change_that_is_none_are_refused(qian, changes):
    with pytest.raises(ValidationError):
        propose(qian, **changes)


def test_one_proposal_for_a_figure_waits_at_a_time(qian, sun):
    propose(qian)
    with pytest.raises(ValidationError):
        propose(sun, value="5")
    propose(sun, figure="overdue_fine_months", value="7")


def test_a_value_can_be_taken_away_and_given(qian, sun):
    figure_amendment_approve(by=sun, amendment=propose(qian, value="", status="unknown"))
    assert rulebook_for(FIRST).value("overdue_duty_months") is None
    given = propose(qian, figure="certified_review_months", value="36", status="reported")
    figure_amendment_approve(by=sun, amendment=given)
    assert rulebook_for(FIRST).value("certified_review_months") == 36


def test_of_two_amendments_the_one_approved_last_wins(qian, sun):
    first, early = propose(qian), date(2026, 5, 1)
    figure_amendment_approve(by=sun, amendment=first)
    figure_amendment_approve(by=qian, amendment=propose(sun, value="5", valid_from=early))
    assert rulebook_for(early).value("overdue_duty_months") == 5
    assert rulebook_for(FIRST).value("overdue_duty_months") == 5


def test_history_names_who_when_why_and_from_what_to_what(qian, sun):
    amendment = propose(qian)
    figure_amendment_approve(by=sun, amendment=amendment, note="Compared with the official text.")
    approved, proposed = figure_history("order-282", "overdue_duty_months")
    assert (proposed.who, proposed.why, proposed.amendment.state) == (qian, "The official text was published.", "proposed")
    assert (approved.who, approved.why, approved.amendment.state) == (sun, "Compared with the official text.", "approved")
    assert (approved.before.value, approved.after.value) == (3, 4)
    assert (approved.before.status, approved.after.status) == ("carried_over", "confirmed")
    assert proposed.at <= approved.at
