from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who works in the portal, in which role and for which customs district."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Register the system checks and the administrators' panel of the start page."""
        from accounts import checks, workbench  # noqa: F401
        from accounts.panels import RolesWaitingPanel

        workbench.register(RolesWaitingPanel())
