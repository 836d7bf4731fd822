"""What ratings show on the start page: what waits for whom, the last night, and the five levels in numbers."""

from datetime import timedelta
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_COUNTRY, Action, Role
from accounts.workbench import Panel, register
from enterprises.selectors.deliveries import delivery_is_late, latest_delivery
from ratings.models import BrakeRelease, Case, Run
from ratings.selectors.cases import of_district
from ratings.selectors.desk import desk_of
from ratings.selectors.nights import UNDER_WAY, bounded_count, level_counts
from ratings.selectors.reminders import reminders_for, restored_alone
from ratings.selectors.watch import waiting_findings

MOST = 1000
WORK_CASES = frozenset({Role.OFFICER, Role.SUPERVISOR})
SHOWN = 6
RESTORED_DAYS = 14
"""How long the start page tells of a restoration that a night made by itself."""


class DeliveryPanel(Panel):
    """The alarm that no recent delivery came; it stays away while deliveries come."""

    title = _("No recent delivery")
    order = 5
    template = "ratings/workbench_delivery.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        if not delivery_is_late(timezone.now()):
            return None
        return {"latest": latest_delivery()}


class HeldNightsPanel(Panel):
    """Nights that the brake holds: one supervisor asks for the release, another approves it."""

    title = _("Nights that the brake holds")
    actions = frozenset({Action.RELEASE_BRAKE})
    order = 10
    template = "ratings/workbench_held.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        releases = {release.run_id: release for release in BrakeRelease.objects.filter(run__in=held_nights())}
        nights = [(run, releases.get(run.pk)) for run in held_nights()[:SHOWN]]
        return {"nights": nights} if nights else None

    def waiting(self, request: HttpRequest) -> int:
        return bounded_count(held_nights().exclude(release__requested_by=request.user.pk), MOST)


def held_nights() -> Any:
    """Held nights that nobody released and that no later night has overtaken."""
    last = Subquery(Run.objects.filter(state=Run.State.DONE).order_by("-id").values("id")[:1])
    return Run.objects.filter(state=Run.State.HELD, release__approved_at__isnull=True, id__gt=Coalesce(last, 0))


class RemindersPanel(Panel):
    """The days that come soon, of what the reader works."""

    title = _("Reminders")
    actions = frozenset({Action.WORK_CASE, Action.SIGN_LETTER})
    order = 14
    template = "ratings/workbench_reminders.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        today = timezone.localdate()
        reminders = list(reminders_for(request.user, today)[:SHOWN])
        return {"reminders": reminders, "today": today} if reminders else None


class DeskPanel(Panel):
    """The most urgent cases of one's own desk."""

    title = _("My desk")
    actions = frozenset({Action.WORK_CASE, Action.SIGN_LETTER})
    order = 15
    template = "ratings/workbench_desk.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        today = timezone.localdate()
        parts = [part for part in desk_of(request.user, today, SHOWN) if part.rows]
        return {"parts": parts, "today": today} if parts else None


class WatchPanel(Panel):
    """The firms of the reader's district that newly fail a standard by the facts and wait for an officer."""

    title = _("Newly failed standards")
    actions = frozenset({Action.WORK_CASE, Action.SIGN_LETTER})
    order = 16
    template = "ratings/workbench_watch.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        findings = list(waiting_findings(request.user.district).select_related("enterprise")[: SHOWN + 1])
        return {"findings": findings[:SHOWN], "more": len(findings) > SHOWN} if findings else None


class RestoredPanel(Panel):
    """The firms of the reader's district that nights restored by themselves in the last days, the latest first."""

    title = _("Restored by the night")
    actions = frozenset({Action.WORK_CASE, Action.SIGN_LETTER})
    order = 16
    template = "ratings/workbench_restored.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        since = timezone.localdate() - timedelta(days=RESTORED_DAYS)
        here = restored_alone().filter(decided_on__gt=since)
        if request.user.district != WHOLE_COUNTRY:
            here = here.filter(enterprise__district__startswith=request.user.district[:2])
        found = list(here.select_related("enterprise").defer("evidence").order_by("-decided_on", "-id")[: SHOWN + 1])
        if not found:
            return None
        more = bounded_count(here, MOST) if len(found) > SHOWN else 0
        return {"decisions": found[:SHOWN], "more": more, "most": MOST, "days": RESTORED_DAYS}


class CasesPanel(Panel):
    """The open cases of the reader's district, and the restorations among them that wait."""

    title = _("Open cases")
    order = 20
    span = 6
    template = "ratings/workbench_cases.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        cases = open_cases(request)
        return {
            "lower": bounded_count(cases.filter(kind=Case.Kind.LOWER), MOST),
            "restorations": bounded_count(cases.filter(kind=Case.Kind.RESTORATION), MOST),
            "most": MOST,
            "latest": list(cases.select_related("enterprise").order_by("-id")[:SHOWN]),
            "whole_country": request.user.district == WHOLE_COUNTRY,
        }

    def waiting(self, request: HttpRequest) -> int:
        return bounded_count(open_cases(request), MOST) if request.user.roles & WORK_CASES else 0


def open_cases(request: HttpRequest) -> Any:
    """The open cases that the reader's district works."""
    return Case.objects.filter(of_district(request.user.district), state=Case.State.OPEN)


class NightPanel(Panel):
    """The last night, and the one that runs."""

    title = _("The last night")
    order = 21
    span = 6
    template = "ratings/workbench_night.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        runs = list(Run.objects.select_related("started_by").order_by("-id")[:1])
        under_way = runs[0] if runs and runs[0].state in UNDER_WAY else None
        ended = Run.objects.exclude(state__in=UNDER_WAY).select_related("started_by").order_by("-id")
        return {"under_way": under_way, "run": ended.first() if under_way or not runs else runs[0]}

    def jobs(self, request: HttpRequest) -> int:
        return bounded_count(Run.objects.filter(state__in=UNDER_WAY), MOST)


class LevelsPanel(Panel):
    """The five levels in numbers, as the last finished night counted them."""

    title = _("The five levels in numbers")
    order = 30
    template = "ratings/workbench_levels.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        run = Run.objects.filter(state=Run.State.DONE).order_by("-id").first()
        if run is None:
            return None
        country, own, before = level_counts(run.as_of, request.user.district)
        return {
            "as_of": run.as_of,
            "before": before,
            "country": country,
            "own": None if request.user.district == WHOLE_COUNTRY else own,
            "total": sum(count.firms for count in country),
        }


def register_panels() -> None:
    """Put the panels on the start page; called from the app's `ready`."""
    for panel in (
        DeliveryPanel,
        HeldNightsPanel,
        RemindersPanel,
        DeskPanel,
        WatchPanel,
        RestoredPanel,
        CasesPanel,
        NightPanel,
        LevelsPanel,
    ):
        register(panel())
