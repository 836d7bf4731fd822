"""Reading what partners answer: accepted, or rejected with a reason for each line."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from enterprises.feeds.reasons import Reason
from enterprises.feeds.staging import take_turns
from mutual_recognition.exchange.acknowledgements import LONGEST, Answer, Unusable, read_answer, was_touched_since
from mutual_recognition.exchange.outbox import clear, incoming_files, put_away
from mutual_recognition.models import Acknowledgement, LineRejection, Message, MessageEvent, Partner

READING = 0x0251_0312  # advisory lock: one acknowledgement is read at a time
ON_ITS_WAY = timedelta(minutes=10)  # a file that changed since then may not be whole yet

Result, State = Acknowledgement.Result, Message.State


def acknowledgements_read(*, now: datetime) -> list[Acknowledgement]:
    """Read every file that partners laid down; each is put away once what it says is recorded.

    A file that was read before says nothing new. One that is no acknowledgement of a message that was sent is refused,
    recorded with the reason, and changes nothing; one that cannot be read yet is left alone for ten minutes.
    """
    partners = set(Partner.objects.values_list("pk", flat=True))
    found = [_read(partner, path, now) for partner, path in incoming_files() if partner in partners]
    return [acknowledgement for acknowledgement in found if acknowledgement]


def _read(partner: str, path: Path, now: datetime) -> Acknowledgement | None:
    with transaction.atomic():
        take_turns(READING)
        given = _recorded(partner, path, now)
    return _put_away(given, path) if given else None


def _recorded(partner: str, path: Path, now: datetime) -> Acknowledgement | None:
    """The acknowledgement of a file as it is recorded now; None while the file, or its message, is on its way."""
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except FileNotFoundError:
        return None  # another worker read it
    digest = sha256(content).hexdigest()
    given = Acknowledgement.objects.filter(partner=partner, sha256=digest).select_related("message").first()
    if given and (given.message is None or given.message.state not in (State.MADE, State.SENT)):
        return given
    given = given or Acknowledgement(partner_id=partner, file=path.name[:200], sha256=digest, read_at=now)
    try:
        return given if _answer_take(given, read_answer(content), now) else None
    except Unusable as unusable:
        if was_touched_since(path, now - ON_ITS_WAY):
            return None
        given.result, given.message = Result.REFUSED, None
        given.reason_zh, given.reason_en = (text[:500] for text in unusable.reason)
        given.save()
    return given


def _put_away(acknowledgement: Acknowledgement, path: Path) -> Acknowledgement:
    if acknowledgement.message and acknowledgement.message.state in (State.ACCEPTED, State.REJECTED):
        clear(acknowledgement.message)
    put_away(path, "refused" if acknowledgement.result == Result.REFUSED else "done")
    return acknowledgement


def _answer_take(given: Acknowledgement, answer: Answer, now: datetime) -> bool:
    """Record an answer, also the same one to a message that was sent again; False while the message is being sent.

    Raises Unusable.
    """
    message = _message_of(given, answer)
    if message.state == State.MADE:
        return False
    if message.state in (State.ACCEPTED, State.SETTLED) and not answer.accepted:
        raise Unusable(
            Reason(
                "该报文此前已获接受或已处理，不能再拒收",
                "the message was accepted or dealt with before; it cannot be rejected any more",
            )
        )
    given.message, given.result = message, Result.ACCEPTED if answer.accepted else Result.REJECTED
    if given._state.adding:
        given.save()
        _rejections_keep(given, answer)
    if message.state != State.SETTLED:
        message.state = State.ACCEPTED if answer.accepted else State.REJECTED
    message.answered_at = now
    message.save()
    return True


def _message_of(given: Acknowledgement, answer: Answer) -> Message:
    if answer.partner != given.partner_id:
        raise Unusable(
            Reason(
                f"回执属于 {answer.partner}，却放在 {given.partner_id} 的文件夹",
                f"it is of {answer.partner} and lies in the folder of {given.partner_id}",
            )
        )
    message = Message.objects.select_for_update().filter(partner=given.partner_id, number=answer.number).first()
    if message is None:
        raise Unusable(Reason(f"没有序号为 {answer.number} 的报文", f"no message has the number {answer.number}"))
    if message.digest != answer.digest:
        raise Unusable(
            Reason(
                f"摘要与第 {answer.number} 号报文不符", f"its digest is not that of the message with number {answer.number}"
            )
        )
    if beyond := [line for line in answer.reasons if line > message.lines]:
        raise Unusable(
            Reason(
                f"报文共 {message.lines} 行，没有第 {beyond[0]} 行",
                f"the message has {message.lines} lines, so there is no line {beyond[0]}",
            )
        )
    return message


def _rejections_keep(given: Acknowledgement, answer: Answer) -> None:
    events = MessageEvent.objects.filter(message=given.message, line__in=answer.reasons)
    codes = dict(events.values_list("line", "enterprise__customs_code"))
    LineRejection.objects.bulk_create(
        LineRejection(acknowledgement=given, line=line, customs_code=codes.get(line, ""), reason=reason)
        for line, reason in answer.reasons.items()
    )
