"""Telling partners of our firms: a full list a month, and events at once.

What a partner knows of each firm is a row (`Listing`). One transaction writes what differs into a numbered message, with
its files in the archive, and notes that it is told; so an event is told exactly once, wherever a worker is killed. Sending
is copying those files into the outbox, which can be done again without harm: the name and every byte are the same.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record, require_reason
from enterprises.feeds.staging import take_turns
from mutual_recognition.exchange import differences
from mutual_recognition.exchange.eligibility import Terms, partners_told
from mutual_recognition.exchange.files import Header, write_message
from mutual_recognition.exchange.lines import Line, event_line, full_line
from mutual_recognition.exchange.outbox import ArchiveDamaged, archived, make_folders, publish
from mutual_recognition.exchange.signing import signing_key
from mutual_recognition.models import FirmRecord, Listing, Message, MessageEvent

TELLING = 0x0251_0311  # advisory lock: partners are told by one process at a time
LEASE = timedelta(minutes=5)

Kind, State = MessageEvent.Kind, Message.State
log = logging.getLogger(__name__)


def events_tell(*, as_of: date, now: datetime) -> list[Message]:
    """Make a message for each partner for which something changed since it was told last.

    A partner that has no full list yet is told nothing: its first list says all. Raises NoSigningKey when something is to
    be told and cannot be signed.
    """
    with transaction.atomic():
        take_turns(TELLING)
        differences.refresh_records(as_of)
        begun = set(Message.objects.filter(kind=Message.Kind.FULL).order_by().values_list("partner", flat=True).distinct())
        terms = [found for found in partners_told(as_of) if found.partner.pk in begun]
        others = sorted(begun - {found.partner.pk for found in terms})
        partners = differences.collect_differences(terms, others, as_of)
        happened = _Happened()
        messages = [_events_make(partner, as_of, now, happened) for partner in partners]
        differences.write_listings()
        differences.drop_tables()
    return messages


@dataclass
class _Happened:
    """What happened to firms, read and put into words once for all partners: most of them are told of the same changes."""

    records: dict[int, FirmRecord] = field(default_factory=dict)
    lines: dict[tuple[str, int, int | None, int | None], Line] = field(default_factory=dict)

    def events(self, changed: list[differences.Difference]) -> list[MessageEvent]:
        """The events that the differences of a partner are, in their order, not saved."""
        wanted = {found for difference in changed for found in (difference.told, difference.due) if found}
        if missing := wanted - self.records.keys():
            self.records |= FirmRecord.objects.select_related("enterprise").in_bulk(missing)
        return [
            event
            for difference in changed
            for event in _events_between(self.records.get(difference.told or 0), self.records.get(difference.due or 0))
        ]

    def line(self, event: MessageEvent) -> Line:
        """How the event is told."""
        key = (event.kind, event.enterprise_id, event.record_id, event.before_id)
        if key not in self.lines:
            self.lines[key] = event_line(event)
        return self.lines[key]


def _events_make(partner: str, as_of: date, now: datetime, happened: _Happened) -> Message:
    events = happened.events(list(differences.differences_of(partner)))
    for line, event in enumerate(events, start=1):
        event.line = line
    lines = (happened.line(event) for event in events)
    suspensions = sum(event.kind != Kind.WITHDRAWN and event.record.suspended for event in events)  # type: ignore[union-attr]
    made = _Made(partner, Message.Kind.EVENTS, as_of, now, len(events), suspensions=suspensions)
    message = _message_make(made, lines)
    for event in events:
        event.message = message
    MessageEvent.objects.bulk_create(events, batch_size=2_000)
    return message


def _events_between(told: FirmRecord | None, due: FirmRecord | None) -> Iterator[MessageEvent]:
    """What happened to a firm between what a partner knows and what it should know; several things may have."""
    if due is None:
        assert told is not None
        yield MessageEvent(kind=Kind.WITHDRAWN, enterprise=told.enterprise, before=told)
        return
    if told is None:
        kinds = [Kind.GRANTED]
    else:
        renamed = (told.name_zh, told.name_en) != (due.name_zh, due.name_en)
        changed = any(
            getattr(told, name) != getattr(due, name) for name in ("level", "since", "address_zh", "address_en", "category")
        )
        kinds = [Kind.RENAMED] * renamed + [Kind.CHANGED] * changed
        if told.suspended != due.suspended:
            kinds.append(Kind.SUSPENDED if due.suspended else Kind.REINSTATED)
    for kind in kinds:
        yield MessageEvent(kind=kind, enterprise=due.enterprise, record=due, before=told)


@dataclass(frozen=True)
class _Made:
    """What a message is made from, but for its lines."""

    partner: str
    kind: str
    as_of: date
    now: datetime
    lines: int
    month: str = ""
    suspensions: int = 0


def _message_make(made: _Made, lines: Iterable[Line]) -> Message:
    """Number a message, write its files into the archive and record it; the caller holds the lock."""
    last = Message.objects.filter(partner=made.partner).aggregate(last=Max("number"))["last"] or 0
    message = Message(
        partner_id=made.partner,
        number=last + 1,
        kind=made.kind,
        month=made.month,
        as_of=made.as_of,
        made_at=made.now,
        lines=made.lines,
        suspensions=made.suspensions,
    )
    header = Header(
        message.name, made.partner, message.number, made.kind, made.month, made.as_of, made.now, lines=made.lines
    )
    message.digest = write_message(archived(made.partner, message.name), header, lines, signing_key())
    message.save()
    return message


@dataclass
class _Lines:
    """The lines of full lists, made once for all partners: most of them are told of the same firms."""

    known: dict[int, Line] = field(default_factory=dict)

    def of(self, partner: str) -> list[Line]:
        """The lines of all firms on the partner's list, by customs code."""
        listed = Listing.objects.filter(partner=partner).order_by("enterprise__customs_code")
        wanted = list(listed.values_list("record", flat=True))
        missing = [record for record in wanted if record not in self.known]
        if missing:
            records = FirmRecord.objects.select_related("enterprise").in_bulk(missing)
            self.known |= {pk: full_line(record) for pk, record in records.items()}
        return [self.known[pk] for pk in wanted]


