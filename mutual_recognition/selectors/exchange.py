"""What the pages show of the messages to partners: where each partner stands, what a message told, what waits for the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from enterprises.listing import KeysetPage
from enterprises.selectors.delivery_pages import page_in_order
from mutual_recognition.exchange.eligibility import Terms, partners_told
from mutual_recognition.models import Acknowledgement, Consent, LineRejection, Message, MessageEvent, Partner

MESSAGES_A_PAGE, EVENTS_A_PAGE, CONSENTS_A_PAGE, SHOWN = 50, 100, 50, 20

State = Message.State


@dataclass(frozen=True)
class PartnerRow:
    """A partner of the overview: what it is told, its last full list, and how many of its messages are in which way open."""

    partner: Partner
    terms: Terms | None
    last_list: Message | None
    to_be_sent: int = 0
    unanswered: int = 0
    overdue: int = 0
    rejected: int = 0


def overdue_before(now: datetime) -> datetime:
    """What was sent before this moment should be answered by now."""
    return now - timedelta(hours=settings.EXCHANGE_ANSWER_HOURS)


def partner_rows(now: datetime) -> list[PartnerRow]:
    """Every partner that is told of firms, or ever was, by code; the ones with something open first."""
    terms = {found.partner.pk: found for found in partners_told(timezone.localdate(now))}
    open_messages = {row.pop("partner"): row for row in _open_by_partner(now)}
    lists = Message.objects.filter(
        pk__in=Message.objects.filter(kind=Message.Kind.FULL)
        .order_by()
        .values("partner")
        .annotate(last=Max("pk"))
        .values("last")
    )
    last = {message.partner_id: message for message in lists}
    partners = Partner.objects.filter(pk__in=terms.keys() | last.keys())
    rows = [
        PartnerRow(partner, terms.get(partner.pk), last.get(partner.pk), **open_messages.get(partner.pk, {}))
        for partner in partners
    ]
    return sorted(rows, key=lambda row: (not (row.overdue or row.rejected), row.partner.pk))


def _open_by_partner(now: datetime) -> Any:
    return (
        Message.objects.filter(state__in=[State.MADE, State.SENT, State.REJECTED])
        .order_by()
        .values("partner")
        .annotate(
            to_be_sent=Count("pk", filter=Q(state=State.MADE)),
            unanswered=Count("pk", filter=Q(state=State.SENT)),
            overdue=Count("pk", filter=Q(state=State.SENT, sent_at__lt=overdue_before(now))),
            rejected=Count("pk", filter=Q(state=State.REJECTED)),
        )
    )


def partner_messages(partner: Partner, *, after: int | None = None, before: int | None = None) -> KeysetPage:
    """A partner's messages, the newest first."""
    return page_in_order(Message.objects.filter(partner=partner), "-number", after, before, MESSAGES_A_PAGE)


def message_events(message: Message, *, after: int | None = None, before: int | None = None) -> KeysetPage:
    """What a message told of firms, line by line."""
    events = MessageEvent.objects.filter(message=message).select_related("enterprise", "record", "before")
    return page_in_order(events, "line", after, before, EVENTS_A_PAGE)


def message_answers(message: Message) -> list[tuple[Acknowledgement, list[LineRejection]]]:
    """What the partner answered, the newest first, each with the first lines that it rejected."""
    answers = message.acknowledgements.order_by("-pk")[:SHOWN]
    return [(answer, list(answer.rejections.order_by("line")[:EVENTS_A_PAGE])) for answer in answers]


def unusable_answers(partner: Partner) -> list[Acknowledgement]:
    """The last files of a partner that were no acknowledgement of a message."""
    return list(Acknowledgement.objects.filter(partner=partner, result=Acknowledgement.Result.REFUSED)[:SHOWN])


def consents_page(code: str = "", *, after: int | None = None, before: int | None = None) -> KeysetPage:
    """Consents, the newest first; of one firm where its customs code is given."""
    consents = Consent.objects.select_related("enterprise")
    if code:
        consents = consents.filter(enterprise__customs_code=code)
    return page_in_order(consents, "-id", after, before, CONSENTS_A_PAGE)


def urgent_messages(now: datetime) -> QuerySet[Message]:
    """Messages that tell of a suspension and are overdue, and rejected messages: the desk must do something."""
    late = Q(state=State.SENT, sent_at__lt=overdue_before(now), suspensions__gt=0)
    return Message.objects.filter(late | Q(state=State.REJECTED)).select_related("partner").order_by("sent_at", "pk")
