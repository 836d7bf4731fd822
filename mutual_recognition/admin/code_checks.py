"""Checking codes: one on a form, many from a file, what was found, and the same to take away."""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Action
from enterprises.admin.enterprise import ReadOnlyPages
from mutual_recognition.admin.partner_firms import _page_or_first
from mutual_recognition.admin.partner_forms import CodeForm, CodesFileForm
from mutual_recognition.checking import SENTENCES, Reason
from mutual_recognition.downloads import attachment, csv_bytes
from mutual_recognition.models import CodeCheck, CodeCheckLine, Finding
from mutual_recognition.selectors.partner_firms import check_lines_page, checks_page
from mutual_recognition.services.code_checks import code_check, code_check_file

TONES = {Finding.RECOGNISED: "good", Finding.DOUBTFUL: "warn", Finding.NOT_RECOGNISED: "bad"}


@admin.register(CodeCheck)
class CodeCheckAdmin(ReadOnlyPages):
    """Officers and the mutual-recognition desk check; whoever reads partners reads what was found."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("<int:pk>/", self.check_view, "change"),
            self.page("<int:pk>/findings.<str:kind>", self.download_view, "download"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The two forms and the checks made before."""
        self.require_view(request)
        may_check, today = request.user.may(Action.CHECK_CODE), timezone.localdate()
        one, many = CodeForm(today=today), CodesFileForm(today=today, auto_id="file_%s")
        if request.method == "POST":
            if not may_check:
                raise PermissionDenied
            if request.FILES or "from_file" in request.POST:
                many = CodesFileForm(request.POST, request.FILES, today=today, auto_id="file_%s")
                check = _checked_file(request, many)
            else:
                one = CodeForm(request.POST, today=today)
                check = _checked(request, one)
            if check:
                return redirect(check)
        page = _page_or_first(checks_page, request)
        context = {
            "title": _("Check codes of partners' firms"),
            "may_check": may_check,
            "one": one,
            "many": many,
            "page": page,
            "rows": [(check, _counts(check)) for check in page.rows],
        }
        response = self.show(request, "mutual_recognition/code_checks.html", context)
        response.status_code = 400 if one.errors or many.errors else 200
        return response

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was found."""
        self.require_view(request)
        check = get_object_or_404(CodeCheck.objects.select_related("made_by"), pk=pk)
        finding = request.GET.get("finding", "")
        finding = finding if finding in Finding.values else ""
        page = _page_or_first(lambda address: check_lines_page(check, finding, address), request)
        context = {
            "title": _("Findings"),
            "check": check,
            "counts": _counts(check),
            "finding": finding,
            "page": page,
            "rows": [(line, TONES[Finding(line.finding)], _sentences(line)) for line in page.rows],
        }
        return self.show(request, "mutual_recognition/code_check.html", context)

    def download_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """All findings as CSV or XLSX."""
        self.require_view(request)
        check = get_object_or_404(CodeCheck, pk=pk)
        if kind not in ("csv", "xlsx"):
            raise Http404
        content = csv_bytes(_table(check)) if kind == "csv" else _as_workbook(check)
        types = {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        return attachment(content, f"codes-{check.pk}-{check.as_of}.{kind}", types[kind])


def _checked(request: HttpRequest, form: CodeForm) -> CodeCheck | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return code_check(by=request.user, code=given["code"], name=given["name"], as_of=given["on"], now=timezone.now())


def _checked_file(request: HttpRequest, form: CodesFileForm) -> CodeCheck | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    name, content = given["file"].name, given["file"].read()
    try:
        return code_check_file(by=request.user, file_name=name, content=content, as_of=given["on"], now=timezone.now())
    except ValidationError as refused:
        form.add_error("file", refused)
        return None


def _counts(check: CodeCheck) -> list[tuple[str, Any, str, int]]:
    return [(each.value, each.label, TONES[each], check.counts.get(each.value, 0)) for each in Finding]


def _sentences(line: CodeCheckLine) -> list[str]:
    return [str(SENTENCES[Reason(reason)]) for reason in line.reasons]


def _table(check: CodeCheck) -> Iterator[list[str]]:
    yield [_("Line"), _("Code"), _("Name"), _("Finding"), _("Why"), _("Name on the partner's list")]
    for line in check.lines.order_by("line").iterator(chunk_size=2_000):
        why = " ".join(_sentences(line))
        yield [str(line.line), line.code, line.name, str(line.get_finding_display()), why, line.known_name]


def _as_workbook(check: CodeCheck) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(_table(check)):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
    return out.getvalue()