def lists_make(*, month: str, as_of: date, now: datetime) -> list[Message]:
    """Make the full list of a month for each partner that has none yet; all partners' lists of that month, by code.

    `month` is that of `as_of`: what firms were in an earlier month is not kept, so ValidationError is raised for another
    month in which no list was made. What changed since the partner was told last is told as events before the list.
    """
    made = Message.objects.filter(kind=Message.Kind.FULL, month=month).order_by("partner_id")
    if month != as_of.isoformat()[:7]:
        if not made.exists():
            raise ValidationError(
                _("No lists were made in %(month)s: only the lists of the current month can be made.") % {"month": month}
            )
        return list(made)
    events_tell(as_of=as_of, now=now)
    lines = _Lines()
    for terms in partners_told(as_of):
        _list_make(terms, month, as_of, now, lines)
    return list(made.all())


def _list_make(terms: Terms, month: str, as_of: date, now: datetime, lines: _Lines) -> None:
    partner = terms.partner.pk
    with transaction.atomic():
        take_turns(TELLING)
        lists = Message.objects.filter(partner=partner, kind=Message.Kind.FULL)
        if lists.filter(month=month).exists():
            return
        differs = differences.collect_differences([terms], [], as_of)
        if differs and lists.exists():
            _events_make(partner, as_of, now, _Happened())
        differences.write_listings()
        differences.drop_tables()
        listed = lines.of(partner)
        _message_make(_Made(partner, Message.Kind.FULL, as_of, now, len(listed), month), listed)


def messages_send(*, now: datetime) -> list[Message]:
    """Lay every made message into the outbox, in the order of numbers; one that a killed worker held once its lease ended."""
    sent = []
    for message in list(Message.objects.to_be_sent(now)):
        if not Message.objects.to_be_sent(now).filter(pk=message.pk).update(lease_until=now + LEASE):
            continue  # another worker was quicker
        make_folders(message.partner_id)
        try:
            publish(message)
        except ArchiveDamaged as damage:
            log.error("A message to a partner cannot be sent: %s", damage)
            continue
        _mark_sent(message, now)
        sent.append(message)
    return sent


def _mark_sent(message: Message, now: datetime) -> None:
    """The day of the first sending stays: from it on the partner owes an answer."""
    Message.objects.filter(pk=message.pk, state=State.MADE).update(
        state=State.SENT, sent_at=Coalesce("sent_at", now), lease_until=None, sendings=F("sendings") + 1
    )


def message_resend(*, by: User, message: Message, reason: str) -> Message:
    """Have a message sent again under its own number, with the same bytes; a partner that has it already ignores it.

    Raises PermissionDenied for anyone but the mutual-recognition desk, ValidationError for a message that the partner
    accepted or that is about to be sent.
    """
    _require_desk(by)
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state not in (State.SENT, State.REJECTED):
            raise ValidationError(_("This message is accepted, dealt with, or about to be sent: it is not sent again."))
        message.state, message.lease_until = State.MADE, None
        record(message, by=by, reason=require_reason(reason))
    return message


def message_settle(*, by: User, message: Message, reason: str) -> Message:
    """Note that a rejected message was dealt with, and how. Raises PermissionDenied, or ValidationError if it is not rejected."""
    _require_desk(by)
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state != State.REJECTED:
            raise ValidationError(_("Only a message that the partner rejected can be dealt with."))
        message.state = State.SETTLED
        record(message, by=by, reason=require_reason(reason))
    return message


def _require_desk(by: User) -> None:
    if not by.may(Action.EXCHANGE_LISTS):
        raise PermissionDenied(_("Only the mutual-recognition desk sends messages to partners."))
