"""The list of reviews that fall due, and the watch over the standards of AEO firms."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import WHOLE_COUNTRY, Action
from enterprises.districts import district_choices
from ratings.admin.portal_pages import PortalPages
from ratings.models import Review, Run, WatchFinding
from ratings.rulebooks import rulebook_for
from ratings.selectors.reviews import CERTIFIED_CYCLE, CYCLE, OVERDUE, due_page, due_reviews, months_ahead
from ratings.selectors.watch import PARTS, WAITING, watch_page
from ratings.services.watch import watch_dismiss


class DismissForm(forms.Form):
    """Why no review is needed."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class DistrictPages(PortalPages):
    """A list of firms by key: the reader's own district first, another one or all a choice away."""

    def district_context(self, request: HttpRequest) -> dict[str, Any]:
        """Whose firms the address asks for: `district`, and what the filter shows."""
        own, asked = request.user.district, request.GET.get("district", "")
        chosen = asked if asked in dict(district_choices()) else WHOLE_COUNTRY if asked == "all" else own
        return {"district": chosen, "own": own, "everywhere": chosen == WHOLE_COUNTRY, "districts": district_choices()}


def _cursors(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}


@admin.register(Review)
class ReviewAdmin(DistrictPages):
    """Whoever reads the portal reads which reviews fall due."""

    def get_urls(self) -> list[URLPattern]:
        """Only the list exists; a review itself is a case."""
        return [self.page("", self.list_view, "changelist")]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """A page: `month` (2027-03, or overdue) and `district` narrow it."""
        self.require_reader(request)
        today, asked = timezone.localdate(), request.GET.get("month", "")
        rulebook, months = rulebook_for(today), months_ahead(today)
        cycle = rulebook.figures[CYCLE]
        month = next((each for each in months if f"{each:%Y-%m}" == asked), None)
        place, problem = self.district_context(request), ""
        narrowed = {"month": month, "overdue": asked == OVERDUE}
        page, lines = None, []
        if cycle.value is not None:
            try:
                page = due_page(place["district"], today, int(cycle.value), **narrowed, **_cursors(request))
            except ValidationError as refusal:
                page, problem = due_page(place["district"], today, int(cycle.value), **narrowed), " ".join(refusal.messages)
            lines = due_reviews(page.rows, today, int(cycle.value))
        return self.show(request, "ratings/reviews.html", {
            "title": _("Reviews due"),
            "months": months,
            "month": month,
            "asked": OVERDUE if narrowed["overdue"] else f"{month:%Y-%m}" if month else "",
            "cycle": cycle,
            "certified_cycle": rulebook.figures.get(CERTIFIED_CYCLE),
            "page": page,
            "lines": lines,
            "problem": problem,
            "today": today,
            **place,
        })  # fmt: skip


@admin.register(WatchFinding)
class WatchAdmin(DistrictPages):
    """Whoever reads the portal reads what the watch found; who works cases of the firm's district answers it."""

    def get_urls(self) -> list[URLPattern]:
        """The list, and the page on which a finding is dismissed."""
        return [
            self.page("", self.list_view, "changelist"),
            self.page("<int:pk>/dismiss/", self.dismiss_view, "dismiss"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """A page of one part of the list: `part`; `district` narrows it."""
        self.require_reader(request)
        part = request.GET.get("part", WAITING)
        part = part if part in PARTS else WAITING
        place, problem = self.district_context(request), ""
        try:
            page = watch_page(place["district"], part, **_cursors(request))
        except ValidationError as refusal:
            page, problem = watch_page(place["district"], part), " ".join(refusal.messages)
        return self.show(request, "ratings/watch.html", {
            "title": _("Standards watch"),
            "part": part,
            "parts": [(name, title) for name, (title, _where) in PARTS.items()],
            "page": page,
            "lines": [(row, request.user.may(Action.WORK_CASE, row.enterprise.district)) for row in page.rows],
            "problem": problem,
            "night": Run.objects.filter(state=Run.State.DONE).order_by("-id").first(),
            **place,
        })  # fmt: skip

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form that asks for the reason; sent, it dismisses the finding."""
        self.require_reader(request)
        finding = get_object_or_404(WatchFinding.objects.select_related("enterprise", "run"), pk=pk)
        if not request.user.may(Action.WORK_CASE, finding.enterprise.district):
            raise PermissionDenied(_("Only an officer or supervisor of the firm's customs district may answer it."))
        form, status = DismissForm(request.POST or None), 200
        if request.method == "POST":
            status = 400
            if form.is_valid():
                try:
                    watch_dismiss(
                        by=request.user, finding=finding, as_of=timezone.localdate(), reason=form.cleaned_data["reason"]
                    )
                    messages.success(request, _("Dismissed: %(item)s.") % {"item": finding.item})
                    return HttpResponseRedirect(reverse("admin:ratings_watchfinding_changelist"))
                except ValidationError as refusal:
                    form.add_error(None, refusal)
        context = {"title": _("Dismiss a finding"), "finding": finding, "form": form}
        return self.show(request, "ratings/watch_dismiss.html", context, status)
