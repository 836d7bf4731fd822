from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """The firms registered with customs, and the dated facts about them."""

    name = "enterprises"
    verbose_name = _("Enterprises")
