"""The page of the use of mutual recognition: table and charts by month and partner, and the same figures as a workbook."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutual_recognition.admin.partner_forms import ANY, PartnerChoice
from mutual_recognition.downloads import attachment
from mutual_recognition.models import Partner, PartnerUse
from mutual_recognition.selectors.use import (
    MOST_MONTHS,
    Figures,
    by_month,
    by_partner,
    deliveries_of_use,
    is_made_up,
    last_month_of_use,
    months_before,
    months_between,
    use_of,
)
from mutual_recognition.use_chart import Chart, Series, bar_chart
from ratings.admin.portal_pages import PortalPages

MONTHS_SHOWN = 12
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthInput(forms.TextInput):
    """The browser's own month picker; elsewhere a text as in 2026-02."""

    input_type = "month"


class UseFilters(forms.Form):
    """Which partner, direction and months; what is not understood narrows nothing and is told beside its field."""

    partner = PartnerChoice(
        label=gettext_lazy("partner"), queryset=Partner.objects.all(), required=False, empty_label=gettext_lazy("all")
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("direction"),
        required=False,
        choices=ANY + PartnerUse.Direction.choices,
    )
    first = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("from month"), required=False, widget=MonthInput, strip=True
    )
    last = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("to month"), required=False, widget=MonthInput, strip=True
    )

    def clean(self) -> dict[str, Any]:
        """Months in their order, and not too many at once."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last month is before the first."))
        elif first and last and first < months_before(last, MOST_MONTHS - 1):
            self.add_error("first", _("At most %(months)s months at once.") % {"months": MOST_MONTHS})
        return given

    def months(self, today: date) -> list[str]:
        """The months asked for; without them the last twelve that were delivered."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if not last:
            last = min(months_before(first, 1 - MONTHS_SHOWN), today.isoformat()[:7]) if first else last_month_of_use(today)
        return months_between(min(first or months_before(last, MONTHS_SHOWN - 1), last), last)


@admin.register(PartnerUse)
class PartnerUseAdmin(PortalPages):
    """Whoever reads the portal reads the figures; they come with deliveries and are changed by nobody."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("workbook/", self.workbook_view, "workbook"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Figures by month and by partner; of one partner by month."""
        self.require_reader(request)
        today = timezone.localdate()
        filters, partner, months, use = _asked(request, today)
        monthly = by_month(use, months)
        if partner:
            monthly = [(month, use.get((partner.pk, month), Figures())) for month in months]
        delivered = any(figures.delivered for _month, figures in monthly)
        context = {
            "title": _("Use of mutual recognition"),
            "filters": filters,
            "partner": partner,
            "months": months,
            "monthly": monthly,
            "partners": [] if partner else by_partner(use, months),
            "total": _total(use),
            "charts": _charts(months, [figures for _month, figures in monthly]) if delivered else [],
            "deliveries": deliveries_of_use(months),
            "synthetic": is_made_up(months),
            "direction": filters.cleaned_data.get("direction", ""),
            "query": request.GET.urlencode(),
        }
        return self.show(request, "mutual_recognition/use.html", context)

    def workbook_view(self, request: HttpRequest) -> HttpResponse:
        """Every partner and month of what the page shows, as XLSX."""
        self.require_reader(request)
        today = timezone.localdate()
        _filters, partner, months, use = _asked(request, today)
        name = f"mutual-recognition-{partner.pk if partner else 'all'}-{months[0]}-{months[-1]}.xlsx"
        return attachment(_workbook(use, months, today), name, WORKBOOK)


def _asked(
    request: HttpRequest, today: date
) -> tuple[UseFilters, Partner | None, list[str], dict[tuple[str, str], Figures]]:
    filters = UseFilters(request.GET, label_suffix="")
    filters.is_valid()
    partner, direction = filters.cleaned_data.get("partner"), filters.cleaned_data.get("direction", "")
    months = filters.months(today)
    if not filters.errors:
        filters.data = request.GET.dict() | {"first": months[0], "last": months[-1]}  # so that the form says what is shown
    use = use_of(months, partner=partner.pk if partner else "", direction=direction, today=today)
    return filters, partner, months, use


def _total(use: dict[tuple[str, str], Figures]) -> Figures:
    total = Figures()
    for figures in use.values():
        total.add(figures)
    return total


def _charts(months: Sequence[str], figures: Sequence[Figures]) -> list[Chart]:
    having, lacking = _("with benefit"), _("without benefit")
    below = _("The figures are in the table below.")
    return [
        bar_chart(
            "consignments", _("Consignments"), below, months,
            [
                Series(having, "with", [each.consignments_with for each in figures]),
                Series(lacking, "without", [each.consignments_without for each in figures]),
            ],
            stacked=True,
        ),
        bar_chart(
            "inspected", _("Inspected, per cent"), below, months,
            [
                Series(having, "with", [each.rate_with for each in figures]),
                Series(lacking, "without", [each.rate_without for each in figures]),
            ],
        ),
        bar_chart(
            "hours", _("Hours to release, on average"), below, months,
            [
                Series(having, "with", [each.release_with for each in figures]),
                Series(lacking, "without", [each.release_without for each in figures]),
            ],
        ),
    ]  # fmt: skip


def _headings() -> list[str]:
    return [
        _("Month"), _("Code"), _("Country or region"), _("Their firms recognised here"), _("Our firms on the list sent"),
        _("Codes checked"), _("Consignments with benefit"), _("Consignments without benefit"), _("With benefit, per cent"),
        _("Inspected with benefit"), _("Inspected without benefit"), _("Inspected with benefit, per cent"),
        _("Inspected without benefit, per cent"), _("Hours to release with benefit"), _("Hours to release without benefit"),
    ]  # fmt: skip


def _cells(figures: Figures) -> list[Any]:
    came: list[Any] = [None] * 5
    if figures.delivered:
        came = [
            figures.consignments_with,
            figures.consignments_without,
            figures.share,
            figures.inspected_with if figures.inspected_of_with else None,
            figures.inspected_without if figures.inspected_of_without else None,
        ]
    rates = [figures.rate_with, figures.rate_without, figures.release_with, figures.release_without]
    return [figures.theirs, figures.ours, figures.codes, *came, *rates]


def _workbook(use: dict[tuple[str, str], Figures], months: Sequence[str], today: date) -> bytes:
    out = io.BytesIO()
    names = {partner.pk: partner.name for partner in Partner.objects.filter(pk__in={code for code, _month in use})}
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, sheet = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_worksheet(_("Figures"))
        for place, heading in enumerate(_headings()):
            sheet.write_string(0, place, heading, bold)
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, len(_headings()) - 1, 14)
        for line, (code, month) in enumerate(sorted(use, key=lambda key: (key[1], key[0])), start=1):
            for place, text in enumerate((month, code, names[code])):
                sheet.write_string(line, place, text)
            for place, value in enumerate(_cells(use[code, month]), start=3):
                if value is not None:
                    sheet.write_number(line, place, float(value))
        about = book.add_worksheet(_("About"))
        about.set_column(0, 1, 40)
        for line, cells in enumerate(_about(months, today)):
            for place, text in enumerate(cells):
                about.write_string(line, place, text)
    return out.getvalue()


def _about(months: Sequence[str], today: date) -> list[tuple[str, str]]:
    said = [(_("Months"), f"{months[0]} – {months[-1]}"), (_("Made on"), today.isoformat())]
    said += [(_("Delivery"), delivery.reference) for delivery in deliveries_of_use(months)]
    if is_made_up(months):
        said.append((_("Note"), _("Synthetic data")))
    return said
