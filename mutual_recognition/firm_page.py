"""What mutual recognition adds to the page of a firm: the code for its buyers in each partner, and the notices of it."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered, Tab, TimelineEvent, TimelineSource, firm_page
from mutual_recognition.buyer_code import buyer_codes
from mutual_recognition.models import BuyerNotice
from ratings.firm_page import judgment_of
from ratings.selectors.suspensions import suspension_of

NOTICES_SHOWN = 20


def buyer_codes_tab(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    """Partner by partner, the code to give and what must match; nothing for a firm that is no AEO on the day."""
    judgment = judgment_of(request, firm, as_of)
    level = judgment.said["level_in_force"] if judgment else ""
    today = timezone.localdate()
    lines = buyer_codes(firm, level, as_of, today=today)
    suspension = suspension_of(firm, as_of) if lines else None
    suspended = suspension is not None and suspension.whole
    user = request.user
    context = {
        "lines": lines,
        "level": level,
        "suspended": suspended,
        "may_make": as_of == today and not suspended and user.may(Action.ISSUE_BUYER_NOTICE, firm.district),  # type: ignore[union-attr]
        "may_record": user.may(Action.RECORD_CONSENT, firm.district),  # type: ignore[union-attr]
        "notices": list(_notices(firm, as_of, NOTICES_SHOWN)),
    }
    return Rendered("mutual_recognition/buyer_codes.html", context)


def notice_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Notices of codes for buyers as they were handed out."""
    for notice in _notices(firm, until, limit):
        said = {"number": notice.number, "economy": notice.partner_name}
        title = _("Notice %(number)s of the code for buyers in %(economy)s") % said
        key = f"buyer-notice-{notice.pk:012d}"
        yield TimelineEvent(
            notice.issued_on, "letter", title, key, notice.content["code"], notice.issued_by, notice.get_absolute_url()
        )


def _notices(firm: Enterprise, until: date | None, limit: int) -> Iterable[BuyerNotice]:
    rows = BuyerNotice.objects.filter(enterprise=firm).select_related("issued_by")
    return (rows.filter(issued_on__lte=until) if until else rows).order_by("-id")[:limit]


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_tab(Tab("buyer_codes", gettext_lazy("Codes for buyers"), buyer_codes_tab))
    firm_page.register_timeline_source(TimelineSource("buyer_notices", "letter", notice_events))
