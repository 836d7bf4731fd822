"""Jobs: nights, reminders, exports of certificates. What they do is in services; here they are only started."""

from celery import shared_task
from django.utils import timezone

from ratings.models import Run
from ratings.services.certificate_exports import export_run, exports_resume
from ratings.services.night import night_run
from ratings.services.reminders import reminders_mail
from ratings.services.requests import nights_resume, scheduled_night


@shared_task
def nightly() -> None:
    """The scheduled night of today (01:30 Asia/Shanghai)."""
    scheduled_night(as_of=timezone.localdate(), now=timezone.now())


@shared_task
def requested_night(run_id: int) -> None:
    """A night that a supervisor asked for in the portal."""
    run = Run.objects.get(pk=run_id)
    night_run(as_of=run.as_of, trigger=run.trigger, run=run)


@shared_task
def resume_nights() -> None:
    """Nights that were asked for or begun, and that no worker runs any more."""
    nights_resume()


@shared_task
def mail_reminders() -> None:
    """Reminders that no run could mail yet."""
    reminders_mail(as_of=timezone.localdate())


@shared_task
def export_certificates(export_id: int) -> None:
    """Certificates that a supervisor asked for, in one file."""
    export_run(export_id=export_id, now=timezone.now())


@shared_task
def resume_exports() -> None:
    """Exports that nobody makes though they wait."""
    exports_resume(now=timezone.now())
