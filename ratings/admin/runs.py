"""The nights: what each did and how it ended, how far one is, and the two people who release one that the brake holds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from enterprises.templatetags.portal import count as thousands
from enterprises.templatetags.portal import date_table, level_tag, time_table
from ratings.admin.portal_pages import PortalPages
from ratings.admin.run_progress import steps_of
from ratings.models import BrakeRelease, Case, Run
from ratings.selectors.nights import UNDER_WAY, outcomes_page
from ratings.services.requests import brake_release_approve, brake_release_request, night_request

CASES_SHOWN = 20
TONES = {
    Run.State.WAITING: "note",
    Run.State.RUNNING: "info",
    Run.State.DONE: "good",
    Run.State.HELD: "warn",
    Run.State.FAILED: "bad",
    Run.State.ABANDONED: "bad",
}


@admin.register(Run)
class RunAdmin(PortalPages):
    """Whoever reads the portal reads the nights; supervisors start and release them."""

    list_display = (
        "night", "state_tag", "mode", "judged_count", "changed_count", "cases_count", "restored_count", "took", "started_how",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("started_by",)
    ordering = ("-id",)
    sortable_by = ()
    change_list_template = "ratings/runs.html"

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("start/", self.start_view, "start"),
            self.page("<int:pk>/", self.run_view, "change"),
            self.page("<int:pk>/progress/", self.progress_view, "progress"),
            self.page("<int:pk>/release/", self.release_view, "release"),
            self.page("<int:pk>/release/approve/", self.approve_view, "approve"),
        ]

    @admin.display(description=gettext_lazy("judged for"))
    def night(self, run: Run) -> Any:
        """The day, as the link to the night."""
        return format_html(
            '<a href="{}">{}</a> <span class="quiet">#{}</span>', _address(run), date_table(run.as_of), run.pk
        )

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, run: Run) -> Any:
        """The state, and whether no recent delivery had come."""
        late = level_tag("warn", _("no recent delivery")) if run.delivery_late else ""
        return format_html(
            '<span class="tags">{}{}</span>', level_tag(TONES[Run.State(run.state)], run.get_state_display()), late
        )

    @admin.display(description=gettext_lazy("judged"))
    def judged_count(self, run: Run) -> Any:
        """How many firms were judged, of how many."""
        return f"{thousands(run.judged)} / {thousands(run.enterprises)}"

    @admin.display(description=gettext_lazy("outcomes changed"))
    def changed_count(self, run: Run) -> str:
        """How many outcomes changed."""
        return thousands(run.changed)

    @admin.display(description=gettext_lazy("cases opened"))
    def cases_count(self, run: Run) -> str:
        """How many cases were opened."""
        return thousands(run.cases_opened)

    @admin.display(description=gettext_lazy("restorations"))
    def restored_count(self, run: Run) -> str:
        """How many firms were restored."""
        return thousands(run.levels_changed)

    @admin.display(description=gettext_lazy("seconds"))
    def took(self, run: Run) -> str:
        """How long it took."""
        return f"{run.seconds:,.1f}" if run.finished_at else "–"

    @admin.display(description=gettext_lazy("started"))
    def started_how(self, run: Run) -> str:
        """When, by whom or what."""
        return f"{time_table(run.started_at)} · {run.started_by or run.get_trigger_display()}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The nights, the newest first."""
        may_start = request.user.may(Action.START_NIGHT)
        return super().changelist_view(
            request, {"may_start": may_start, "today": timezone.localdate()} | (extra_context or {})
        )

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """A night for today, by hand."""

        def service() -> str:
            night_request(by=request.user, as_of=timezone.localdate())
            return _("The night was asked for; it begins as soon as a worker is free.")

        def refused(text: str, status: int) -> HttpResponse:
            response = self.changelist_view(request, {"refusal": text})
            response.status_code = status
            return response

        return self.act(request, service, reverse("admin:ratings_run_changelist"), refused)

    def run_view(self, request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
        """One night."""
        self.require_reader(request)
        run = get_object_or_404(Run.objects.select_related("started_by"), pk=pk)
        release = BrakeRelease.objects.filter(run=run).select_related("requested_by", "approved_by").first()
        cases = Case.objects.filter(opened_by_run=run).select_related("enterprise").order_by("-id")[: CASES_SHOWN + 1]
        return self.show(request, "ratings/run.html", _context(run, request) | {
            "release": release,
            "cases": cases,
            "outcomes": outcomes_page(run, after=_key(request, "after"), before=_key(request, "before")),
            "may_release": request.user.may(Action.RELEASE_BRAKE),
            "own": release is not None and release.requested_by_id == request.user.pk,
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
        }, status)  # fmt: skip

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The fragment that the page of a night asks for again and again while it runs."""
        self.require_reader(request)
        return self.show(request, "ratings/run_progress.html", _context(get_object_or_404(Run, pk=pk), request))

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask that a held night be let go."""
        run = get_object_or_404(Run, pk=pk)

        def service() -> str:
            brake_release_request(by=request.user, run=run, reason=request.POST.get("reason", "")[:REASON_LENGTH])
            return _("The release was asked for; a second supervisor must approve it.")

        return self.act(request, service, _address(run), lambda text, status: self.run_view(request, pk, text, status))

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve a release; the night starts again."""
        release = get_object_or_404(BrakeRelease, run=pk)

        def service() -> str:
            brake_release_approve(by=request.user, release=release)
            return _("The release is approved; the night starts again as soon as a worker is free.")

        return self.act(
            request, service, _address(release.run), lambda text, status: self.run_view(request, pk, text, status)
        )


REASON_LENGTH = BrakeRelease._meta.get_field("reason").max_length


def _address(run: Run) -> str:
    return reverse("admin:ratings_run_change", args=[run.pk])


def _key(request: HttpRequest, name: str) -> int | None:
    """A key of the address; none when it is no number that a key can be."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _context(run: Run, request: HttpRequest) -> dict[str, Any]:
    under_way = run.state in UNDER_WAY
    return {
        "title": _("Night of %(day)s") % {"day": date_table(run.as_of)},
        "run": run,
        "tone": TONES[Run.State(run.state)],
        "under_way": under_way,
        "steps": steps_of(run) if under_way else [],
    }
