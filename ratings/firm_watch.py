"""What a firm's page says of the watch: the standards that it fails by the facts."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered, firm_page
from ratings.selectors.watch import findings_on


def watch_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The failures that stood on the day, each with its figures, evidence and answer; nothing where none did."""
    findings = list(findings_on(firm, as_of))
    if not findings:
        return None
    may = as_of == timezone.localdate() and request.user.may(Action.WORK_CASE, firm.district)
    return Rendered("ratings/watch_panel.html", {"findings": findings, "may": may})


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_panel("next", watch_panel)
