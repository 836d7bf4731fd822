from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RatingsConfig(AppConfig):
    """What level each firm has, and why."""

    name = "ratings"
    verbose_name = _("Ratings")

    def ready(self) -> None:
        """Add to the pages of firms, which know nothing of ratings."""
        from accounts import workbench
        from ratings import firm_certificates, firm_list, firm_measures, firm_page, firm_repair, firm_suspension, firm_watch
        from ratings import workbench as panels
        from ratings.rulebook_panel import FiguresPanel

        firm_list.register()
        firm_page.register()
        firm_repair.register()
        firm_suspension.register()
        firm_measures.register()
        firm_certificates.register()
        firm_watch.register()
        panels.register_panels()
        workbench.register(FiguresPanel())
