"""Filters of the lists of accounts and roles."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import RoleGrant, User
from accounts.roles import Role


class RoleFilter(admin.SimpleListFilter):
    """Accounts that hold a role now, or none."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [*Role.choices, ("none", _("without a role"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        value = self.value()
        if value is None:
            return queryset
        in_force = RoleGrant.objects.in_force()
        if value == "none":
            return queryset.exclude(pk__in=in_force.values("user"))
        return queryset.filter(pk__in=in_force.filter(role=value).values("user"))


class StatusFilter(admin.SimpleListFilter):
    """Where a role stands."""

    title = _("status")
    parameter_name = "status"
    CONDITIONS = {
        "waiting": Q(approved_at__isnull=True, ended_at__isnull=True),
        "in_force": Q(approved_at__isnull=False, ended_at__isnull=True),
        "refused": Q(approved_at__isnull=True, ended_at__isnull=False),
        "ended": Q(approved_at__isnull=False, ended_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("waits for a second administrator")),
            ("in_force", pgettext_lazy("role", "in force")),
            ("refused", _("refused")),
            ("ended", _("ended")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
        condition = self.CONDITIONS.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset
