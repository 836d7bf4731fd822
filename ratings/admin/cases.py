"""Cases: what waits in a district, and each with its frozen evidence beside the facts of today."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import WHOLE_COUNTRY
from enterprises.districts import district_name
from enterprises.templatetags.portal import code, date_table, level_badge, level_tag
from ratings.admin.case_acts import CaseActPages
from ratings.admin.case_acts import case_address as _address
from ratings.admin.case_kinds.registry import KINDS
from ratings.admin.score_sheets import ScoreSheetPages
from ratings.models import Case, Decision
from ratings.selectors.cases import of_district, search_cases
from ratings.selectors.freezes import frozen_of
from ratings.selectors.offers import offers_for, step_lines
from ratings.selectors.timeline import act_entries

TONES = {Case.State.OPEN: "warn", Case.State.DISMISSED: "note", Case.State.DECIDED: "good"}


class DistrictFilter(admin.SimpleListFilter):
    """The reader's own district first; every other one is a choice away. A search looks everywhere."""

    title = gettext_lazy("customs district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        self.own, self.searching = request.user.district, bool(request.GET.get(SEARCH_VAR))
        if self.own == WHOLE_COUNTRY:
            return []
        return [("all", gettext_lazy("All districts"))]

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def choices(self, changelist: Any) -> Any:
        chosen = self._everywhere()
        own = changelist.get_query_string({self.parameter_name: "own"})
        yield {"selected": not chosen, "query_string": own, "display": district_name(self.own)}
        every = changelist.get_query_string({self.parameter_name: "all"})
        yield {"selected": chosen, "query_string": every, "display": _("All districts")}

    def _everywhere(self) -> bool:
        return self.value() == "all" or (self.searching and self.value() is None)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return queryset if self._everywhere() else queryset.filter(of_district(request.user.district))


class StateFilter(admin.SimpleListFilter):
    """Open cases first: they are what is to be worked. A search looks in all."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        self.unset = "all" if request.GET.get(SEARCH_VAR) else Case.State.OPEN
        return [*Case.State.choices, ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Any:
        for value, label in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": (self.value() or self.unset) == value, "query_string": address, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        value = self.value() or self.unset
        return queryset.filter(state=value) if value in Case.State.values else queryset


@admin.register(Case)
class CaseAdmin(CaseActPages, ScoreSheetPages):
    """Whoever reads the portal reads the cases; a supervisor of the district confirms a restoration that waits."""

    list_display = ("case_number", "firm", "state_tag", "kind", "levels", "customs", "opened")
    list_filter = (StateFilter, DistrictFilter, "kind")
    list_select_related = ("enterprise",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("pk",)
    search_help_text = gettext_lazy("Number, customs code, USCC or name")

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("<int:pk>/", self.case_view, "change"),
            self.page("<int:pk>/sheet/", self.sheet_view, "sheet"),
            self.page("<int:pk>/sheet/<slug:item>/", self.line_view, "line"),
            self.page("<int:pk>/sheet/<slug:item>/papers/", self.line_papers_view, "line_papers"),
            self.page("<int:pk>/act/<slug:act>/", self.act_view, "act"),
            self.page("<int:pk>/letters/<int:letter>/", self.letter_view, "letter"),
            self.page("<int:pk>/papers/<int:paper>/", self.paper_view, "paper"),
            self.page("open/<int:firm>/<slug:kind>/", self.open_view, "open"),
            path("desk/", self.admin_site.admin_view(self.desk_view), name="ratings_desk"),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """By number or firm."""
        return (search_cases(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description=gettext_lazy("case"))
    def case_number(self, case: Case) -> Any:
        """The number, as the link to the case."""
        return format_html('<a href="{}"><code>{}</code></a>', _address(case), case.number)

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, case: Case) -> Any:
        """The firm's name and customs code."""
        return format_html('{} <span class="quiet">{}</span>', case.enterprise.name, code(case.enterprise.customs_code))

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, case: Case) -> Any:
        """The state."""
        return level_tag(TONES[Case.State(case.state)], case.get_state_display())

    @admin.display(description=gettext_lazy("from level to level"))
    def levels(self, case: Case) -> Any:
        """The level in force, and the one that is at stake where another is."""
        if case.level_in_force == case.indicated_level:
            return level_badge(case.level_in_force)
        return format_html("{} → {}", level_badge(case.level_in_force), level_badge(case.indicated_level))

    @admin.display(description=gettext_lazy("customs district"))
    def customs(self, case: Case) -> str:
        """The customs that work it."""
        return district_name(case.district)

    @admin.display(description=gettext_lazy("opened on"))
    def opened(self, case: Case) -> str:
        """When it was opened."""
        return date_table(case.opened_on)

    def case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One case."""
        self.require_reader(request)
        case = get_object_or_404(Case.objects.select_related("enterprise", "opened_by_run", "opened_by", "owner"), pk=pk)
        today = timezone.localdate()
        acts = list(case.acts.select_related("by").prefetch_related("files"))
        return self.show(request, "ratings/case.html", {
            "title": case.number,
            "case": case,
            "tone": TONES[Case.State(case.state)],
            "frozen": frozen_of(case),
            "decisions": Decision.objects.filter(case=case).select_related("decided_by", "run", "rating"),
            "waits": case.kind == Case.Kind.RESTORATION and case.state == Case.State.OPEN,
            "today": today,
            "section": KINDS[case.kind].section(case, today) if case.kind in KINDS else None,
            "steps": step_lines(case, acts),
            "offers": offers_for(request.user, case, today),
            "letters": case.letters.select_related("drafted_by", "signed_by"),
            "defences": case.defences.select_related("letter", "recorded_by", "verified_by"),
            "timeline": act_entries(case, acts),
            "papers": [file for act in acts for file in act.files.all()],
        })  # fmt: skip
