"""Working days: the adjusted weekends of 2026, the end of the known years, and lists that two people enter."""

from datetime import date, timedelta
from functools import partial

import pytest
from chinese_calendar import is_workday
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from ratings.casework.official_list import days_of_year, known_days, spans_of, totals_of
from ratings.casework.workdays import Calendar, add_working_days, working_days_between
from ratings.models import OfficialDay, OfficialYear
from ratings.selectors.calendar import list_differences, year_history
from ratings.services.calendar import (
    official_year_approve,
    official_year_propose,
    official_year_reject,
    official_year_withdraw,
)
from tests.ratings.casework.lists import LIST_OF_2027, span
from tests.ratings.casework.walking import again, found, walk

pytestmark = pytest.mark.django_db
NOTICE = {"source": "国务院办公厅关于2027年部分节假日安排的通知", "reason": "通知已公布"}


@pytest.fixture(autouse=True)
def in_english():
    """Refusals are compared by their words."""
    with translation.override("en"):
        yield


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def proposed(qian):
    return official_year_propose(by=qian, year=2027, spans=LIST_OF_2027, **NOTICE)


@pytest.fixture
def approved(proposed, sun):
    return official_year_approve(by=sun, as_of=date(2026, 12, 1), entered=proposed)


def refusal_of(by, spans, year=2027, **given) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        official_year_propose(by=by, year=year, spans=spans, **NOTICE | given)
    assert not OfficialYear.objects.filter(year=year, state="proposed").exists()
    return refusal.value.messages


# --- The known years -----------------------------------------------------------


def test_every_day_of_2026_is_as_the_kept_library_has_it():
    known = Calendar()
    assert [known.is_working(day) for day in days_of_year(2026)] == [is_workday(day) for day in days_of_year(2026)]


@pytest.mark.parametrize(
    ("start", "fifth"),
    [
        # Spring Festival: 15 to 23 February off, Saturdays 14 and 28 February worked
        ("2026-02-06", "2026-02-13"),
        ("2026-02-09", "2026-02-14"),
        ("2026-02-10", "2026-02-24"),
        ("2026-02-11", "2026-02-25"),
        ("2026-02-15", "2026-02-28"),
        ("2026-02-23", "2026-02-28"),
        ("2026-02-24", "2026-03-02"),
        # Mid-autumn and National Day: 25 to 27 September and 1 to 7 October off, 20 September and 10 October worked
        ("2026-09-17", "2026-09-23"),
        ("2026-09-24", "2026-10-09"),
        ("2026-09-28", "2026-10-10"),
        ("2026-09-30", "2026-10-13"),
        ("2026-10-07", "2026-10-13"),
    ],
)
def test_five_working_days_across_the_holidays_of_2026(start, fifth):
    assert add_working_days(day(start), 5) == (day(fifth), False)
    assert working_days_between(day(start), day(fifth)) == 5
    assert working_days_between(day(fifth), day(start)) == -5


def test_the_fifth_day_is_the_fifth_that_the_kept_library_calls_worked():
    known = Calendar()
    for start in days_of_year(2026):
        if start < date(2026, 12, 20):
            worked = (d for n in range(1, 40) if is_workday(d := start + timedelta(days=n)))
            assert known.add(start, 5).day == [next(worked) for _ in range(5)][-1]


@pytest.mark.parametrize(
    ("start", "fifth", "preliminary"),
    [("2026-12-24", "2026-12-31", False), ("2026-12-25", "2027-01-01", True), ("2026-12-28", "2027-01-04", True)],
)
def test_a_year_that_nobody_knows_is_counted_monday_to_friday_and_preliminary(start, fifth, preliminary):
    assert add_working_days(day(start), 5) == (day(fifth), preliminary)
    assert Calendar().knows(2026)
    assert not Calendar().knows(2027)


# --- A list entered by two people ------------------------------------------------


def test_a_list_that_waits_does_not_count(proposed):
    assert not Calendar().knows(2027)
    assert add_working_days(day("2026-12-28"), 5) == (day("2027-01-04"), True)


