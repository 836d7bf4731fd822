"""The portal's admin site: its title and its start page."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    """The one site that officers work in."""

    site_title = _("Enterprise credit management")
    site_header = _("Enterprise credit management")
    index_title = _("Workbench")
    site_url = None
    enable_nav_sidebar = False
