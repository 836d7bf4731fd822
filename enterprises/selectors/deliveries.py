"""What pages and the night ask of deliveries."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from enterprises.feeds.places import progress_key, rejects_folder
from enterprises.feeds.reasons import Reason
from enterprises.feeds.rejects import Problem, read_rejects
from enterprises.models import Delivery, Reject


def latest_delivery() -> Delivery | None:
    """The delivery of the source systems that was loaded last."""
    return Delivery.objects.from_sources().loaded().order_by("-loaded_at").first()


def latest_delivery_age(now: datetime) -> timedelta | None:
    """How old the facts of the source systems are: since the latest delivery, or None when there never was one.

    A delivery is as old as its manifest says (the end of its day), however late it was loaded.
    """
    delivery = latest_delivery()
    if delivery is None or delivery.loaded_at is None:
        return None
    moment = delivery.loaded_at
    if delivery.made_on:
        end_of_day = datetime.combine(delivery.made_on + timedelta(days=1), time(), timezone.get_default_timezone())
        moment = min(moment, end_of_day)
    return now - moment


def delivery_is_late(now: datetime) -> bool:
    """Whether there is no delivery, or none as recent as DELIVERY_MAX_AGE_HOURS asks; then the night restores nobody."""
    age = latest_delivery_age(now)
    return age is None or age > timedelta(hours=settings.DELIVERY_MAX_AGE_HOURS)


def delivery_progress(delivery: Delivery) -> dict | None:
    """How far a worker is with a delivery: file, bytes read, bytes in all; None when none is at it."""
    return cache.get(progress_key(delivery))


def refusal(delivery: Delivery) -> str:
    """Why a delivery was refused, in the language in use; empty when it was not."""
    zh, _line, en = delivery.message.partition("\n")
    return str(Reason(zh, en or zh))


def refused_files(delivery: Delivery) -> dict[str, str]:
    """The files of a delivery that were refused as a whole, and why, in the language in use."""
    return {file: str(Reason(**kept["refused"])) for file, kept in delivery.files.items() if kept.get("refused")}


def shown_rejects(delivery: Delivery) -> QuerySet[Reject]:
    """The rejected rows of a delivery that pages list: the first 10,000; the files to download hold all."""
    return Reject.objects.filter(delivery=delivery).order_by("file", "line")


def rejects_file(delivery: Delivery, file: str) -> Path | None:
    """The CSV file of all rejected rows of one file of a delivery, or None when there is none (any more).

    A delivery of the command line that was given its own folder for rejected rows keeps them there, not here.
    """
    path = rejects_folder(delivery) / file
    return path if file in delivery.files and path.is_file() else None


def all_rejects(delivery: Delivery, file: str) -> Iterator[tuple[dict[str, str], Problem]]:
    """Every rejected row of one file of a delivery: its cells by column, and why."""
    path = rejects_file(delivery, file)
    return read_rejects(path) if path else iter(())
