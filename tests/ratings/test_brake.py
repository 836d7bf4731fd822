"""The brake: a night that would change too many firms writes nothing and asks two people."""

from datetime import date

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.models import User
from ratings.models import BrakeRelease, Run
from ratings.services.night import night_run
from ratings.services.requests import brake_release_approve, brake_release_request
from tests.ratings.building import make_firm

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
OBSTRUCTION = {"kind": "obstruction", "decided_on": date(2026, 5, 1), "amount_cny": 1}


def night() -> Run:
    return night_run(as_of=DAY, trigger=Run.Trigger.COMMAND)


def rows_by_table() -> dict[str, int]:
    models = [model for app in ("ratings", "enterprises") for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models if model is not Run}


@pytest.fixture
def held(db: None, settings) -> Run:
    """A second night that would open three cases where two are allowed."""
    settings.BRAKE_MAX_CHANGES, settings.BRAKE_MAX_SHARE = 2, "1/100"
    make_firm(1)
    assert night().state == Run.State.DONE
    for number in (2, 3, 4):
        make_firm(number, penalties=[OBSTRUCTION])
    before = rows_by_table()
    run = night()
    assert rows_by_table() == before
    return run


def test_a_held_night_writes_nothing_and_says_so_by_mail(held: Run) -> None:
    assert held.state == Run.State.HELD
    assert len(mail.outbox) == 1


def test_two_supervisors_release_it_and_one_may_not(held: Run, li: User, zhao: User, fang: User) -> None:
    with pytest.raises(PermissionDenied):
        brake_release_request(by=fang, run=held, reason="A campaign")
    release = brake_release_request(by=li, run=held, reason="A campaign")
    assert night().state == Run.State.HELD
    for person in (li, fang):
        with pytest.raises(PermissionDenied):
            brake_release_approve(by=person, release=release)
    brake_release_approve(by=zhao, release=BrakeRelease.objects.get())
    run = night()
    assert (run.state, run.cases_opened) == (Run.State.DONE, 3)


@pytest.mark.parametrize(("number", "share"), [(3, "1/100"), (2, "3/4")])
def test_number_and_share_must_both_be_exceeded(settings, number: int, share: str) -> None:
    settings.BRAKE_MAX_CHANGES, settings.BRAKE_MAX_SHARE = number, share
    make_firm(1)
    night()
    for firm in (2, 3, 4):
        make_firm(firm, penalties=[OBSTRUCTION])
    assert night().state == Run.State.DONE


def test_the_first_night_is_never_held(settings) -> None:
    settings.BRAKE_MAX_CHANGES, settings.BRAKE_MAX_SHARE = 0, "0"
    make_firm(1, penalties=[OBSTRUCTION])
    assert night().cases_opened == 1
