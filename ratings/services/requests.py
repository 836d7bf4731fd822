"""Nights that the schedule or a person asks for, and nights that were killed."""

from datetime import date, datetime

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from enterprises.selectors.deliveries import delivery_is_late
from ratings.assessment.lock import night_lock
from ratings.models import BrakeRelease, Run
from ratings.services.export import levels_export_nightly
from ratings.services.night import night_run


def scheduled_night(*, as_of: date, now: datetime) -> Run:
    """The night of the schedule; it restores nobody when no recent delivery came."""
    return night_run(as_of=as_of, trigger=Run.Trigger.SCHEDULE, delivery_late=delivery_is_late(now))


def night_request(*, by: User, as_of: date) -> Run:
    """Ask for a night by hand. Raises PermissionDenied for anyone but a supervisor."""
    if not by.may(Action.START_NIGHT):
        raise PermissionDenied(_("Only a supervisor may start a night."))
    with transaction.atomic():
        if Run.objects.filter(state__in=[Run.State.WAITING, Run.State.RUNNING]).exists():
            raise ValidationError(_("A night is waiting or running already; wait until it has ended."))
        run = Run.objects.create(as_of=as_of, trigger=Run.Trigger.PORTAL, started_by=by, state=Run.State.WAITING)
        transaction.on_commit(lambda: current_app.send_task("ratings.tasks.requested_night", [run.pk]))
    return run


def nights_resume() -> list[Run]:
    """Run again what was killed, and run what waits though its message was lost; a night that lives is left alone."""
    with night_lock(wait=False) as free:
        if not free:
            return []
        killed = Run.objects.filter(state=Run.State.RUNNING)
        days = list(killed.order_by("as_of").values_list("as_of", "trigger", "delivery_late"))
        killed.update(state=Run.State.ABANDONED, finished_at=timezone.now())
    runs = [night_run(as_of=day, trigger=trigger, delivery_late=late) for day, trigger, late in days]
    waiting = list(Run.objects.filter(state=Run.State.WAITING))
    runs += [night_run(as_of=run.as_of, trigger=run.trigger, run=run) for run in waiting]
    last = Run.objects.filter(state=Run.State.DONE).first()
    if last and last.exported_at is None:
        levels_export_nightly(run=last)
    return runs


def brake_release_request(*, by: User, run: Run, reason: str) -> BrakeRelease:
    """Ask that a held night be let go. Raises PermissionDenied or ValidationError."""
    if not by.may(Action.RELEASE_BRAKE):
        raise PermissionDenied(_("Only a supervisor may release a night that the brake holds."))
    if run.state != Run.State.HELD:
        raise ValidationError(_("The brake does not hold this night."))
    if not reason.strip():
        raise ValidationError(_("Say why so many firms change in one night."))
    if BrakeRelease.objects.filter(run=run).exists():
        raise ValidationError(_("A release of this night was asked for already."))
    return BrakeRelease.objects.create(run=run, reason=reason.strip(), requested_by=by)


def brake_release_approve(*, by: User, release: BrakeRelease) -> BrakeRelease:
    """Approve a release that another supervisor asked for, and start the night again.

    Raises PermissionDenied or ValidationError.
    """
    if not by.may(Action.RELEASE_BRAKE) or by == release.requested_by:
        raise PermissionDenied(_("A second supervisor must approve the release."))
    with transaction.atomic():
        release = BrakeRelease.objects.select_for_update().get(pk=release.pk)
        if release.approved_at:
            raise ValidationError(_("This release was approved already."))
        release.approved_by, release.approved_at = by, timezone.now()
        release.save(update_fields=["approved_by", "approved_at"])
        night_request(by=by, as_of=release.run.as_of)
    return release
