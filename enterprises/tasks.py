"""The app's jobs. What they do is in services; here they are only started."""

from celery import shared_task
from django.utils import timezone

from enterprises.services.deliveries import deliveries_resume, delivery_load_confirmed, delivery_preview
from enterprises.services.inbox import delivery_alarm, inbox_take


@shared_task
def take_inbox() -> None:
    """Before the night: load what lies complete in the inbox; tell when no recent delivery came."""
    now = timezone.now()
    inbox_take(now=now)
    delivery_alarm(today=timezone.localdate(now), now=timezone.now())


@shared_task
def preview_delivery(delivery_id: int) -> None:
    """The preview of an upload."""
    delivery_preview(delivery_id=delivery_id, now=timezone.now())


@shared_task
def load_delivery(delivery_id: int) -> None:
    """The loading of a confirmed upload."""
    delivery_load_confirmed(delivery_id=delivery_id, now=timezone.now())


@shared_task
def resume_deliveries() -> None:
    """Uploads that nobody works on though they wait."""
    deliveries_resume(now=timezone.now())
