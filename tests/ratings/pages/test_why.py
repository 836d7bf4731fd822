"""The firm's page: why it has its level, what comes next, and what was said on a past day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one, judge_one
from ratings.models import Case, FigureAmendment, Run
from ratings.regulation.months import add_months
from ratings.selectors.coming import coming_days, leaves_lookback
from ratings.selectors.said import ground_differences, said_on
from ratings.services.night import night_run
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.pages.reading import CHINESE, firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
VIOLATION = {"kind": "supervision_violation", "decided_on": date(2026, 5, 3), "amount_cny": 400_000}


def violator(**more: list) -> Enterprise:
    """Three violations of 1,200,000 yuan together, against 1,000 documents of the year before."""
    return make_firm(penalties=[VIOLATION] * 3, trade_years=[{"year": 2025, "documents": 1000}], **more)


def night(day: date, **options: object) -> Run:
    return night_run(as_of=day, trigger=Run.Trigger.COMMAND, **options)  # type: ignore[arg-type]


def test_each_ground_shows_its_figures_against_their_limits_with_article_and_evidence(fang: User):
    firm = violator()
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-30"))
    assert "Regular Enterprise in force since 1 January 2010 indicated level" in page
    assert "3 of more than 1 (1/1000 of 1,000 documents of 2025)" in page
    assert "1,200,000 of more than 1,000,000 yuan" in page
    assert "Order 251 art. 22(3), carried over · not a broker · the 12 months to 2026-05-03" in page
    assert "PEN-00001-1" in page and "8 grounds not met, nothing recorded" in page


def test_evidence_leads_to_the_page_of_each_fact(fang: User):
    firm = violator()
    html = sign_in(fang).get(firm_page(firm, "2026-06-30")).content.decode()
    for penalty in firm.penalty_set.all():
        assert f'href="/enterprises/penalty/{penalty.pk}/change/">{penalty.decision_no}</a>' in html


def test_what_the_page_says_is_what_explain_says():
    firm = violator()
    day = date(2026, 6, 30)
    assert judge_one(firm, day).said == explain_one(firm, day)


def test_met_comes_first_and_what_holds_nothing_is_folded(fang: User):
    firm = violator(payables=[{"kind": "duty", "due_on": date(2026, 5, 1), "amount_cny": 100}])
    html = sign_in(fang).get(firm_page(firm, "2026-06-30")).content.decode()
    places = [
        html.index(word) for word in ("Rate and total of penalties", "Overdue duty", "8 grounds"[1:], "Smuggling crime")
    ]
    assert places[0] < places[1] < places[3]


def test_a_rectification_protects_and_says_until_when(fang: User):
    firm = make_firm(
        certifications=[{"level": "advanced_certified", "granted_on": date(2026, 1, 10)}],
        rectifications=[{"started_on": date(2026, 5, 1), "due_on": date(2026, 8, 31)}],
    )
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-30"))
    assert "Protected by a rectification" in page and "until 2026-08-31 · 62 days left" in page
    assert "2026-09-01 63 days left The rectification period has run out" in page
    after = text_of(sign_in(fang), firm_page(firm, "2026-09-01"))
    assert "A rectification ran out not accepted by its last day, 2026-08-31" in after
    assert "REC-00001-1" in after


def test_a_pending_criminal_case_suspends(fang: User):
    firm = make_firm(criminal_cases=[{"charge": "smuggling", "filed_on": date(2026, 5, 1)}])
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-30"))
    assert "Must be suspended" in page and "A criminal case is pending" in page


def test_a_day_before_the_first_rulebook_says_so(fang: User):
    firm = violator()
    assert "Levels are not judged for days before 1 November 2021" in text_of(sign_in(fang), firm_page(firm, "2021-10-31"))


@pytest.mark.parametrize("day", ["2026-03-31", "2026-04-01"])
def test_a_past_day_is_judged_under_the_rulebook_of_its_time(fang: User, day: str):
    firm = make_firm(certifications=[{"level": "certified", "granted_on": date(2025, 1, 10)}])
    page = text_of(sign_in(fang), firm_page(firm, day))
    assert ("Order 251 · judged" in page) == (day == "2026-03-31")
    assert ("Certified Enterprise in force since 1 April 2026" in page) == (day == "2026-04-01")


def test_the_days_to_come_are_exact():
    firm = violator(
        payables=[{"kind": "duty", "due_on": date(2026, 5, 31), "amount_cny": 100}],
        ratings=[{"level": "discredited", "effective_on": date(2025, 1, 31), "grounds": ["bribery"]}],
    )
    day = date(2026, 6, 30)
    days = {coming.text.split(",")[0]: coming.day for coming in coming_days(judge_one(firm, day), day)}
    assert days["A payable passes its time limit unless it is paid"] == date(2026, 9, 1)
    assert days["The last event that founds this ground leaves the lookback"] == date(2028, 5, 3)
    assert days["Restoration to regular is due"] == date(2027, 1, 31)


@pytest.mark.parametrize("event", [date(2024, 2, 29), date(2026, 5, 3), date(2024, 8, 31)])
def test_an_event_leaves_the_lookback_on_the_first_day_that_does_not_reach_it(event: date):
    gone = leaves_lookback(event, 24)
    assert add_months(gone, -24) >= event > add_months(gone - timedelta(days=1), -24)


def test_a_past_day_shows_what_was_said_then_and_what_came_later(fang: User):
    firm = make_firm()
    night(date(2026, 6, 1))
    add_facts(firm, penalties=[{"kind": "bribery", "decided_on": date(2026, 5, 3), "amount_cny": 5, "portal": True}])
    penalty = firm.penalty_set.get()
    penalty.history.create(
        id=penalty.pk, enterprise=firm, decision_no=penalty.decision_no, decided_on=penalty.decided_on, kind=penalty.kind,
        amount_cny=5, history_type="+", history_date=timezone.now(),
    )  # fmt: skip
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-02"))
    assert "No night had found anything about the firm: it was plainly regular." in page
    assert "Bribery not met met came later: PEN-00001-1" in page


def test_a_night_that_looks_back_is_not_what_was_said_on_the_day():
    firm = violator()
    night(date(2026, 5, 1))
    night(date(2026, 6, 1))
    night(date(2026, 5, 10), full=True)
    assert said_on(firm, date(2026, 5, 15)).outcome is None
    assert said_on(firm, date(2026, 5, 15)).run.as_of == date(2026, 5, 1)
    assert said_on(firm, date(2026, 6, 2)).indicated_level == "discredited"
    assert said_on(firm, date(2026, 4, 30)).run is None


def test_evidence_that_counts_no_more_is_told():
    firm = violator()
    night(date(2026, 6, 1))
    change_fact(firm.penalty_set.first(), revoked_on=date(2026, 5, 20))
    judgment = judge_one(firm, date(2026, 6, 2))
    (difference,) = ground_differences(said_on(firm, date(2026, 6, 2)), judgment)
    assert (difference.then, difference.now) == ("met", "not_met")
    assert len(difference.went) == 3


def test_before_the_first_night_the_portal_was_not_in_use(fang: User):
    firm = violator()
    night(date(2026, 6, 1))
    assert "The portal was not in use" in text_of(sign_in(fang), firm_page(firm, "2026-05-31"))


def test_a_cancelled_firm_has_no_level(fang: User):
    firm = make_firm(firm={"cancelled_on": date(2026, 5, 1)})
    assert "registration was cancelled on 1 May 2026; it has no level since" in text_of(
        sign_in(fang), firm_page(firm, "2026-06-30")
    )


def test_an_undetermined_ground_says_which_figure_has_no_value_and_holds_back_a_restoration(fang: User, sun: User):
    FigureAmendment.objects.create(
        rulebook="order-282", figure="overdue_duty_months", status="unknown", valid_from=date(2026, 5, 1), source="s",
        reason="r", state="approved", proposed_by=fang, decided_by=sun, decided_at=timezone.now(),
    )  # fmt: skip
    firm = make_firm(
        payables=[{"kind": "duty", "due_on": date(2026, 6, 1), "amount_cny": 100}],
        ratings=[{"level": "discredited", "effective_on": date(2023, 1, 31)}],
    )
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-30"))
    assert "No value on this day: " in page
    assert "A restoration is held back by an undetermined ground" in page
    assert sign_in(fang).get(firm_page(firm, "2026-06-30")).content.decode().count("verdict-undetermined") == 1


def test_a_broker_has_its_own_limits(fang: User):
    firm = make_firm(firm={"category": "broker"}, penalties=[VIOLATION], trade_years=[{"year": 2025, "documents": 3000}])
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-30"))
    assert "1 of more than 1.5 (5/10000 of 3,000 documents of 2025)" in page
    assert "400,000 of more than 300,000 yuan" in page and "customs broker" in page


def test_cases_and_what_nights_said_are_on_the_page(fang: User):
    firm = violator()
    night(date(2026, 6, 1))
    case = Case.objects.get()
    client = sign_in(fang)
    assert case.number in text_of(client, firm_page(firm) + "?tab=cases")
    timeline = text_of(client, firm_page(firm) + "?tab=timeline")
    assert f"Case {case.number} opened" in timeline
    assert "Indicated level: Regular Enterprise → Discredited Enterprise" in timeline


def test_names_typed_by_others_are_never_markup(fang: User):
    attack = "<script>alert(1)</script>"
    firm = make_firm(penalties=[{**VIOLATION, "kind": "bribery", "decision_no": attack}])
    Enterprise.objects.update(name_zh=attack)
    night(date(2026, 6, 1))
    case = Case.objects.get()
    client = sign_in(fang)
    for url in (firm_page(firm, "2026-06-02"), f"/ratings/case/{case.pk}/", f"/ratings/run/{case.opened_by_run_id}/", "/"):
        assert attack not in client.get(url).content.decode()


def test_the_english_page_holds_no_chinese(fang: User):
    firm = violator(payables=[{"kind": "fine", "due_on": date(2025, 5, 1), "amount_cny": 20_000}])
    Enterprise.objects.update(name_zh="Test firm")
    User.objects.update(display_name="Fang")
    night(date(2026, 6, 1))
    case = Case.objects.get()
    client = sign_in(fang)
    for url in (firm_page(firm, "2026-06-30"), f"/ratings/case/{case.pk}/", f"/ratings/run/{case.opened_by_run_id}/"):
        page = text_of(client, url)
        assert not CHINESE.search(page), (url, CHINESE.findall(page))


@pytest.mark.parametrize("facts", [1, 12])
def test_queries_do_not_grow_with_the_facts(fang: User, facts: int, django_assert_max_num_queries: DjangoAssertNumQueries):
    firm = make_firm(
        penalties=[VIOLATION, {**VIOLATION, "kind": "bribery"}] * facts,
        payables=[{"kind": "duty", "due_on": date(2025, 5, 1), "amount_cny": 20_000}] * facts,
    )
    night(date(2026, 6, 1))
    client = sign_in(fang)
    client.get(firm_page(firm))
    with django_assert_max_num_queries(43):
        assert client.get(firm_page(firm, "2026-06-30")).status_code == 200
