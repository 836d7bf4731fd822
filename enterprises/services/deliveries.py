"""Deliveries in the portal: upload, preview, confirm or discard. Workers do the work; the delivery's row is the job.

A worker holds a delivery by a lease in its row. One that is killed loses the lease in time, and `deliveries_resume` sends
the job again; files that were finished are not loaded a second time.
"""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from celery import current_app
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import WHOLE_COUNTRY, Action
from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.feeds.loading import Loading, Result
from enterprises.feeds.manifest import NAME as MANIFEST
from enterprises.feeds.manifest import check_manifest, read_manifest
from enterprises.feeds.merging import Source
from enterprises.feeds.places import progress_key, rejects_folder, upload_folder
from enterprises.feeds.reasons import DeliveryRefused, Reason
from enterprises.feeds.rejects import keep_rejects
from enterprises.models import Delivery
from enterprises.services.delivery_loads import (
    LEASE,
    cache_teller,
    delivery_run,
    file_record,
    file_result,
    local_day,
)

UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes a file; larger ones go through the inbox
LOST_AFTER = timedelta(minutes=2)  # a job that nobody took up by then is sent again

State = Delivery.State


def delivery_upload(*, by: User, files: Sequence[UploadedFile], reason: str) -> Delivery:
    """Take files of a delivery that a person uploads; a worker makes the preview.

    Raises PermissionDenied when the person may not load deliveries, ValidationError for files that are none of a
    delivery's, come twice or are larger than 50 MB, and for a missing reason.
    """
    _require(by)
    if not reason.strip():
        raise ValidationError(_("Say why these files are loaded by hand."))
    _check_files(files)
    now = timezone.now()
    with transaction.atomic():
        delivery = Delivery.objects.create(
            reference=f"{timezone.localtime(now):%Y%m%d-%H%M%S}-{token_hex(2)}",
            channel=Delivery.Channel.UPLOAD,
            state=State.UPLOADED,
            brought_by=by,
            reason=reason.strip()[:200],
        )
        folder = upload_folder(delivery)
        folder.mkdir(parents=True)
        for file in files:
            _store(file, folder / str(file.name))
        delivery.folder = str(folder)
        delivery.save(update_fields=["folder"])
        _send("enterprises.tasks.preview_delivery", delivery)
    return delivery


def _require(by: User, district: str | None = None) -> None:
    if not by.may(Action.LOAD_DELIVERY, district):
        raise PermissionDenied(_("You may not load deliveries here."))


def _check_files(files: Sequence[UploadedFile]) -> None:
    names = [file.name for file in files]
    if not any(name in FEED_BY_FILE for name in names):
        raise ValidationError(_("Choose at least one file of a delivery: %(names)s.") % {"names": ", ".join(FEED_BY_FILE)})
    for file in files:
        if file.name not in FEED_BY_FILE and file.name != MANIFEST:
            raise ValidationError(_("%(file)s is no file of a delivery.") % {"file": file.name})
        if names.count(file.name) > 1:
            raise ValidationError(_("%(file)s was chosen twice.") % {"file": file.name})
        if (file.size or 0) > UPLOAD_LIMIT:
            raise ValidationError(_("%(file)s is larger than 50 MB: put it into the inbox folder.") % {"file": file.name})


def _store(file: UploadedFile, path: Path) -> None:
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)


def _send(task: str, delivery: Delivery) -> None:
    transaction.on_commit(lambda: current_app.send_task(task, [delivery.pk]))


def _district(delivery: Delivery) -> str:
    """The district whose firms' rows are taken: that of the person who uploads; empty for the whole country."""
    district = delivery.brought_by.district if delivery.brought_by else WHOLE_COUNTRY
    return "" if district == WHOLE_COUNTRY else district


def _claim(delivery_id: int, states: Sequence[str], now: datetime) -> Delivery | None:
    """The delivery, held for this worker; None when it has no such state any more or another worker holds it."""
    waiting = Delivery.objects.filter(pk=delivery_id, state__in=states).held_by_nobody(now)
    if not waiting.update(lease_until=now + LEASE):
        return None
    return Delivery.objects.get(pk=delivery_id)


