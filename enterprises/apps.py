from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """The firms registered with customs, and the dated facts about them."""

    name = "enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        """Add to the start page."""
        from accounts import workbench
        from enterprises.workbench import UploadsPanel

        workbench.register(UploadsPanel())
