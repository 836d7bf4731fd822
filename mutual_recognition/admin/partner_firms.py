"""The register of partners' firms, and the lists that make it: upload, preview, accept, discard."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Action
from enterprises.admin.enterprise import ReadOnlyPages
from mutual_recognition.admin.partner_forms import DecisionForm, FirmFilters, ListForm
from mutual_recognition.downloads import attachment, csv_bytes
from mutual_recognition.models import FirmStatus, PartnerFirm, PartnerList, PartnerListChange
from mutual_recognition.selectors.partner_firms import (
    changes_page,
    firm_rows,
    firms_page,
    lists_page,
    rejects_page,
    rejects_table,
)
from mutual_recognition.services.partner_lists import partner_list_accept, partner_list_discard, partner_list_upload

FIRM_TONES = {FirmStatus.ACTIVE: "good", FirmStatus.SUSPENDED: "warn", FirmStatus.REVOKED: "bad"}
State = PartnerList.State
LIST_TONES = {State.PREVIEWED: "info", State.HELD: "warn", State.ACCEPTED: "good", State.DISCARDED: "note"}
ACTS = {"accept": partner_list_accept, "discard": partner_list_discard}


def first_page(address: QueryDict) -> QueryDict:
    """The address without its cursors."""
    kept = address.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept


@admin.register(PartnerFirm)
class PartnerFirmAdmin(ReadOnlyPages):
    """Whoever reads partners reads their firms."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [self.page("", self.changelist_view, "changelist"), self.page("<int:pk>/", self.firm_view, "change")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Firms of a day."""
        self.require_view(request)
        filters = FirmFilters(request.GET, label_suffix="")
        filters.is_valid()
        chosen = filters.cleaned_data
        partner, today = chosen.get("partner"), timezone.localdate()
        asked: dict[str, Any] = {
            "as_of": chosen.get("on") or today,
            "partner": partner.pk if partner else "",
            "status": chosen.get("status", ""),
            "query": chosen.get("q", "").strip(),
        }
        problem = ""
        try:
            page = firms_page(**asked, address=request.GET)
        except ValidationError as refused:
            problem = " ".join(refused.messages)
            page = firms_page(**asked, address=first_page(request.GET))
        context = {
            "title": _("Partners' firms"),
            "filters": filters,
            "page": page,
            "rows": [(firm, FIRM_TONES[FirmStatus(firm.status)]) for firm in page.rows],
            "as_of": asked["as_of"],
            "problem": problem,
        }
        return self.show(request, "mutual_recognition/partner_firms.html", context)

    def firm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that lists said of one firm."""
        self.require_view(request)
        firm = get_object_or_404(PartnerFirm.objects.select_related("partner"), pk=pk)
        rows = [(row, FIRM_TONES[FirmStatus(row.status)]) for row in firm_rows(firm)]
        return self.show(request, "mutual_recognition/partner_firm.html", {"title": firm.name, "firm": firm, "rows": rows})


@admin.register(PartnerList)
class PartnerListAdmin(ReadOnlyPages):
    """Whoever reads partners reads their lists; the mutual-recognition desk loads them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("upload/", self.upload_view, "upload"),
            self.page("<int:pk>/", self.list_view, "change"),
            self.page("<int:pk>/rejects.csv", self.rejects_view, "rejects"),
            self.page("<int:pk>/<str:act>/", self.act_view, "act"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lists, the newest first."""
        self.require_view(request)
        page = _page_or_first(lists_page, request)
        context = {
            "title": _("Partners' lists"),
            "page": page,
            "rows": [(listed, LIST_TONES[State(listed.state)], _counts(listed)) for listed in page.rows],
            "may_load": request.user.may(Action.LOAD_PARTNER_LIST),
        }
        return self.show(request, "mutual_recognition/partner_lists.html", context)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """The form; a list that can be read becomes a preview."""
        self.require_view(request)
        if not request.user.may(Action.LOAD_PARTNER_LIST):
            raise PermissionDenied
        form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
        if request.method == "POST" and form.is_valid():
            given, now = form.cleaned_data, timezone.now()
            try:
                listed = partner_list_upload(
                    by=request.user,
                    partner=given["partner"],
                    as_of=given["as_of"],
                    today=timezone.localdate(now),
                    file_name=given["file"].name,
                    content=given["file"].read(),
                    reason=given["reason"],
                    now=now,
                )
            except ValidationError as refused:
                form.add_error("file", refused)
            else:
                return redirect(listed)
        response = self.show(
            request, "mutual_recognition/partner_list_upload.html", {"title": _("Upload a partner's list"), "form": form}
        )
        response.status_code = 400 if form.errors else 200
        return response

    def list_view(self, request: HttpRequest, pk: int, form: DecisionForm | None = None, status: int = 200) -> HttpResponse:
        """One list: its differences, its rejected rows, and what a person can do about it."""
        self.require_view(request)
        listed = get_object_or_404(PartnerList.objects.select_related("partner", "uploaded_by", "decided_by"), pk=pk)
        kind = request.GET.get("kind", "")
        kind = kind if kind in PartnerListChange.Kind.values else ""
        shows_rejects = "rejects" in request.GET
        pages = (lambda address: rejects_page(listed, address)) if shows_rejects else (
            lambda address: changes_page(listed, kind, address)
        )  # fmt: skip
        may_load = request.user.may(Action.LOAD_PARTNER_LIST)
        own = listed.uploaded_by_id == request.user.pk
        context = {
            "title": f"{listed.partner.name} {listed.as_of}",
            "listed": listed,
            "tone": LIST_TONES[State(listed.state)],
            "counts": _counts(listed),
            "kind": kind,
            "shows_rejects": shows_rejects,
            "page": _page_or_first(pages, request),
            "form": form or DecisionForm(),
            "may_discard": may_load and listed.is_open,
            "may_accept": may_load and listed.is_open and not (listed.state == State.HELD and own),
        }
        response = self.show(request, "mutual_recognition/partner_list.html", context)
        response.status_code = status
        return response

    def rejects_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All rejected rows as CSV: the file's own columns, then line, column and both reasons, as of other feeds."""
        self.require_view(request)
        listed = get_object_or_404(PartnerList, pk=pk)
        if not listed.rejected:
            raise Http404
        name = f"rejects-{listed.partner_id}-{listed.as_of}-{listed.pk}.csv"
        return attachment(csv_bytes(rejects_table(listed)), name, "text/csv; charset=utf-8")

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Accept a list or leave it out; a refusal is shown on the list's page."""
        self.require_view(request)
        if act not in ACTS:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        listed = get_object_or_404(PartnerList, pk=pk)
        if not request.user.may(Action.LOAD_PARTNER_LIST):
            raise PermissionDenied
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.list_view(request, pk, form, 400)
        try:
            ACTS[act](by=request.user, listed=listed, reason=form.cleaned_data["reason"], now=timezone.now())
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.list_view(request, pk, form, 400)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
            return self.list_view(request, pk, form, 403)
        said = (
            _("The list is in the register.") if act == "accept" else _("The list was left out; the register is unchanged.")
        )
        messages.success(request, said)
        return redirect(listed)


def _page_or_first(pages: Any, request: HttpRequest) -> Any:
    """The page that the address asks for; the first for a cursor that was not given out."""
    try:
        return pages(request.GET)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return pages(first_page(request.GET))


def _counts(listed: PartnerList) -> list[tuple[str, Any, int]]:
    return [(kind.value, kind.label, listed.counts.get(kind.value, 0)) for kind in PartnerListChange.Kind]
