"""A Celery worker whose exports stop for good at the certificate that STOP_AT numbers, and say so by making STOP_FILE."""

import os
import time
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]


@worker_init.connect
def stop_at_a_certificate(**_kwargs: object) -> None:
    """Put a step that stops in place of the export's own; the applications are loaded by now."""
    from ratings.services import certificate_exports

    make = certificate_exports.certificate_make

    def stop_or_make(*, export: Any, item: Any) -> None:
        if item.position == int(os.environ["STOP_AT"]):
            Path(os.environ["STOP_FILE"]).touch()
            time.sleep(600)
        make(export=export, item=item)

    certificate_exports.certificate_make = stop_or_make
