"""What partners answer: accepted, rejected by line, unusable, twice, too late; and sending again."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from mutual_recognition.models import Acknowledgement, LineRejection, Message
from mutual_recognition.services.acknowledgements import acknowledgements_read
from mutual_recognition.services.exchange import message_resend, message_settle, messages_send
from tests.mutual_recognition.exchange.telling import NOW, first_lists, folders, make_aeo, night, suspend, tell

LATER = NOW + timedelta(hours=1)
LONG_AGO = (NOW - timedelta(hours=1)).timestamp()


def answer(
    outbox: Path, message: Message, reasons: dict[int, str] | None = None, *, name: str = "ack.xml", **said: str
) -> Path:
    """Lay down an answer to a message, as its partner does; `said` overrides what the file says of itself."""
    result = "rejected" if reasons else "accepted"
    told = {"partner": message.partner_id, "number": message.number, "digest": message.digest, "result": result} | said
    head = " ".join(f'{key}="{value}"' for key, value in told.items())
    lines = "".join(f'<rejection line="{line}">{reason}</rejection>' for line, reason in (reasons or {}).items())
    text = f'<acknowledgement xmlns="urn:aeo-exchange:acknowledgement:1" {head}>{lines}</acknowledgement>'
    return lay_down(outbox, message.partner_id, name, text.encode())


def lay_down(outbox: Path, partner: str, name: str, content: bytes) -> Path:
    path = outbox / partner / "incoming" / name
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def message(outbox: Path) -> Message:
    """The first list of Singapore, with two firms, sent."""
    make_aeo(1)
    make_aeo(2)
    night()
    first_lists()
    return Message.objects.get(partner="SG")


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_accepted(outbox: Path, message: Message) -> None:
    path = answer(outbox, message)
    acknowledgements_read(now=LATER)
    assert state(message) == "accepted"
    assert message.answered_at == LATER
    assert folders("SG") == []  # it need not be fetched any more
    assert not path.exists() and (path.parent / "done" / path.name).exists()
    assert state(Message.objects.get(partner="HK")) == "sent"


def test_rejected_with_reasons_by_line(outbox: Path, message: Message) -> None:
    firm = make_aeo(3)
    night()
    suspend(firm)
    tell()
    events = Message.objects.get(partner="SG", kind="events")
    answer(outbox, events, {1: "name &lt;not&gt; known"})
    answer(outbox, message, {0: "not readable", 2: "no such code"}, name="other.xml")
    acknowledgements_read(now=LATER)
    assert (state(message), state(events)) == ("rejected", "rejected")
    kept = LineRejection.objects.order_by("acknowledgement__message__number", "line")
    assert list(kept.values_list("acknowledgement__message__number", "line", "customs_code", "reason")) == [
        (1, 0, "", "not readable"),
        (1, 2, "", "no such code"),
        (2, 1, "5201900003", "name <not> known"),
    ]


def test_the_same_answer_twice_says_nothing_new(outbox: Path, message: Message) -> None:
    answer(outbox, message)
    acknowledgements_read(now=LATER)
    answer(outbox, message)
    acknowledgements_read(now=LATER + timedelta(hours=1))
    assert Acknowledgement.objects.count() == 1
    message.refresh_from_db()
    assert message.answered_at == LATER
    assert list((outbox / "SG" / "incoming").glob("*.xml")) == []


def test_an_answer_read_but_not_put_away_is_put_away(outbox: Path, message: Message, monkeypatch) -> None:
    path = answer(outbox, message)
    monkeypatch.setattr("mutual_recognition.services.acknowledgements._put_away", lambda given, path: given)
    acknowledgements_read(now=LATER)  # killed after the database knew
    monkeypatch.undo()
    assert path.exists() and folders("SG")
    acknowledgements_read(now=LATER)
    assert not path.exists() and not folders("SG")
    assert Acknowledgement.objects.count() == 1


REFUSED = {
    "another digest": {"digest": "0" * 64},
    "no such number": {"number": "99"},
    "of another partner": {"partner": "HK"},
    "a line that is not there": {"reasons": {3: "?"}},
    "accepted with reasons": {"reasons": {1: "?"}, "result": "accepted"},
    "rejected without a reason": {"result": "rejected"},
    "a result that is none": {"result": "perhaps"},
    "a number that no database holds": {"number": "99999999999999"},
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_that_cannot_be_used_changes_nothing(outbox: Path, message: Message, said: dict) -> None:
    said = dict(said)
    path = answer(outbox, message, said.pop("reasons", None), **said)
    (given,) = acknowledgements_read(now=LATER)
    assert (given.result, bool(given.reason_zh), bool(given.reason_en)) == ("refused", True, True)
    assert state(message) == "sent"
    assert folders("SG")
    assert (path.parent / "refused" / path.name).exists()


BAD = {
    "empty": b"",
    "cut off": b'<acknowledgement xmlns="urn:aeo-ex',
    "no XML": b"\xff\xfe\x00",
    "an entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><acknowledgement>&x;</acknowledgement>',
    "too large": b" " * (4 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_no_answer(outbox: Path, message: Message, content: bytes) -> None:
    lay_down(outbox, "SG", "ack.xml", content)
    (given,) = acknowledgements_read(now=LATER)
    assert (given.result, given.message) == ("refused", None)
    assert "root:" not in given.reason_en


def test_a_file_on_its_way_is_left_alone_until_it_is_whole(outbox: Path, message: Message) -> None:
    path = lay_down(outbox, "SG", "ack.xml", b"<acknowledgem")
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert acknowledgements_read(now=NOW + timedelta(minutes=9)) == []
    assert path.exists()
    answer(outbox, message)
    acknowledgements_read(now=LATER)
    assert state(message) == "accepted"


def test_what_was_accepted_is_not_rejected_later(outbox: Path, message: Message) -> None:
    answer(outbox, message)
    acknowledgements_read(now=LATER)
    answer(outbox, message, {1: "no"})
    (given,) = acknowledgements_read(now=LATER)
    assert given.result == "refused"
    assert state(message) == "accepted"


def test_sent_again_without_doubling(outbox: Path, message: Message, wu: User) -> None:
    (folder,) = folders("SG")
    before = {path.name: (path.read_bytes(), path.stat().st_ino) for path in folder.iterdir()}
    sent_at = message.sent_at
    message_resend(by=wu, message=message, reason="未收到回执")
    assert state(message) == "made"
    assert [sent.pk for sent in messages_send(now=LATER)] == [message.pk]
    assert {path.name: (path.read_bytes(), path.stat().st_ino) for path in folder.iterdir()} == before
    message.refresh_from_db()
    assert (message.state, message.sendings, message.sent_at) == ("sent", 2, sent_at)
    assert message.history.first().history_change_reason == "未收到回执"
    assert message.history.first().history_user == wu


def test_a_rejected_message_is_sent_again_with_the_same_bytes_and_accepted(outbox: Path, message: Message, wu: User) -> None:
    before = {path.name: path.read_bytes() for path in folders("SG")[0].iterdir()}
    answer(outbox, message, {0: "not readable"})
    acknowledgements_read(now=LATER)
    message_resend(by=wu, message=message, reason="对方要求")
    messages_send(now=LATER)
    assert {path.name: path.read_bytes() for path in folders("SG")[0].iterdir()} == before
    answer(outbox, message, {0: "not readable"})  # the very same answer as before
    acknowledgements_read(now=LATER)
    assert state(message) == "rejected"
    message_resend(by=wu, message=message, reason="再次发送")
    messages_send(now=LATER)
    answer(outbox, message)
    acknowledgements_read(now=LATER)
    assert state(message) == "accepted"
    with pytest.raises(ValidationError):
        message_resend(by=wu, message=message, reason="再次发送")


def test_a_rejected_message_is_dealt_with(outbox: Path, message: Message, wu: User) -> None:
    with pytest.raises(ValidationError):
        message_settle(by=wu, message=message, reason="已电话说明")
    answer(outbox, message, {1: "name"})
    acknowledgements_read(now=LATER)
    with pytest.raises(ValidationError):
        message_settle(by=wu, message=message, reason=" ")
    message_settle(by=wu, message=message, reason="已电话说明")
    assert state(message) == "settled"


def test_only_the_desk_sends_again(message: Message, fang: User, li: User, zhou: User) -> None:
    for person in (fang, li, zhou):
        for act in (message_resend, message_settle):
            with pytest.raises(PermissionDenied):
                act(by=person, message=message, reason="?")
    assert state(message) == "sent"


def test_overdue(message: Message) -> None:
    assert message not in Message.objects.overdue(NOW)
    assert message in Message.objects.overdue(NOW + timedelta(seconds=1))
