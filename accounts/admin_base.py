"""What every page of the portal's admin shares: read-only unless a page says otherwise, and never a slow count."""

import sys
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Page, Paginator
from django.db import models
from django.forms import DateInput, TimeInput
from django.http import HttpRequest, HttpResponse

from accounts.history import history_entries
from accounts.roles import Action


class UncountedPage(Page):
    """A page that knows only whether another follows."""

    paginator: "UncountedPaginator"

    def has_next(self) -> bool:
        return self.paginator.more


class UncountedPaginator(Paginator):
    """Reads one row more than a page instead of counting the table.

    `more` says whether rows follow the page read last, `known` how many rows are known to exist. Until a page is read
    `count` is larger than any page, so that nothing takes the whole table for one page.
    """

    more = False
    known: int | None = None
    _number = 1

    @property
    def count(self) -> int:  # type: ignore[override]
        return sys.maxsize if self.known is None else self.known

    @property
    def num_pages(self) -> int:  # type: ignore[override]
        return self._number + int(self.more)

    @property
    def first(self) -> int:
        """The position of the first row of the page read last, from 1."""
        return (self._number - 1) * self.per_page + 1

    def validate_number(self, number: Any) -> int:
        """The number of a page, 1 when it is none; there is no last page to be beyond."""
        try:
            return max(1, int(number))
        except (TypeError, ValueError):
            return 1

    def page(self, number: Any) -> UncountedPage:
        """The page of that number; rows past its end are never read, but for one."""
        self._number = self.validate_number(number)
        start = self.first - 1
        rows = list(self.object_list[start : start + self.per_page + 1])
        self.more = len(rows) > self.per_page
        self.known = start + min(len(rows), self.per_page)
        return UncountedPage(rows[: self.per_page], self._number, self)


class NativeDate(DateInput):
    """The browser's own date picker: it needs no script and speaks the person's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class NativeTime(TimeInput):
    """The browser's own time picker."""

    input_type = "time"


class PortalModelAdmin(admin.ModelAdmin):
    """A page that shows rows to who may read them; adding, changing and deleting are off.

    Set `view_action` for pages that fewer may read. Acts of officers are views that call a service, not admin actions.
    """

    view_action: Action = Action.VIEW
    actions = None
    show_full_result_count = False
    paginator = UncountedPaginator
    list_per_page = 50
    list_max_show_all = 0
    formfield_overrides = {models.DateField: {"widget": NativeDate}, models.TimeField: {"widget": NativeTime}}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every change with who, when, why and from-to, also those made in bulk."""
        thing = self.get_object(request, unquote(object_id))
        entries = history_entries(thing) if hasattr(thing, "history") else []
        return super().history_view(request, object_id, {"timeline_entries": entries} | (extra_context or {}))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_authenticated and request.user.may(self.view_action)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
