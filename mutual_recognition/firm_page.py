"""What mutual recognition adds to the page of a firm: the code for its buyers in each partner."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from enterprises.panels import Rendered, Tab, firm_page
from mutual_recognition.buyer_code import buyer_codes
from ratings.firm_page import judgment_of
from ratings.selectors.suspensions import suspension_of


def buyer_codes_tab(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """Partner by partner, the code to give and what must match; nothing for a firm that is no AEO on the day."""
    judgment = judgment_of(request, firm, as_of)
    level = judgment.said["level_in_force"] if judgment else ""
    lines = buyer_codes(firm, level, as_of, today=timezone.localdate())
    suspension = suspension_of(firm, as_of) if lines else None
    context = {"lines": lines, "level": level, "suspended": suspension is not None and suspension.whole}
    return Rendered("mutual_recognition/buyer_codes.html", context)


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_tab(Tab("buyer_codes", gettext_lazy("Codes for buyers"), buyer_codes_tab))
