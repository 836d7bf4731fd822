"""What suspensions add to the page of a firm: that its measures are suspended, since when, why, and what would end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from enterprises.panels import Rendered, TimelineEvent, TimelineSource, firm_page
from ratings.models import CaseEvidence, SuspensionOrder
from ratings.selectors.facts import fact_address
from ratings.selectors.suspensions import evidence_standing, orders_of


@dataclass(frozen=True)
class Cause:
    """A fact that founded an order: its number, its page, whether it still stands on the day of the page."""

    key: str
    url: str
    kind: str
    stands: bool


@dataclass(frozen=True)
class Shown:
    """An order as the panel shows it."""

    order: SuspensionOrder
    causes: list[Cause]


def orders_on(request: HttpRequest, firm: Enterprise, as_of: date) -> list[SuspensionOrder]:
    """The orders in force for the firm on the day, read once a request however many panels ask."""
    known: dict = request.__dict__.setdefault("firm_suspensions", {})
    if (firm.pk, as_of) not in known:
        known[firm.pk, as_of] = orders_of(firm, as_of)
    return known[firm.pk, as_of]


def suspended_badge(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """A tag beside the level: what is suspended."""
    orders = orders_on(request, firm, as_of)
    if not orders:
        return None
    return Rendered("ratings/suspended_badge.html", {"order": min(orders, key=lambda order: not order.whole)})


def suspension_panel(request: HttpRequest, firm: Enterprise, as_of: date) -> Rendered | None:
    """The orders in force on the day."""
    orders = orders_on(request, firm, as_of)
    if not orders:
        return None
    evidence = list(
        CaseEvidence.objects.filter(freeze__case__in=[order.case_id for order in orders]).select_related("freeze")
    )
    standing = {row.pk for row in evidence_standing(evidence, as_of)}
    shown = [Shown(order, _causes(order, evidence, standing)) for order in orders]
    return Rendered("ratings/suspension_panel.html", {"shown": shown, "as_of": as_of})


def _causes(order: SuspensionOrder, evidence: Iterable[CaseEvidence], standing: set[int]) -> list[Cause]:
    kinds = {"criminalcase": _("criminal case"), "investigation": _("investigation")}
    rows = sorted((row for row in evidence if row.freeze.case_id == order.case_id), key=lambda row: row.key)
    return [Cause(row.key, fact_address(row.source, row.fact_id), kinds[row.source], row.pk in standing) for row in rows]


def suspension_events(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Suspensions as they began and ended."""
    orders = SuspensionOrder.objects.filter(enterprise=firm).select_related("ordered_by", "ended_by")
    began = orders.filter(from_on__lte=until) if until else orders
    for row in began.order_by("-from_on", "-id")[:limit]:
        yield _event(row, row.from_on, _("Suspended: %(what)s"), f"suspension-{row.pk:012d}-a", row.ordered_by, row.case_id)
    ended = orders.filter(to_on__lte=until) if until else orders.filter(to_on__isnull=False)
    for row in ended.order_by("-to_on", "-id")[:limit]:
        title = _("Suspension ended: %(what)s")
        yield _event(row, row.to_on, title, f"suspension-{row.pk:012d}-b", row.ended_by, row.end_case_id)


def _event(row: SuspensionOrder, day: date | None, title: str, key: str, who: object, case: int | None) -> TimelineEvent:
    url = reverse("admin:ratings_case_change", args=[case]) if case else ""
    named = title % {"what": row.get_scope_display()}
    return TimelineEvent(day or row.from_on, "decision", named, key, str(row), who, url)


def register() -> None:
    """Add to the firm's page; called once from the app's `ready`."""
    firm_page.register_panel("badges", suspended_badge)
    firm_page.register_panel("next", suspension_panel)
    firm_page.register_timeline_source(TimelineSource("suspensions", "decision", suspension_events))
