"""The pages of the cases: who sees which first, and the frozen evidence beside the facts of today."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from enterprises.models import Enterprise
from ratings.models import Case, Decision, Run
from ratings.services.night import night_run
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/case/"
CONFIRM = "act/restoration_confirm/"
BRIBERY = {"kind": "bribery", "decided_on": date(2026, 5, 3), "amount_cny": 1}


def opened(firm: Enterprise) -> Case:
    night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    return Case.objects.get(enterprise=firm)


def listed(page: str) -> int:
    return page.count("C-2026-")


def test_the_own_district_comes_first_and_a_search_looks_everywhere(fang: User, chen: User, zhou: User):
    make_firm(1, penalties=[BRIBERY])
    away = make_firm(2, penalties=[BRIBERY])
    Enterprise.objects.filter(pk=away.pk).update(district="5300")
    other = opened(away)
    assert listed(text_of(sign_in(fang), LIST)) == listed(text_of(sign_in(chen), LIST)) == 1
    assert listed(text_of(sign_in(zhou), LIST)) == listed(text_of(sign_in(fang), f"{LIST}?district=all")) == 2
    for words in (other.number, other.number.lower(), away.customs_code, str(other.pk)):
        page = text_of(sign_in(fang), f"{LIST}?q={words}")
        assert other.number in page and listed(page) == 1, words
    for words in ("C-2026-5300-", "C-99999-5300-000001", "9" * 30, "²"):
        assert listed(text_of(sign_in(fang), f"{LIST}?q={words}")) == 0


def test_frozen_evidence_stands_beside_the_facts_of_today(fang: User):
    firm = make_firm(penalties=[BRIBERY, {**BRIBERY, "amount_cny": 2}, {**BRIBERY, "amount_cny": 3}])
    case = opened(firm)
    revoked, raised, vanished = firm.penalty_set.order_by("id")
    change_fact(revoked, revoked_on=date(2026, 6, 9))
    change_fact(raised, amount_cny=70_000)
    vanished.delete()
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert "3 facts are otherwise today" in page
    assert "revoked on – → 2026-06-09" in page
    assert "amount (yuan) 2.00 → 70,000.00" in page
    assert "no longer there" in page
    assert "3 counted, the latest of 2026-05-03" in page


def test_each_freeze_is_shown_with_its_number(fang: User):
    firm = make_firm(penalties=[BRIBERY])
    case = opened(firm)
    add_facts(firm, penalties=[{**BRIBERY, "kind": "obstruction"}])
    night_run(as_of=date(2026, 6, 2), trigger=Run.Trigger.COMMAND)
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert page.index("Evidence frozen, no. 2") < page.index("Evidence frozen, no. 1")
    assert "the same" in page and "otherwise today" not in page


def test_an_adverse_case_holds_no_form_and_is_no_restoration(li: User):
    case = opened(make_firm(penalties=[BRIBERY]))
    html = sign_in(li).get(f"{LIST}{case.pk}/").content.decode().split("<main")[1]
    assert "<form" not in html
    assert sign_in(li).get(f"{LIST}{case.pk}/{CONFIRM}").status_code == 403


@pytest.fixture
def waiting(settings: Settings) -> Case:
    """A restoration that waits for a supervisor."""
    settings.NIGHT_RESTORES_ALONE = False
    return opened(make_firm(ratings=[{"level": "discredited", "effective_on": date(2023, 1, 1)}]))


def test_a_supervisor_of_the_district_confirms_a_restoration(waiting: Case, li: User):
    client = sign_in(li)
    assert "Confirm the restoration" in text_of(client, f"{LIST}{waiting.pk}/")
    assert client.post(f"{LIST}{waiting.pk}/{CONFIRM}", {"seen": 0}).status_code == 302
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.case) == (li, waiting)
    page = text_of(client, f"{LIST}{waiting.pk}/")
    assert str(decision) in page and "Order 251 arts. 26-29" in page and f"{waiting.pk}/{CONFIRM}" not in page


def test_others_are_refused_and_told_why(waiting: Case, fang: User, zhou: User):
    for reader in (fang, zhou):
        client = sign_in(reader)
        assert "waits for a supervisor of the district" in text_of(client, f"{LIST}{waiting.pk}/")
        assert client.post(f"{LIST}{waiting.pk}/{CONFIRM}", {"seen": 0}).status_code == 403
    assert not Decision.objects.exists()


def test_a_firm_that_may_no_longer_be_restored_is_a_clear_refusal(waiting: Case, li: User):
    add_facts(waiting.enterprise, penalties=[BRIBERY])
    refused = sign_in(li).post(f"{LIST}{waiting.pk}/{CONFIRM}", {"seen": 0})
    assert refused.status_code == 400 and "may not be restored" in refused.content.decode()


def test_queries_do_not_grow_with_the_cases(fang: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(1, 25):
        make_firm(number, penalties=[BRIBERY] * 3, payables=[{"kind": "duty", "due_on": date(2025, 5, 1), "amount_cny": 9}])
    night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    client = sign_in(fang)
    client.get("/")
    for url, most in ((f"{LIST}{Case.objects.first().pk}/", 24), (LIST, 12)):
        with django_assert_max_num_queries(most):
            client.get(url)
