"""The pages about people: accounts, roles, sign-ins. Administrators act, auditors read."""

from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import GRANT_ACTS, USER_ACTS, Act, acts_for
from accounts.admin_base import PortalModelAdmin
from accounts.filters import RoleFilter, StatusFilter
from accounts.forms import CreateForm
from accounts.history import value_in_words
from accounts.models import RoleGrant, User
from accounts.roles import Action
from accounts.selectors import account_history, locked_sign_ins
from accounts.services.people import account_create

SIGN_INS_SHOWN = 10

admin.site.unregister(Group)  # roles are granted one by one, with reason and approval; groups would be a side door


class PeopleAdmin(PortalModelAdmin):
    """Only the addresses named here exist: the stock pages to add, change and delete are left out, not just forbidden."""

    view_action = Action.VIEW_ACCOUNTS
    list_display_links = None
    acts: tuple[Act, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        return [self._page("", self.changelist_view, "changelist")] + [
            self._page(f"<int:pk>/{act.name}/", partial(self.act_view, act=act), act.name) for act in self.acts
        ]

    def _page(self, route: str, view: Any, name: str) -> URLPattern:
        address = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=address)

    def _show(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        request.current_app = self.admin_site.name
        page = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, page, status=status)

    def _require(self, request: HttpRequest, action: Action) -> None:
        if not request.user.may(action):
            raise PermissionDenied

    def act_view(self, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
        """Ask for what the act needs, do it by its service, and go back to the account."""
        self._require(request, Action.MANAGE_ACCOUNTS)
        target = get_object_or_404(self.model, pk=pk)
        user = target if isinstance(target, User) else target.user
        given = {"user": target} if isinstance(target, User) else {"grant": target}
        form = act.form(request.POST or None)
        context = {"title": act.label, "act": act, "subject": target, "account": user, "form": form}
        if request.method != "POST":
            return self._show(request, "accounts/act.html", context)
        return self._run(request, form, partial(act.run, **given), context)

    def _run(self, request: HttpRequest, form: Form, service: Any, context: dict[str, Any]) -> HttpResponse:
        status = 200
        if form.is_valid():
            try:
                return self._done(request, service(by=request.user, **form.cleaned_data))
            except ValidationError as refusal:
                _add_errors(form, refusal)
            except PermissionDenied as refusal:
                form.add_error(None, str(refusal))
                status = 403
        return self._show(request, "accounts/act.html", context, status)

    def _done(self, request: HttpRequest, outcome: Any) -> HttpResponse:
        """A password that was handed out is shown in this answer and nowhere else; everything else leads back."""
        if isinstance(outcome, tuple):
            user, password = outcome
            context = {"title": user, "account": user, "password": password}
            return self._show(request, "accounts/password_once.html", context)
        user = outcome.user if isinstance(outcome, RoleGrant) else outcome
        if isinstance(outcome, RoleGrant) and outcome.is_waiting:
            messages.info(request, _("The role waits for a second administrator."))
        else:
            messages.success(request, _("Done; the history below says who, when and why."))
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))


def _add_errors(form: Form, refusal: ValidationError) -> None:
    """Each sentence beside its field, or on top when the form has no such field."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for field, sentences in by_field.items():
        form.add_error(field if field in form.fields else None, sentences)


def _links(request: HttpRequest, target: User | RoleGrant) -> list[tuple[Any, str]]:
    """Label and address of each act that the reader may do with the account or role now."""
    if not isinstance(request.user, User) or not request.user.may(Action.MANAGE_ACCOUNTS):
        return []
    name = f"admin:accounts_{target._meta.model_name}"
    return [(act.label, reverse(f"{name}_{act.name}", args=[target.pk])) for act in acts_for(request.user, target)]


def _sign_ins(user: User) -> dict[str, Any]:
    """The last sign-ins with this name, and the last that were refused."""
    latest = (
        kind.objects.filter(username=user.username).order_by("-attempt_time") for kind in (AccessLog, AccessFailureLog)
    )
    return dict(zip(("sign_ins", "refusals"), (found[:SIGN_INS_SHOWN] for found in latest), strict=True))


@admin.register(User)
class UserAdmin(PeopleAdmin):
    """Accounts."""

    acts = USER_ACTS
    list_display = ("account", "display_name", "district", "roles_held", "is_active", "signed_in")
    search_fields = ("username", "display_name", "district")
    list_filter = (RoleFilter, "is_active", "district")
    ordering = ("username",)

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.may(Action.MANAGE_ACCOUNTS)

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("add/", self.add_view, "add"),
            self._page("me/", self.profile_view, "me"),
            self._page("<int:pk>/change/", self.account_view, "change"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("role_grants")

    @admin.display(description=gettext_lazy("username"), ordering="username")
    def account(self, user: User) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[user.pk]), user.username)

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def signed_in(self, user: User) -> str:
        return value_in_words(user.last_login)

    @admin.display(description=gettext_lazy("roles"))
    def roles_held(self, user: User) -> str:
        grants = [grant for grant in user.role_grants.all() if grant.ended_at is None]
        waits = _("waits")
        shown = [f"{g.get_role_display()} ({waits})" if g.is_waiting else str(g.get_role_display()) for g in grants]
        return " · ".join(sorted(shown)) or "–"

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """A new account; its first password is shown once."""
        self._require(request, Action.MANAGE_ACCOUNTS)
        form = CreateForm(request.POST or None)
        context = {"title": _("New account"), "form": form, "act": None, "account": None}
        if request.method != "POST":
            return self._show(request, "accounts/act.html", context)
        return self._run(request, form, account_create, context)

    def account_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An account: its roles, its last sign-ins, its history, and what may be done with it."""
        self._require(request, Action.VIEW_ACCOUNTS)
        user = get_object_or_404(User, pk=pk)
        grants = user.role_grants.select_related("user", "requested_by", "approved_by", "ended_by").order_by("-pk")
        context = {
            "acts": _links(request, user),
            "grants": [(grant, _links(request, grant)) for grant in grants],
            "history": account_history(user),
        }
        return self._show(request, "accounts/account.html", {"title": user, "account": user} | context | _sign_ins(user))

    def profile_view(self, request: HttpRequest) -> HttpResponse:
        """One's own page: who the portal takes one for, the last sign-ins, password and language."""
        user = get_object_or_404(User, pk=request.user.pk)
        context = {"title": _("My profile"), "account": user, "grants": RoleGrant.objects.filter(user=user).open()}
        return self._show(request, "accounts/profile.html", context | _sign_ins(user))


