"""A Celery worker whose nights stop for good at the step that STOP_AT names, and say so by making the file STOP_FILE."""

import os
import time
from pathlib import Path

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]


@worker_init.connect
def stop_at_a_step(**_kwargs: object) -> None:
    """Put a step that stops in place of the night's own; the applications are loaded by now."""
    from ratings.models import Run
    from ratings.services import night

    def step(run: Run, name: str, done: int = 0, total: int = 0) -> None:
        if name == os.environ["STOP_AT"]:
            Path(os.environ["STOP_FILE"]).touch()
            time.sleep(600)

    night.step = step