def test_an_approved_list_counts(approved):
    known = Calendar()
    assert known.knows(2027)
    assert known.add(day("2026-12-28"), 5) == (day("2027-01-05"), False)
    assert known.add(day("2027-02-03"), 5) == (day("2027-02-17"), False)
    assert known.add(day("2027-10-07"), 2) == (day("2027-10-09"), False)
    assert known.is_working(day("2027-01-30"))
    assert not known.is_working(day("2027-02-06"))
    assert not known.is_working(day("2027-03-06"))
    assert known.occasion(day("2027-10-09")) == "national_day"
    assert not known.knows(2028)


def test_an_approved_list_of_a_known_year_replaces_the_shipped_one_as_a_whole(qian, sun):
    spans = [row for row in spans_of(known_days(2026, Calendar())) if row.first != day("2026-10-10")]
    entered = official_year_propose(by=qian, year=2026, spans=spans, **NOTICE)
    assert [(d.first, d.last, d.working) for d in list_differences(entered, Calendar())] == [
        (day("2026-10-10"), day("2026-10-10"), False)
    ]
    official_year_approve(by=sun, as_of=date(2026, 12, 1), entered=entered)
    assert add_working_days(day("2026-09-28"), 5) == (day("2026-10-12"), False)
    assert add_working_days(day("2026-02-09"), 5) == (day("2026-02-14"), False)


def test_a_corrected_list_replaces_the_earlier_one(approved, qian, sun):
    corrected = official_year_propose(by=sun, year=2027, spans=LIST_OF_2027[:-1], **NOTICE | {"reason": "更正"})
    official_year_approve(by=qian, as_of=date(2026, 12, 1), entered=corrected, note="已核对")
    approved.refresh_from_db()
    assert approved.state == "replaced"
    assert not Calendar().is_working(day("2027-10-09"))
    first, second, *_earlier = year_history(2027)
    assert (first.who, first.why, first.state) == (qian, "已核对", "approved")
    assert (first.before, first.after) == ((15, 4), (15, 3))
    assert (second.who, second.state, second.why) == (sun, "proposed", "更正")
    assert [change.before for change in year_history(2027)[2:]] == [None, None]


def test_one_question_however_many_deadlines(approved, django_assert_num_queries):
    with django_assert_num_queries(1):
        known = Calendar()
        for number in range(2000):
            known.add(day("2026-12-01") + timedelta(days=number % 60), 5)
            known.between(day("2026-11-25"), day("2027-01-15"))


def test_the_rows_of_a_list_are_as_they_were_entered(proposed):
    days = list(proposed.days.all())
    assert spans_of(days) == LIST_OF_2027
    assert totals_of(days) == (15, 4)
    assert totals_of(days).net == 11


# --- Four eyes -------------------------------------------------------------------


def test_who_proposed_does_not_decide(proposed, qian):
    with pytest.raises(PermissionDenied, match="second person"):
        official_year_approve(by=qian, as_of=date(2026, 12, 1), entered=proposed)
    with pytest.raises(PermissionDenied, match="withdraw it instead"):
        official_year_reject(by=qian, entered=proposed, note="No")


def test_only_who_proposed_withdraws(proposed, qian, sun):
    with pytest.raises(PermissionDenied, match="you may reject it"):
        official_year_withdraw(by=sun, entered=proposed, note="No")
    assert official_year_withdraw(by=qian, entered=proposed, note="Typed wrongly").state == "withdrawn"
    assert official_year_propose(by=qian, year=2027, spans=LIST_OF_2027, **NOTICE).state == "proposed"


def test_a_rejected_list_never_counts(proposed, sun):
    with pytest.raises(ValidationError, match="history keeps it"):
        official_year_reject(by=sun, entered=proposed, note=" ")
    official_year_reject(by=sun, entered=proposed, note="Not the notice")
    assert not Calendar().knows(2027)
    with pytest.raises(ValidationError, match="decided already"):
        official_year_approve(by=sun, as_of=date(2026, 12, 1), entered=proposed)


