"""The Celery application: the night's jobs and what officers start in the portal."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("credit_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **kwargs: Any) -> None:
    """The broker on files does not make its own folders."""
    for folder in (sender.conf.broker_transport_options or {}).values():
        Path(folder).mkdir(parents=True, exist_ok=True)


@celeryd_init.connect
@beat_init.connect
def refuse_wrong_settings(**kwargs: Any) -> None:
    """A worker or beat with wrong settings says so and does not start."""
    import django

    django.setup()
    from config import checks

    checks.refuse_wrong_settings()
