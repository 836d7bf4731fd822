"""A Celery worker that stops for good where STOP_AT says, and tells so by making the file STOP_FILE.

STOP_AT is `before` or `after`, and a function of the exchange's service, as in `after:publish`.
"""

import os
import time
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]


@worker_init.connect
def stop_at_a_function(**_kwargs: object) -> None:
    """Put a function that stops in place of the service's own; the applications are loaded by now."""
    from mutual_recognition.services import exchange

    when, name = os.environ["STOP_AT"].split(":")
    own = getattr(exchange, name)

    def stopping(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            own(*args, **kwargs)
        Path(os.environ["STOP_FILE"]).touch()
        time.sleep(600)

    setattr(exchange, name, stopping)