@pytest.mark.parametrize("name", ["fang", "li", "wu", "zhou", "admin_a"])
def test_others_are_refused(person, proposed, name):
    with pytest.raises(PermissionDenied, match="Only the legal desk"):
        official_year_propose(by=person(name), year=2028, spans=LIST_OF_2027, **NOTICE)
    for act in (official_year_reject, official_year_withdraw, partial(official_year_approve, as_of=date(2026, 12, 1))):
        with pytest.raises(PermissionDenied, match="Only the legal desk"):
            act(by=person(name), entered=proposed, note="x")


def test_the_database_refuses_one_person_in_both_parts(proposed, qian):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialYear.objects.filter(pk=proposed.pk).update(state="approved", decided_by=qian, decided_at="2026-11-25T00:00Z")


def test_a_second_proposal_waits_for_the_first(proposed, sun):
    with pytest.raises(ValidationError, match="waits already"):
        official_year_propose(by=sun, year=2027, spans=LIST_OF_2027[:-1], **NOTICE)


# --- Refusals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (span("2028-01-03"), "2028-01-03 is not a day of 2027: enter it in the list of its own year."),
        (span("2026-12-31", "2027-01-02"), "2026-12-31 is not a day of 2027: enter it in the list of its own year."),
        (
            span("2027-06-12"),
            "2027-06-12 is a weekend day and off anyway: leave it out, or enter the whole range of the holiday.",
        ),
        (span("2027-06-09", working=True), "2027-06-09 is a weekday and worked anyway: leave it out."),
        (span("2027-06-13", "2027-06-14", working=True), "2027-06-14 is a weekday and worked anyway: leave it out."),
        (span("2027-06-10", "2027-06-09"), "2027-06-10 – 2027-06-09: the last day lies before the first."),
        (span("2027-06-09", occasion="birthday"), "2027-06-09: choose the occasion."),
        (span("2027-02-11"), "2027-02-11 is entered twice."),
        (span("2027-02-06", working=True), "2027-02-06 is entered twice."),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(qian, row, sentence):
    assert refusal_of(qian, [*LIST_OF_2027, row]) == [sentence]


def test_every_mistake_is_told_at_once(qian):
    assert len(refusal_of(qian, [*LIST_OF_2027, span("2028-01-03"), span("2027-06-12")])) == 2


def test_one_row_does_not_make_a_year(qian):
    assert refusal_of(qian, [LIST_OF_2027[0]]) == [
        "The list is not whole: it leaves 2027-10-01, a public holiday, a working day."
    ]
    assert refusal_of(qian, []) == ["Enter the days of the notice."]


def test_source_and_reason_are_needed(qian):
    assert refusal_of(qian, LIST_OF_2027, source=" ") == ["This is needed: history keeps it."]
    assert refusal_of(qian, LIST_OF_2027, reason="x" * 301) == ["At most 300 characters."]


def test_a_list_that_changes_nothing_is_refused(qian):
    assert refusal_of(qian, spans_of(known_days(2026, Calendar())), year=2026) == [
        "The year is counted exactly like this already."
    ]


def test_a_year_beyond_the_calendar_is_refused(qian):
    assert refusal_of(qian, LIST_OF_2027, year=1999) == ["A list is of a year from 2004 to 2099."]


def test_nothing_is_left_of_a_refused_list(qian):
    refusal_of(qian, [span("2028-01-03")])
    assert not OfficialDay.objects.exists()


def test_a_new_list_moves_the_deadlines_that_still_run(qian, sun):
    case = walk(found(), "notice_serve")  # served on 4 June: the defence may come up to the 11th
    spans = [*spans_of(known_days(2026, Calendar())), span("2026-06-09", "2026-06-09", working=False)]
    entered = official_year_propose(by=qian, year=2026, spans=spans, **NOTICE)
    assert again(case).due_on == date(2026, 6, 11)
    official_year_approve(by=sun, entered=entered, as_of=date(2026, 6, 8))
    assert again(case).due_on == date(2026, 6, 12)
    last = case.acts.last()
    assert (last.act, last.by, last.details["from"], last.details["to"]) == (
        "deadline_recount", sun, "2026-06-11", "2026-06-12",
    )  # fmt: skip
