"""Each event once per partner: killed anywhere, between write and send, beside each other."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from enterprises.models import Enterprise
from mutual_recognition.exchange import differences, files, outbox
from mutual_recognition.models import Consent, Message, MessageEvent
from mutual_recognition.services import exchange
from mutual_recognition.tasks import exchange_lists
from tests.mutual_recognition.exchange.telling import (
    DAY,
    NEXT,
    NOW,
    events_in,
    first_lists,
    folders,
    make_aeo,
    night,
    rename,
    suspend,
    told,
)
from tests.worker import Worker, address_of_database

LATER = NOW + exchange.LEASE + timedelta(seconds=1)
TOLD = ("SG", "HK", "DE", "FR")  # of the EU, to which every firm consented; the United Kingdom is told of none


class Killed(BaseException):
    """The process ends here."""


def things_happen() -> Counter:
    """Lists are sent; then a firm is granted, one is suspended and one renamed. What each partner is to be told, once."""
    suspended, renamed = consenting(1), consenting(2)
    night()
    first_lists()
    granted = consenting(3)
    suspend(suspended)
    rename(renamed, "新名称")
    night()
    return of(suspended=suspended, renamed=renamed, granted=granted)


def consenting(number: int) -> Enterprise:
    """A firm with a certification that consents to the exchange of its data with the European Union."""
    firm = make_aeo(number)
    Consent.objects.create(enterprise=firm, economy="EU", given_on=DAY, evidence="卷宗")
    return firm


def of(**firms: Enterprise) -> Counter:
    return Counter({(kind, firm.customs_code): 1 for kind, firm in firms.items()})


def assert_told_once(wanted: Counter) -> None:
    """In the database and in the outbox, for every partner; and nothing is left to be told or sent."""
    assert told(TOLD) == dict.fromkeys(TOLD, wanted)
    for partner in TOLD:
        events = Counter((event, code.removeprefix("AEOCN")) for event, code in events_in(partner))
        assert events == wanted
        names = [folder.name for folder in folders(partner)]
        assert names == [f"{partner}-000001-full", f"{partner}-000002-events"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert told(["GB"]) == {"GB": Counter()}
    assert exchange.events_tell(as_of=NEXT, now=LATER) == exchange.messages_send(now=LATER) == []


PLACES = [
    (differences, "refresh_records"),
    (differences, "collect_differences"),
    (differences, "differences_of"),
    (exchange, "write_message"),
    (files, "_require_valid"),
    (exchange, "_message_make"),
    (exchange, "_events_make"),
    (differences, "write_listings"),
    (differences, "drop_tables"),
    (exchange, "make_folders"),
    (outbox, "_is_whole"),
    (exchange, "publish"),
    (exchange, "_mark_sent"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "name"), PLACES, ids=[name for _module, name in PLACES])
def test_ended_before_or_after_any_step(transactional_db: None, monkeypatch, module, name: str, when: str) -> None:
    wanted = things_happen()
    own = getattr(module, name)

    def end(*args, **kwargs) -> None:
        if when == "after":
            own(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(module, name, end)
    with pytest.raises(Killed):
        exchange.events_tell(as_of=NEXT, now=NOW)
        exchange.messages_send(now=NOW)
    monkeypatch.undo()
    exchange.events_tell(as_of=NEXT, now=LATER)
    exchange.messages_send(now=LATER)
    assert_told_once(wanted)


def test_a_message_that_is_held_is_left_to_its_holder(monkeypatch) -> None:
    things_happen()
    exchange.events_tell(as_of=NEXT, now=NOW)
    Message.objects.filter(state="made").update(lease_until=NOW + timedelta(minutes=1))
    assert exchange.messages_send(now=NOW) == []
    assert len(exchange.messages_send(now=LATER)) == len(TOLD)


def test_a_damaged_archive_is_not_sent_and_holds_nobody_up(caplog) -> None:
    things_happen()
    exchange.events_tell(as_of=NEXT, now=NOW)
    (outbox.archived("HK", "HK-000002-events") / files.XML).write_text("<other/>")
    others = [f"{partner}-000002-events" for partner in sorted(TOLD) if partner != "HK"]
    assert [message.name for message in exchange.messages_send(now=NOW)] == others
    assert "HK-000002-events" in caplog.text
    assert [folder.name for folder in folders("HK")] == ["HK-000001-full"]


def test_two_nights_at_once(transactional_db: None) -> None:
    consenting(1)
    night()
    first_lists()
    granted = consenting(2)
    environment = os.environ | {
        "DATABASE_URL": address_of_database(),
        "EXCHANGE_DIR": str(settings.EXCHANGE_DIR),
        "EXCHANGE_ARCHIVE_DIR": str(settings.EXCHANGE_ARCHIVE_DIR),
        "EXCHANGE_KEY": str(settings.EXCHANGE_KEY),
    }
    command = [sys.executable, "-m", "tests.mutual_recognition.exchange.night_and_events", DAY.isoformat()]
    nights = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) for _night in range(2)]
    assert [process.wait(60) for process in nights] == [0, 0]
    assert_told_once(of(granted=granted))


@pytest.mark.parametrize("place", ["after:write_message", "after:_events_make", "before:publish", "after:publish"])
def test_a_worker_killed_and_another_that_goes_on(
    transactional_db: None, worker: Worker, tmp_path: Path, place: str
) -> None:
    wanted = things_happen()
    folders_of_the_test = {
        "EXCHANGE_DIR": str(settings.EXCHANGE_DIR),
        "EXCHANGE_ARCHIVE_DIR": str(settings.EXCHANGE_ARCHIVE_DIR),
        "EXCHANGE_KEY": str(settings.EXCHANGE_KEY),
    }
    stop = {"STOP_AT": place, "STOP_FILE": str(tmp_path / "stopped")}
    worker.start("tests.mutual_recognition.exchange.stopping_worker", **stop, **folders_of_the_test)
    exchange_lists.delay()
    worker.wait_until((tmp_path / "stopped").exists)
    worker.kill()
    sent = Message.objects.filter(kind="events", state="sent").count()
    assert (sent, MessageEvent.objects.count()) == (0, 3 * len(TOLD) if "publish" in place else 0)
    Message.objects.filter(state="made").update(lease_until=timezone.now() - timedelta(seconds=1))  # its lease ran out
    worker.start(**folders_of_the_test)
    exchange_lists.delay()
    worker.wait_until(lambda: Message.objects.filter(kind="events", state="sent").count() == len(TOLD))
    worker.stop()
    assert_told_once(wanted)
