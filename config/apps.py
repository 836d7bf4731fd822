"""The project as an application: it brings the portal's admin site and its system checks."""

from django.contrib.admin.apps import AdminConfig

from config import checks


class PortalAdminConfig(AdminConfig):
    """Makes the portal's own site the one that every app registers its pages with."""

    default_site = "config.admin.PortalAdminSite"

    def ready(self) -> None:
        super().ready()
        checks.register()
