"""The project's wiring: settings, addresses, jobs and the portal's admin site."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
