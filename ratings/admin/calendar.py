"""The working calendar: any year as twelve months, where it comes from, and how the legal desk enters the list of a year."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from ratings.admin.calendar_forms import ListForm, SpanRows, span_rows
from ratings.admin.portal_pages import PortalPages
from ratings.admin.regulation_forms import DecisionForm
from ratings.casework.official_list import YEARS, Span, known_days, spans_of, totals_of
from ratings.casework.workdays import Calendar
from ratings.models import OfficialDay, OfficialYear
from ratings.selectors.calendar import list_differences, year_history, year_months
from ratings.services.calendar import (
    official_year_approve,
    official_year_propose,
    official_year_reject,
    official_year_withdraw,
)

ACTS: dict[str, tuple[Callable[..., OfficialYear], Any]] = {
    "approve": (
        official_year_approve,
        gettext_lazy("The list counts: working days of the year are counted by it from now on."),
    ),
    "reject": (official_year_reject, gettext_lazy("The proposal is rejected.")),
    "withdraw": (official_year_withdraw, gettext_lazy("The proposal is withdrawn.")),
}


@admin.register(OfficialYear)
class CalendarAdmin(PortalPages):
    """Whoever reads the portal reads the calendar; only the legal desk enters a list, and two of them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist; a list is a part of its year's page."""
        return [
            self.page("", self.this_year_view, "changelist"),
            self.page("<int:year>/", self.year_view, "year"),
            self.page("<int:year>/propose/", self.propose_view, "propose"),
            self.page("list/<int:pk>/", self.to_year, "change"),
            self.page("list/<int:pk>/<slug:act>/", self.act_view, "act"),
        ]

    def this_year_view(self, request: HttpRequest) -> HttpResponse:
        """The year of today."""
        return self.year_view(request, timezone.localdate().year)

    def to_year(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A list is a part of its year's page."""
        self.require_reader(request)
        return HttpResponseRedirect(_address(get_object_or_404(OfficialYear, pk=pk).year))

    def year_view(
        self, request: HttpRequest, year: int, refusal: str = "", status: int = 200, note: str = ""
    ) -> HttpResponse:
        """A year: its months, source, what waits, and every act on its list."""
        self.require_reader(request)
        _require_year(year)
        known = Calendar()
        named = known_days(year, known)
        months = year_months(year, known)
        today = timezone.localdate()
        lists = OfficialYear.objects.of_year(year).with_people()
        context = {
            "title": _("Working calendar"),
            "year": year,
            "years": [(other, known.knows(other)) for other in _around(year, today.year)],
            "today": today,
            "months": months,
            "working": sum(month.working for month in months),
            "spans": _shown(spans_of(named)),
            "totals": totals_of(named),
            "preliminary": not known.knows(year),
            "counting": lists.approved().first(),
            "waiting": self._waiting(request, year, known),
            "may_act": request.user.may(Action.ENTER_CALENDAR),
            "decision": DecisionForm(initial={"note": note}),
            "refusal": refusal,
            "changes": year_history(year),
        }
        return self.show(request, "ratings/calendar.html", context, status)

    def propose_view(self, request: HttpRequest, year: int) -> HttpResponse:
        """The form for the whole list of a year, filled with how the year is listed already; a POST proposes it."""
        self.require_reader(request)
        _require_year(year)
        if not request.user.may(Action.ENTER_CALENDAR):
            raise PermissionDenied(_("Only the legal desk enters the official working days of a year."))
        if request.method != "POST":
            known = Calendar()
            return self._propose_page(request, year, ListForm(), span_rows(spans=spans_of(known_days(year, known))))
        form, rows = ListForm(request.POST), span_rows(request.POST)
        if not (form.is_valid() & rows.is_valid()):
            return self._propose_page(request, year, form, rows)
        try:
            official_year_propose(by=request.user, year=year, spans=rows.spans(), **form.cleaned_data)
        except ValidationError as refusal:
            return self._propose_page(request, year, form, rows, refusal.messages)
        messages.success(request, _("Proposed: it counts once a second person of the legal desk approves it."))
        return HttpResponseRedirect(_address(year))

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Approve, reject or withdraw a proposal."""
        self.require_reader(request)
        entered = get_object_or_404(OfficialYear, pk=pk)
        if act not in ACTS:
            raise Http404
        decide, done = ACTS[act]
        note = request.POST.get("note", "")

        def service() -> str:
            day = {"as_of": timezone.localdate()} if decide is official_year_approve else {}
            decide(by=request.user, entered=entered, note=note, **day)
            return str(done)

        def refused(text: str, status: int) -> HttpResponse:
            return self.year_view(request, entered.year, text, status, note)

        return self.act(request, service, _address(entered.year), refused)

    def _waiting(self, request: HttpRequest, year: int, known: Calendar) -> dict[str, Any] | None:
        entered = OfficialYear.objects.of_year(year).waiting().with_people().with_days().first()
        if entered is None:
            return None
        days = list(entered.days.all())
        before = year - 1
        return {
            "row": entered,
            "spans": _shown(spans_of(days)),
            "totals": totals_of(days),
            "before": before if known.knows(before) else None,
            "before_totals": totals_of(known_days(before, known)),
            "differences": list_differences(entered, known) if known.knows(year) else [],
            "own": entered.proposed_by_id == request.user.pk,
        }

    def _propose_page(
        self, request: HttpRequest, year: int, form: ListForm, rows: SpanRows, refusals: list[str] | None = None
    ) -> HttpResponse:
        problems: list[tuple[str, Any, Any]] = [("", "", text) for text in refusals or []]
        problems += [
            (form[name].id_for_label, form[name].label, text) for name, errors in form.errors.items() for text in errors
        ]
        context = {
            "title": _("List of working days of %(year)s") % {"year": year},
            "year": year,
            "form": form,
            "rows": rows,
            "problems": problems + (rows.problems() if rows.is_bound else []),
        }
        return self.show(request, "ratings/calendar_propose.html", context)


def _require_year(year: int) -> None:
    if year not in YEARS:
        raise Http404(_("The working calendar has no such year."))


def _around(year: int, this_year: int) -> list[int]:
    """The years to go to from here: those beside it, and those beside this one."""
    near = {year + step for step in (-1, 0, 1)} | {this_year + step for step in (-1, 0, 1)}
    return sorted(near & set(YEARS))


def _address(year: int) -> str:
    return reverse("admin:ratings_officialyear_year", args=[year])


def _shown(spans: list[Span]) -> list[dict[str, Any]]:
    """Rows of a list with the name of their occasion."""
    return [span._asdict() | {"name": OfficialDay.Occasion(span.occasion).label, "days": span.adjusted()} for span in spans]
