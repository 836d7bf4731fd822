"""The inbox: a folder into which source systems put whole deliveries; each complete one is taken once.

inbox/<delivery>/           lies there, complete once it matches its manifest
inbox/loading/<delivery>/   taken, being loaded
inbox/done/<delivery>/      loaded
inbox/refused/<delivery>/   not taken; refused/<delivery>.txt says why
"""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from enterprises.feeds.manifest import NAME as MANIFEST
from enterprises.feeds.manifest import Manifest, check_manifest, feed_files, read_manifest
from enterprises.feeds.places import progress_key, rejects_folder
from enterprises.feeds.reasons import DeliveryRefused, Reason
from enterprises.models import Delivery
from enterprises.selectors.deliveries import delivery_is_late, latest_delivery
from enterprises.services.delivery_loads import (
    cache_teller,
    delivery_open,
    delivery_run,
    file_result,
)

LOADING, DONE, REFUSED = "loading", "done", "refused"
SETTLED_AFTER = timedelta(minutes=10)  # a folder that does not match its manifest may still be on its way until then
DAY_SECONDS = 24 * 3600


def inbox_take(*, now: datetime) -> list[Delivery]:
    """Load every complete delivery of the inbox, the oldest first, and what a killed worker left; those that were taken.

    A folder without a manifest, or one that does not match it yet, may still be on its way and is left alone; one that
    has not changed for ten minutes and still does not match is refused.
    """
    taken = [_load(folder, now) for folder in _folders(_inbox(LOADING)) if _is_abandoned(folder, now)]
    complete = [(manifest, folder) for folder in _folders(_inbox()) if (manifest := _complete(folder, now))]
    for manifest, folder in sorted(complete, key=lambda found: (found[0].made_on, found[0].delivery)):
        if Delivery.objects.loaded().filter(reference=manifest.delivery).exists():
            _refuse(folder, Reason("该交付以前已经加载", "this delivery was loaded before"))
        elif held := _take(folder):
            taken.append(_load(held, now))
    return [delivery for delivery in taken if delivery]


def _inbox(place: str = "") -> Path:
    return settings.INBOX_DIR / place if place else settings.INBOX_DIR


def _folders(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    own = {LOADING, DONE, REFUSED}
    return sorted(path for path in place.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in own)


def _complete(folder: Path, now: datetime) -> Manifest | None:
    if not (folder / MANIFEST).is_file():
        return None
    try:
        manifest = read_manifest(folder)
        if manifest:
            check_manifest(folder, manifest)
            feed_files(folder)
    except DeliveryRefused as refused:
        if _is_settled(folder, now):
            _refuse(folder, refused.reason)
        return None
    return manifest


def _is_settled(folder: Path, now: datetime) -> bool:
    changed = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    return now.timestamp() - changed > SETTLED_AFTER.total_seconds()


def _take(folder: Path) -> Path | None:
    """Move the folder where no other worker takes it; None when another one was quicker."""
    held = _inbox(LOADING) / folder.name
    held.parent.mkdir(exist_ok=True)
    if held.exists():
        return None
    try:
        return folder.rename(held)
    except FileNotFoundError:
        return None


def _is_abandoned(folder: Path, now: datetime) -> bool:
    """Whether no worker holds a taken folder any more; one is held as soon as it has its delivery's row."""
    delivery = Delivery.objects.filter(folder=str(folder)).first()
    return delivery is None or delivery.lease_until is None or delivery.lease_until < now


def _load(folder: Path, now: datetime) -> Delivery | None:
    try:
        manifest = read_manifest(folder)
        delivery = Delivery.objects.filter(folder=str(folder)).first()
        if delivery is None or delivery.state == Delivery.State.REFUSED:
            delivery = delivery_open(folder=folder, manifest=manifest, channel=Delivery.Channel.INBOX, now=now)
        if delivery.state == Delivery.State.LOADING:
            _run(delivery, folder, now)
    except DeliveryRefused as refused:
        _refuse(folder, refused.reason)
        return None
    delivery.folder = str(_move(folder, DONE if delivery.state == Delivery.State.LOADED else REFUSED))[:500]
    delivery.save(update_fields=["folder"])
    return delivery


def _run(delivery: Delivery, folder: Path, now: datetime) -> None:
    delivery_run(
        delivery=delivery,
        folder=folder,
        rejects=rejects_folder(delivery),
        now=now,
        tell=cache_teller(delivery),
        done={file: file_result(kept) for file, kept in delivery.files.items()},
    )
    cache.delete(progress_key(delivery))


def _refuse(folder: Path, reason: Reason) -> None:
    moved = _move(folder, REFUSED)
    moved.with_name(moved.name + ".txt").write_text(f"{reason.zh}\n{reason.en}\n", encoding="utf-8")


def _move(folder: Path, place: str) -> Path:
    target = _inbox(place) / folder.name
    target.parent.mkdir(exist_ok=True)
    number = 2
    while target.exists():
        target = target.with_name(f"{folder.name}-{number}")
        number += 1
    return Path(shutil.move(folder, target))


def delivery_alarm(*, today: date, now: datetime) -> bool:
    """Mail, once a day, that no recent delivery came; whether a mail was sent."""
    if not settings.ALARM_RECIPIENTS or not delivery_is_late(now):
        return False
    if not cache.add(f"delivery-alarm:{today}", True, DAY_SECONDS):
        return False
    latest = latest_delivery()
    send_mail(
        _("Credit portal: no recent delivery"),
        _(
            "The latest delivery is %(latest)s. Until a delivery comes that is not older than %(hours)s hours, the scheduled "
            "night restores no firm."
        )
        % {"latest": latest or _("none"), "hours": settings.DELIVERY_MAX_AGE_HOURS},
        None,
        settings.ALARM_RECIPIENTS,
    )
    return True
