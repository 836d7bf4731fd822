from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RatingsConfig(AppConfig):
    """What level each firm has, and why."""

    name = "ratings"
    verbose_name = _("Ratings")

    def ready(self) -> None:
        """Add to the pages of firms, which know nothing of ratings."""
        from ratings import firm_list

        firm_list.register()
