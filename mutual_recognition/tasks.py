"""The app's jobs. What they do is in services; here they are only started."""

from celery import shared_task
from django.utils import timezone

from mutual_recognition.services.acknowledgements import acknowledgements_read
from mutual_recognition.services.exchange import events_tell, lists_make, messages_send


@shared_task
def exchange_lists() -> None:
    """Tell partners what changed, send what waits, read what they answered."""
    now = timezone.now()
    events_tell(as_of=timezone.localdate(now), now=now)
    messages_send(now=now)
    acknowledgements_read(now=now)


@shared_task
def monthly_lists() -> None:
    """The full lists of this month, for every partner that has none yet."""
    now = timezone.now()
    today = timezone.localdate(now)
    lists_make(month=today.isoformat()[:7], as_of=today, now=now)
    messages_send(now=now)
