"""The tabs of a firm's page that are the app's own: facts, ratings and certifications, trade years, timeline, history."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from enterprises.models import Certification, DecidedRating, Enterprise, TradeYear
from enterprises.panels import Rendered, Tab, firm_page
from enterprises.selectors.facts import KINDS, PageOf, facts_count, facts_page, with_counts
from enterprises.selectors.history import history_of
from enterprises.selectors.timeline import timeline_kinds, timeline_page

LONGEST: Final = 200
"""How many ratings, certifications or trade years a tab shows."""


def page_number(request: HttpRequest) -> int:
    """The number of the page that the address asks for; 1 when it is none."""
    asked = request.GET.get("p", "")
    return min(max(int(asked), 1), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1


def address_with(request: HttpRequest, **changes: Any) -> str:
    """The page's address with some of its parameters changed; None takes one out."""
    kept = {name: value for name, value in request.GET.items() if name not in changes and name != "p"}
    return "?" + urlencode(kept | {name: value for name, value in changes.items() if value is not None})


def kind_links(request: HttpRequest, kinds: list[tuple[str, Any]]) -> list[tuple[str, Any, str, bool]]:
    """The filter of a tab by kind: name, label, address, whether it is on; the first takes all."""
    on = request.GET.get("kind", "")
    links = [("", _("All"), address_with(request, kind=None), on == "")]
    return links + [(name, label, address_with(request, kind=name), on == name) for name, label in kinds]


def pages_of(request: HttpRequest, page: PageOf) -> dict[str, str | None]:
    """Addresses of the neighbouring pages."""
    return {
        "previous": address_with(request, p=page.previous) if page.previous else None,
        "next": address_with(request, p=page.next) if page.next else None,
    }


def _facts(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    kind = request.GET.get("kind", "")
    page = facts_page(firm, as_of, kind, page_number(request))
    if firm_page.counts_toward:
        with_counts(page.rows, firm_page.counts_toward(request, firm, as_of))
    kinds = [(name, _capitalised(kind.model._meta.verbose_name_plural)) for name, kind in KINDS.items()]
    return Rendered(
        "enterprises/_facts.html",
        {
            "page": page,
            "neighbours": pages_of(request, page),
            "kinds": kind_links(request, kinds),
            "narrowed": kind in KINDS,
            "has_counts": firm_page.counts_toward is not None,
        },
    )


def _standing(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    return Rendered(
        "enterprises/_ratings.html",
        {
            "ratings": _ratings(firm, as_of).select_related("delivery").order_by("-effective_on", "-id")[:LONGEST],
            "certifications": _certifications(firm, as_of)
            .select_related("delivery")
            .order_by("-granted_on", "-id")[:LONGEST],
        },
    )


def _trade_years(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    years = TradeYear.objects.filter(enterprise=firm).select_related("delivery").order_by("-year")
    return Rendered("enterprises/_trade_years.html", {"years": years[:LONGEST]})


def _timeline(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    number = page_number(request)
    events, more = timeline_page(firm, as_of, request.GET.get("kind", ""), number)
    neighbours = {
        "previous": address_with(request, p=number - 1) if number > 1 else None,
        "next": address_with(request, p=number + 1) if more else None,
    }
    kinds = kind_links(request, timeline_kinds())
    return Rendered("enterprises/_timeline.html", {"events": events, "kinds": kinds, "neighbours": neighbours})


def _history(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered:
    return Rendered("enterprises/_history.html", {"lines": history_of(firm)})


def _ratings(firm: Enterprise, as_of: date) -> QuerySet:
    return DecidedRating.objects.filter(enterprise=firm, effective_on__lte=as_of)


def _certifications(firm: Enterprise, as_of: date) -> QuerySet:
    return Certification.objects.filter(enterprise=firm, granted_on__lte=as_of)


def _capitalised(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def firm_tabs(firm: Enterprise, as_of: date) -> dict[str, Tab]:
    """All tabs of the page by name, in their order: those of higher apps stand behind the facts."""

    def counted(firm: Enterprise) -> int:
        return _ratings(firm, as_of).count() + _certifications(firm, as_of).count()

    tabs = [
        Tab("facts", _("Facts"), _facts, lambda firm: facts_count(firm, as_of)),
        *firm_page.tabs.values(),
        Tab("ratings", _("Ratings and certifications"), _standing, counted),
        Tab("years", _("Trade years"), _trade_years, lambda firm: firm.tradeyear_set.count()),
        Tab("timeline", _("Timeline"), _timeline),
        Tab("history", _("History of the record"), _history),
    ]
    return {tab.name: tab for tab in tabs}
