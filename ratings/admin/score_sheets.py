"""The score sheet of an application or a review as a page: each item is saved by itself, by the page's script or by its button."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from ratings.admin.case_forms import TEXT_LIMIT, PapersField
from ratings.admin.portal_pages import PortalPages
from ratings.casework.examination import EXAMINED, KINDS
from ratings.certification.grades import Grade, grades_of
from ratings.models import Case
from ratings.selectors.applications import SheetItem, examination_of, sheet_of
from ratings.services.score_sheet import line_grade, line_papers_add


class LineForm(forms.Form):
    """An item's grade; what it may be is the service's to check."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    grade = forms.ChoiceField(choices=[("", "–"), *Grade.choices], required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=TEXT_LIMIT, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=TEXT_LIMIT, required=False)


class PapersForm(forms.Form):
    """Evidence for an item."""

    papers = PapersField(label=gettext_lazy("Evidence"))


class ScoreSheetPages(PortalPages):
    """Mixed into the pages of cases."""

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole sheet, by headings."""
        self.require_reader(request)
        case = _examined_case(pk)
        sheet = sheet_of(examination_of(case), timezone.localdate())
        return self.show(request, "ratings/sheet.html", {
            "title": gettext_lazy("Score sheet"),
            "case": case,
            "examination": examination_of(case),
            "sheet": sheet,
            "rows": {item.standard.code: _row(request, case, item) for heading in sheet.headings for item in heading.items},
        })  # fmt: skip

    def line_view(self, request: HttpRequest, pk: int, item: str) -> HttpResponse:
        """Save one item. A script gets its row back, else the sheet is shown again at the item."""
        self.require_reader(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.may(Action.EXAMINE):
            raise PermissionDenied
        case = _examined_case(pk)
        form = LineForm(request.POST)
        refusals: list[str] = [] if form.is_valid() else [str(each) for errors in form.errors.values() for each in errors]
        status = 200
        if not refusals:
            try:
                line_grade(by=request.user, case=case, item=item, **form.cleaned_data)
            except ValidationError as refusal:
                refusals, status = refusal.messages, 400
            except PermissionDenied as refusal:
                refusals, status = [str(refusal)], 403
        return self._answer(request, case, item, refusals, status if refusals else 200)

    def line_papers_view(self, request: HttpRequest, pk: int, item: str) -> HttpResponse:
        """Attach evidence to an item."""
        self.require_reader(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.may(Action.EXAMINE):
            raise PermissionDenied
        case, form = _examined_case(pk), PapersForm(request.POST, request.FILES)
        refusals, status = [str(each) for errors in form.errors.values() for each in errors], 400
        if form.is_valid():
            try:
                line_papers_add(by=request.user, case=case, item=item, as_of=timezone.localdate(), **form.cleaned_data)
            except ValidationError as refusal:
                refusals = refusal.messages
            except PermissionDenied as refusal:
                refusals, status = [str(refusal)], 403
        return self._answer(request, case, item, refusals, status if refusals else 200)

    def _answer(self, request: HttpRequest, case: Case, item: str, refusals: list[str], status: int) -> HttpResponse:
        by_script = request.headers.get("X-Requested-With") == "fetch"
        if not by_script and not refusals:
            return HttpResponseRedirect(f"{reverse('admin:ratings_case_sheet', args=[case.pk])}#item-{item}")
        sheet = sheet_of(examination_of(case), timezone.localdate())
        found = next((each for heading in sheet.headings for each in heading.items if each.standard.code == item), None)
        if found is None:
            raise Http404
        row = _row(request, case, found) | {"refusals": refusals}
        if refusals:
            row["typed"] = {name: request.POST.get(name, "") for name in ("grade", "reason", "note")}
        context = {"row": row, "sheet": sheet, "case": case, "by_script": by_script}
        if by_script:
            return render(request, "ratings/_sheet_item.html", context, status=status)
        title = {
            "title": gettext_lazy("Score sheet"),
            "rows": {item: row},
            "only": True,
            "examination": examination_of(case),
        }
        return self.show(request, "ratings/sheet_item.html", context | title, status)


def _examined_case(pk: int) -> Case:
    return get_object_or_404(Case.objects.select_related("enterprise", "application", "review"), pk=pk, kind__in=KINDS)


def _row(request: HttpRequest, case: Case, item: SheetItem) -> dict[str, Any]:
    """What the template of an item is given."""
    mine = request.__dict__.setdefault("examines", {})
    if case.pk not in mine:
        mine[case.pk] = (
            request.user.may(Action.EXAMINE, case.district)
            and case.examiners.filter(person=request.user.pk, ended_on__isnull=True).exists()
        )
    line = item.line
    return {
        "item": item,
        "line": line,
        "standard": item.standard,
        "grades": grades_of(item.standard),
        "typed": {"grade": line.grade, "reason": line.reason, "note": line.note},
        "may_grade": mine[case.pk] and case.step in EXAMINED,
    }
