from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MutualRecognitionConfig(AppConfig):
    """The countries and regions that recognise China's AEO, and whose AEO China recognises."""

    name = "mutual_recognition"
    verbose_name = _("Mutual recognition")

    def ready(self) -> None:
        """Fill the firm's page, the start page and the feeds, which know nothing of partners."""
        from mutual_recognition import firm_page, use_feed, workbench

        firm_page.register()
        workbench.register_panels()
        use_feed.register()