def delivery_preview(*, delivery_id: int, now: datetime) -> Delivery | None:
    """A worker's job: read an upload in a dry run, so that its person sees what it would do and what it rejects."""
    delivery = _claim(delivery_id, [State.UPLOADED], now)
    if delivery is None:
        return None
    folder, rejects = upload_folder(delivery), rejects_folder(delivery)
    source = Source(delivery, local_day(now), now, _district(delivery))
    try:
        manifest = read_manifest(folder)
        if manifest:
            check_manifest(folder, manifest)
            delivery.made_on = manifest.made_on
        result = Loading(folder=folder, rejects=rejects, source=source, tell=cache_teller(delivery), dry_run=True).run()
    except DeliveryRefused as refused:
        return _refuse(delivery, refused.reason)
    cache.delete(progress_key(delivery))
    _keep_preview(delivery, result, rejects)
    return delivery


@transaction.atomic
def _keep_preview(delivery: Delivery, result: Result, rejects: Path) -> None:
    delivery.files = {file: file_record(found) for file, found in result.files.items()}
    delivery.state = State.REFUSED if result.nothing_read else State.PREVIEWED
    delivery.lease_until = None
    delivery.save()
    for file in result.files:
        keep_rejects(delivery, file, rejects / file)


def _refuse(delivery: Delivery, reason: Reason) -> Delivery:
    delivery.state, delivery.message, delivery.lease_until = State.REFUSED, f"{reason.zh}\n{reason.en}", None
    delivery.save()
    return delivery


def delivery_confirm(*, by: User, delivery: Delivery) -> None:
    """Load an upload whose preview was looked at; a worker does it.

    Raises PermissionDenied for a person of another district than the uploader's, ValidationError when there is no preview
    to confirm (any more).
    """
    _require(by, delivery.brought_by.district if delivery.brought_by else WHOLE_COUNTRY)
    with transaction.atomic():
        if not Delivery.objects.filter(pk=delivery.pk, state=State.PREVIEWED).update(
            state=State.CONFIRMED, lease_until=None
        ):
            raise ValidationError(_("This delivery has no preview that waits for a confirmation."))
        _send("enterprises.tasks.load_delivery", delivery)
    delivery.refresh_from_db()


def delivery_discard(*, by: User, delivery: Delivery) -> None:
    """Throw an upload away that is not loaded; its row stays, its files go.

    Raises PermissionDenied for a person of another district than the uploader's, ValidationError once it is confirmed.
    """
    _require(by, delivery.brought_by.district if delivery.brought_by else WHOLE_COUNTRY)
    waiting = Delivery.objects.filter(
        pk=delivery.pk, channel=Delivery.Channel.UPLOAD, state__in=[State.UPLOADED, State.PREVIEWED, State.REFUSED]
    )
    with transaction.atomic():
        if not waiting.update(state=State.DISCARDED, lease_until=None):
            raise ValidationError(_("This delivery cannot be discarded any more."))
        transaction.on_commit(lambda: shutil.rmtree(upload_folder(delivery), ignore_errors=True))
    delivery.refresh_from_db()


def delivery_load_confirmed(*, delivery_id: int, now: datetime) -> Delivery | None:
    """A worker's job: load a confirmed upload, or go on with one whose worker was killed."""
    delivery = _claim(delivery_id, [State.CONFIRMED, State.LOADING], now)
    if delivery is None:
        return None
    if delivery.state == State.CONFIRMED:
        delivery.state, delivery.files = State.LOADING, {}
        delivery.save(update_fields=["state", "files"])
    done = {file: file_result(kept) for file, kept in delivery.files.items()}
    try:
        delivery_run(
            delivery=delivery,
            folder=upload_folder(delivery),
            rejects=rejects_folder(delivery),
            now=now,
            tell=cache_teller(delivery),
            district=_district(delivery),
            done=done,
        )
    except DeliveryRefused as refused:
        return _refuse(delivery, refused.reason)
    cache.delete(progress_key(delivery))
    return delivery


def deliveries_resume(*, now: datetime) -> list[Delivery]:
    """Send again the jobs of uploads that nobody does: their message was lost, or their worker was killed."""
    lost = list(Delivery.objects.waiting_for_work().held_by_nobody(now).filter(received_at__lt=now - LOST_AFTER))
    for delivery in lost:
        task = "preview_delivery" if delivery.state == State.UPLOADED else "load_delivery"
        current_app.send_task(f"enterprises.tasks.{task}", [delivery.pk])
    return lost
