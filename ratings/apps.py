from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RatingsConfig(AppConfig):
    """What level each firm has, and why."""

    name = "ratings"
    verbose_name = _("Ratings")
