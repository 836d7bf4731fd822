"""The start page: what waits for whom, the last night, the five levels in numbers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from enterprises.models import Delivery, Enterprise
from ratings.models import BrakeRelease, DistrictCount, Run
from ratings.selectors.nights import level_counts
from ratings.services.night import night_run
from tests.ratings.building import make_firm
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
BRIBERY = {"kind": "bribery", "decided_on": date(2026, 5, 3), "amount_cny": 1}


def waiting(user: User) -> int:
    return sign_in(user).get("/").context["topbar_counts"].waiting


def test_officers_see_the_open_cases_of_their_district(fang: User, chen: User, zhou: User):
    for number in (1, 2, 3):
        make_firm(number, penalties=[BRIBERY])
    Enterprise.objects.filter(customs_code__endswith="3").update(district="5300")
    night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    assert "A lower level is indicated 2" in text_of(sign_in(fang), "/")
    assert "A lower level is indicated 1" in text_of(sign_in(chen), "/")
    assert "A lower level is indicated 3" in text_of(sign_in(zhou), "/")
    assert (waiting(fang), waiting(chen), waiting(zhou)) == (2, 1, 0)


def test_a_held_night_waits_for_a_second_supervisor(li: User, zhao: User, fang: User):
    run = Run.objects.create(as_of=date(2026, 6, 1), state=Run.State.HELD, trigger=Run.Trigger.SCHEDULE)
    assert "nobody has asked for its release" in text_of(sign_in(li), "/")
    BrakeRelease.objects.create(run=run, reason="Many fines", requested_by=li)
    assert "you asked" in text_of(sign_in(li), "/") and "waits for your approval" in text_of(sign_in(zhao), "/")
    assert "Nights that the brake holds" not in text_of(sign_in(fang), "/")
    assert (waiting(li), waiting(zhao), waiting(fang)) == (0, 1, 0)
    Run.objects.create(as_of=date(2026, 6, 2), state=Run.State.DONE, trigger=Run.Trigger.SCHEDULE)
    assert waiting(zhao) == 0


def test_the_alarm_stays_while_no_recent_delivery_came(fang: User):
    assert "No delivery of the source systems was loaded yet" in text_of(sign_in(fang), "/")
    now = timezone.now()
    delivery = Delivery.objects.create(
        reference="a", channel=Delivery.Channel.INBOX, state=Delivery.State.LOADED, loaded_at=now - timedelta(days=3)
    )
    assert "No recent delivery: the last one was loaded at" in text_of(sign_in(fang), "/")
    Delivery.objects.filter(pk=delivery.pk).update(loaded_at=now)
    assert "Scheduled nights restore nobody" not in text_of(sign_in(fang), "/")


def test_the_five_levels_in_numbers_with_the_change_in_a_month(fang: User):
    counted = ((date(2026, 5, 1), 5, 1), (date(2026, 4, 1), 9, 9), (date(2026, 6, 1), 9, 4))
    for day, here, away in counted:
        for district, firms in (("5200", here), ("5300", away)):
            DistrictCount.objects.create(as_of=day, district=district, level="certified", firms=firms)
    country, own, before = level_counts(date(2026, 6, 1), "5200")
    assert before == date(2026, 5, 1)
    assert [(count.firms, count.change) for count in (country[1], own[1])] == [(13, 7), (9, 4)]
    Run.objects.create(as_of=date(2026, 6, 1), state=Run.State.DONE, trigger=Run.Trigger.SCHEDULE)
    page = text_of(sign_in(fang), "/")
    assert "13 +7" in page and "Huangpu Customs" in page and "change since 2026-05-01" in page
    assert level_counts(date(2026, 4, 1), "0000")[2] is None


def test_the_last_night_is_told_and_a_running_one_counts_as_a_job(fang: User):
    assert "No night has run yet" in text_of(sign_in(fang), "/")
    run = night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    assert f"2026-06-01 #{run.pk} done" in text_of(sign_in(fang), "/")
    Run.objects.create(as_of=date(2026, 6, 2), state=Run.State.RUNNING, trigger=Run.Trigger.SCHEDULE)
    assert sign_in(fang).get("/").context["topbar_counts"].jobs == 1


def test_an_administrator_of_accounts_sees_none_of_it(admin_a: User):
    page = text_of(sign_in(admin_a), "/")
    for words in ("Open cases", "The last night", "The five levels", "No recent delivery"):
        assert words not in page


def test_queries_do_not_grow_with_the_cases(li: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(1, 25):
        make_firm(number, penalties=[BRIBERY])
    night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    client = sign_in(li)
    client.get("/ratings/run/")
    with django_assert_max_num_queries(29):
        client.get("/")
