"""One night at a time: a lock that the database or the system frees when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

NIGHT = 282_2026  # the advisory lock's number, the same for every process of the portal


@contextmanager
def night_lock(*, wait: bool = True) -> Iterator[bool]:
    """Hold the night's lock; yields whether it was had (always, when waiting)."""
    with (_advisory_lock if connection.vendor == "postgresql" else _file_lock)(wait) as had:
        yield had


@contextmanager
def _advisory_lock(wait: bool) -> Iterator[bool]:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s), TRUE", [NIGHT])
        else:
            cursor.execute("SELECT NULL, pg_try_advisory_lock(%s)", [NIGHT])
        had = cursor.fetchone()[1]
    try:
        yield had
    finally:
        if had:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NIGHT])


@contextmanager
def _file_lock(wait: bool) -> Iterator[bool]:
    path = Path(settings.DATA_DIR) / "night.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
