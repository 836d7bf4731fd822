"""Deliveries in the portal: the list, one delivery with what it did and rejected, upload, confirm, discard, download."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import WHOLE_COUNTRY, Action
from enterprises.admin.delivery_form import UploadForm
from enterprises.admin.enterprise import ReadOnlyPages
from enterprises.feeds.declaration import FEEDS
from enterprises.feeds.rejects import SHOWN_ROWS
from enterprises.models import Delivery
from enterprises.selectors.deliveries import refusal, rejects_file
from enterprises.selectors.delivery_pages import (
    UNDER_WAY,
    FileLine,
    deliveries_page,
    delivery_steps,
    file_lines,
    reject_columns,
    reject_rows,
    rejects_page,
    totals_of,
)
from enterprises.services.deliveries import delivery_confirm, delivery_discard, delivery_upload

State = Delivery.State
TONES = {
    State.UPLOADED: "info",
    State.PREVIEWED: "warn",
    State.CONFIRMED: "info",
    State.LOADING: "info",
    State.LOADED: "good",
    State.REFUSED: "bad",
    State.DISCARDED: "note",
}
NOT_LOADED_YET = frozenset({State.PREVIEWED, State.CONFIRMED, State.DISCARDED})
DISCARDABLE = frozenset({State.UPLOADED, State.PREVIEWED, State.REFUSED})


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyPages):
    """Whoever reads firms reads deliveries; officers and supervisors upload and confirm them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("upload/", self.upload_view, "upload"),
            self.page("<int:pk>/", self.delivery_view, "change"),
            self.page("<int:pk>/progress/", self.progress_view, "progress"),
            self.page("<int:pk>/confirm/", self.confirm_view, "confirm"),
            self.page("<int:pk>/discard/", self.discard_view, "discard"),
            self.page("<int:pk>/rejects/<str:file>", self.rejects_view, "rejects"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The deliveries, the newest first."""
        self.require_view(request)
        state = request.GET.get("state", "")
        state = state if state in State.values else ""
        page = deliveries_page(state=state, after=_key(request, "after"), before=_key(request, "before"))
        context = {
            "title": _("Data deliveries"),
            "page": page,
            "rows": [(delivery, TONES[State(delivery.state)], totals_of(delivery)) for delivery in page.rows],
            "state": state,
            "states": State.choices,
            "may_load": request.user.may(Action.LOAD_DELIVERY),
        }
        return self.show(request, "enterprises/deliveries.html", context)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """The form; files that can be taken become a delivery whose preview a worker makes."""
        self.require_view(request)
        if not request.user.may(Action.LOAD_DELIVERY):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            try:
                delivery = delivery_upload(
                    by=request.user, files=form.cleaned_data["files"], reason=form.cleaned_data["reason"]
                )
            except ValidationError as refused:
                form.add_error("files", refused)
            else:
                return redirect(_address(delivery))
        context = {
            "title": _("Upload a delivery"),
            "form": form,
            "feeds": [(feed, feed.model._meta.verbose_name_plural) for feed in FEEDS],
            "district": "" if request.user.district == WHOLE_COUNTRY else request.user.district,
        }
        response = self.show(request, "enterprises/delivery_upload.html", context)
        response.status_code = 400 if form.errors else 200
        return response

    def delivery_view(self, request: HttpRequest, pk: int, problem: str = "", status: int = 200) -> HttpResponse:
        """One delivery: what became of its files, the rows it rejected, and what a person can do about it."""
        self.require_view(request)
        delivery = get_object_or_404(Delivery.objects.select_related("brought_by"), pk=pk)
        lines = file_lines(delivery)
        context = _work(delivery) | {
            "title": delivery.reference,
            "problem": problem,
            "refusal": refusal(delivery),
            "lines": lines,
            "totals": totals_of(delivery),
            "is_preview": delivery.state in NOT_LOADED_YET,
            "may_load": _may_load(request, delivery),
            "loaders_district": delivery.brought_by.district if delivery.brought_by else "",
            "discardable": delivery.channel == Delivery.Channel.UPLOAD and delivery.state in DISCARDABLE,
            "rejects": _rejects(request, delivery, [line for line in lines if line.rejected]),
        }
        response = self.show(request, "enterprises/delivery.html", context)
        response.status_code = status
        return response

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The fragment that the page of a delivery asks for again and again while a worker is at it."""
        self.require_view(request)
        return self.show(request, "enterprises/delivery_progress.html", _work(get_object_or_404(Delivery, pk=pk)))

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Load an upload whose preview was looked at."""

        def service(delivery: Delivery) -> str:
            delivery_confirm(by=request.user, delivery=delivery)
            return _("The loading is confirmed; it begins as soon as a worker is free.")

        return self._act(request, pk, service)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Throw an upload away that is not loaded."""

        def service(delivery: Delivery) -> str:
            delivery_discard(by=request.user, delivery=delivery)
            return _("The upload was discarded; nothing of it was loaded.")

        return self._act(request, pk, service)

    def rejects_view(self, request: HttpRequest, pk: int, file: str) -> HttpResponse | FileResponse:
        """All rejected rows of one file, byte for byte as they came: always a file to keep, never a page to show."""
        self.require_view(request)
        path = rejects_file(get_object_or_404(Delivery, pk=pk), file)
        if path is None:
            raise Http404
        response = FileResponse(
            path.open("rb"), as_attachment=True, filename=f"rejected-{pk}-{file}", content_type="text/csv; charset=utf-8"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _act(self, request: HttpRequest, pk: int, service: Callable[[Delivery], str]) -> HttpResponse:
        """Do an act by its service, which returns what to say; a refusal is shown on the delivery's page."""
        self.require_view(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        delivery = get_object_or_404(Delivery.objects.select_related("brought_by"), pk=pk)
        try:
            done = service(delivery)
        except ValidationError as refused:
            return self.delivery_view(request, pk, " ".join(refused.messages), 400)
        except PermissionDenied as refused:
            return self.delivery_view(request, pk, str(refused), 403)
        messages.success(request, done)
        return redirect(_address(delivery))


def _address(delivery: Delivery) -> str:
    return reverse("admin:enterprises_delivery_change", args=[delivery.pk])


def _key(request: HttpRequest, name: str) -> int | None:
    """A key of the address; none when it is no number that a key can be."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _may_load(request: HttpRequest, delivery: Delivery) -> bool:
    district = delivery.brought_by.district if delivery.brought_by else WHOLE_COUNTRY
    return request.user.may(Action.LOAD_DELIVERY, district)


def _work(delivery: Delivery) -> dict[str, Any]:
    """What the page and its fragment say of the work on a delivery."""
    under_way = delivery.state in UNDER_WAY
    lease = delivery.lease_until
    return {
        "delivery": delivery,
        "tone": TONES[State(delivery.state)],
        "under_way": under_way,
        "steps": delivery_steps(delivery) if under_way else [],
        "lost": under_way and lease is not None and lease < timezone.now(),
    }


def _rejects(request: HttpRequest, delivery: Delivery, lines: list[FileLine]) -> dict[str, Any] | None:
    """A page of the rejected rows of the file that the address names; of the first that has some."""
    if not lines:
        return None
    asked = request.GET.get("file")
    line = next((line for line in lines if line.file == asked), lines[0])
    page = rejects_page(delivery, line.file, after=_key(request, "after"), before=_key(request, "before"))
    columns = reject_columns(line.file, page.rows)
    return {
        "line": line,
        "lines": lines,
        "page": page,
        "columns": columns,
        "rows": reject_rows(columns, page.rows),
        "more_than_kept": sum(each.rejected for each in lines) > SHOWN_ROWS,
        "kept": SHOWN_ROWS,
    }
