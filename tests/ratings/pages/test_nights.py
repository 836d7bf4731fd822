"""The pages of the nights: what each did, how far one is, and the two supervisors who release a held one."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ratings.models import BrakeRelease, Outcome, Run
from ratings.services.night import night_run, progress_key
from tests.ratings.building import make_firm
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/run/"
BRIBERY = {"kind": "bribery", "decided_on": date(2026, 5, 3), "amount_cny": 1}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were sent; no worker runs."""
    tasks: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args: tasks.append(name))
    return tasks


def held() -> Run:
    return Run.objects.create(
        as_of=date(2026, 6, 1), state=Run.State.HELD, trigger=Run.Trigger.SCHEDULE, cases_opened=700, levels_changed=20
    )


def test_a_night_tells_what_it_did_with_links_to_cases_and_firms(fang: User):
    firm = make_firm(penalties=[BRIBERY])
    run = night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    client = sign_in(fang)
    page = text_of(client, f"{LIST}{run.pk}/")
    case = run.cases.get()
    assert "Judged 1 of 1 firms" in page and case.number in page and "Discredited" in page
    assert run.rulebook_version[:12] in page
    assert f"/enterprises/enterprise/{firm.pk}/change/?on=2026-06-01" in client.get(f"{LIST}{run.pk}/").content.decode()
    assert "2026-06-01 #" in text_of(client, LIST)


def test_outcomes_are_paged_by_key(fang: User):
    firms = [make_firm(number) for number in range(1, 56)]
    run = Run.objects.create(as_of=date(2026, 6, 1), state=Run.State.DONE, trigger=Run.Trigger.COMMAND)
    Outcome.objects.bulk_create(
        Outcome(enterprise=firm, run=run, as_of=run.as_of, level_changed=False, level_in_force="regular") for firm in firms
    )
    client = sign_in(fang)
    first = client.get(f"{LIST}{run.pk}/").context["outcomes"]
    assert len(first.rows) == 50 and first.previous is None
    second = client.get(f"{LIST}{run.pk}/?after={first.next}").context["outcomes"]
    assert len(second.rows) == 5 and second.next is None
    back = client.get(f"{LIST}{run.pk}/?before={second.previous}").context["outcomes"]
    assert back.rows == first.rows
    assert client.get(f"{LIST}{run.pk}/?after=1e9999").status_code == 200


def test_a_running_night_shows_its_step_and_is_asked_again(fang: User):
    run = Run.objects.create(as_of=date(2026, 6, 1), state=Run.State.RUNNING, trigger=Run.Trigger.SCHEDULE)
    cache.set(progress_key(run.pk), {"step": "writing", "number": 4, "done": 30, "total": 60})
    client = sign_in(fang)
    assert f'data-poll="{LIST}{run.pk}/progress/"' in client.get(f"{LIST}{run.pk}/").content.decode()
    fragment = client.get(f"{LIST}{run.pk}/progress/").content.decode()
    assert "Writing what differs" in fragment and "30 / 60" in fragment and "data-done" not in fragment
    Run.objects.update(state=Run.State.DONE)
    assert "data-done" in client.get(f"{LIST}{run.pk}/progress/").content.decode()


def test_a_failed_night_shows_its_error(fang: User):
    run = Run.objects.create(
        as_of=date(2026, 6, 1), state=Run.State.FAILED, trigger=Run.Trigger.SCHEDULE, error="OperationalError: <disk full>"
    )
    assert "OperationalError: &lt;disk full&gt;" in sign_in(fang).get(f"{LIST}{run.pk}/").content.decode()


def test_a_supervisor_starts_a_night_for_today(li: User, sent: list[str], django_capture_on_commit_callbacks):
    client = sign_in(li)
    assert "Start a night for" in text_of(client, LIST)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{LIST}start/").status_code == 302
    run = Run.objects.get()
    assert (run.as_of, run.state, run.started_by) == (timezone.localdate(), Run.State.WAITING, li)
    assert sent == ["ratings.tasks.requested_night"]
    refused = client.post(f"{LIST}start/")
    assert refused.status_code == 400 and "A night is waiting or running already" in refused.content.decode()


def test_others_start_none_and_are_told_why(fang: User, zhou: User):
    for reader in (fang, zhou):
        client = sign_in(reader)
        assert "Start a night" not in text_of(client, LIST)
        refused = client.post(f"{LIST}start/")
        assert refused.status_code == 403 and "Only a supervisor may start a night." in refused.content.decode()
    assert not Run.objects.exists()


def test_two_supervisors_release_a_held_night(li: User, zhao: User, sent: list[str], django_capture_on_commit_callbacks):
    run = held()
    first, second = sign_in(li), sign_in(zhao)
    assert "This night would open 700 cases and restore 20 firms" in text_of(first, f"{LIST}{run.pk}/")
    assert first.post(f"{LIST}{run.pk}/release/", {"reason": " "}).status_code == 400
    assert first.post(f"{LIST}{run.pk}/release/", {"reason": "A large delivery of fines"}).status_code == 302
    assert "you asked for it yourself" in text_of(first, f"{LIST}{run.pk}/")
    assert first.post(f"{LIST}{run.pk}/release/approve/").status_code == 403
    assert "A large delivery of fines" in text_of(second, f"{LIST}{run.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        assert second.post(f"{LIST}{run.pk}/release/approve/").status_code == 302
    assert BrakeRelease.objects.get().approved_by == zhao
    assert Run.objects.first().state == Run.State.WAITING and sent


def test_an_officer_cannot_release(fang: User):
    run = held()
    client = sign_in(fang)
    assert "Only supervisors can release it." in text_of(client, f"{LIST}{run.pk}/")
    assert client.post(f"{LIST}{run.pk}/release/", {"reason": "please"}).status_code == 403
    assert not BrakeRelease.objects.exists()


def test_queries_do_not_grow_with_what_a_night_did(fang: User, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(1, 25):
        make_firm(number, penalties=[BRIBERY])
    run = night_run(as_of=date(2026, 6, 1), trigger=Run.Trigger.COMMAND)
    client = sign_in(fang)
    client.get("/")
    for url, most in ((f"{LIST}{run.pk}/", 14), (LIST, 12)):
        with django_assert_max_num_queries(most):
            client.get(url)