@admin.register(RoleGrant)
class RoleGrantAdmin(PeopleAdmin):
    """Roles given, waiting, refused and ended."""

    acts = GRANT_ACTS
    list_display = ("account", "role", "standing", "why", "requested_by", "asked", "approved_by", "approved")
    list_filter = (StatusFilter, "role")
    list_select_related = ("user", "requested_by", "approved_by")
    search_fields = ("user__username", "user__display_name")
    ordering = ("-requested_at",)

    @admin.display(description=gettext_lazy("account"), ordering="user__username")
    def account(self, grant: RoleGrant) -> str:
        address = reverse("admin:accounts_user_change", args=[grant.user_id])
        return format_html('<a href="{}">{}</a>', address, grant.user)

    @admin.display(description=gettext_lazy("requested at"), ordering="requested_at")
    def asked(self, grant: RoleGrant) -> str:
        return value_in_words(grant.requested_at)

    @admin.display(description=gettext_lazy("approved at"), ordering="approved_at")
    def approved(self, grant: RoleGrant) -> str:
        return value_in_words(grant.approved_at)

    @admin.display(description=gettext_lazy("reason"))
    def why(self, grant: RoleGrant) -> str:
        return grant.why

    @admin.display(description=gettext_lazy("status"))
    def standing(self, grant: RoleGrant) -> str:
        return grant.status


class SignInAdmin(PeopleAdmin):
    """A list of sign-ins that nobody can edit."""

    page_title: Any = ""
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.page_title} | (extra_context or {}))

    @admin.display(description=gettext_lazy("username"), ordering="username")
    def person(self, entry: AccessLog) -> str:
        return entry.username or "–"

    @admin.display(description=gettext_lazy("address"), ordering="ip_address")
    def address(self, entry: AccessLog) -> str:
        return entry.ip_address or "–"

    @admin.display(description=gettext_lazy("time"), ordering="attempt_time")
    def at(self, entry: AccessLog) -> str:
        return value_in_words(entry.attempt_time)

    @admin.display(description=gettext_lazy("browser"))
    def browser(self, entry: AccessLog) -> str:
        return entry.user_agent[:80]


@admin.register(AccessLog)
class AccessLogAdmin(SignInAdmin):
    """Who signed in."""

    page_title = gettext_lazy("Sign-ins")
    list_display = ("at", "person", "address", "signed_out", "browser")

    @admin.display(description=gettext_lazy("signed out"), ordering="logout_time")
    def signed_out(self, entry: AccessLog) -> str:
        return value_in_words(entry.logout_time)


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(SignInAdmin):
    """Which sign-ins were refused."""

    page_title = gettext_lazy("Refused sign-ins")
    list_display = ("at", "person", "address", "locked", "browser")

    @admin.display(description=gettext_lazy("locked by it"), boolean=True, ordering="locked_out")
    def locked(self, entry: AccessFailureLog) -> bool:
        return entry.locked_out


@admin.register(AccessAttempt)
class LockedSignInAdmin(PeopleAdmin):
    """Sign-ins that are locked now."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        self._require(request, Action.VIEW_ACCOUNTS)
        rows = list(locked_sign_ins()[:200])
        people = User.objects.in_bulk({row["username"] for row in rows}, field_name="username")
        manages = request.user.may(Action.MANAGE_ACCOUNTS)
        shown = [row | {"account": people.get(row["username"])} for row in rows]
        context = {"title": _("Locked sign-ins"), "rows": shown, "manages": manages}
        return self._show(request, "accounts/locked.html", context)
