"""Who may open which page of the portal: one line an address. An address that is missing here fails test_access.

To add pages: an entry under their URL name, with who gets in. `args` names an object of OBJECTS for each part of the
address; add a maker there when yours is missing. `stock("app_model", who)` is the five addresses of a read-only
PortalModelAdmin: list, page and history for `who`, adding and deleting for nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import RoleGrant
from accounts.roles import Role
from mutual_recognition.models import Partner
from ratings.models import FigureAmendment
from tests.people import make_person

OPEN = frozenset({200, 302})
CLOSED = frozenset({403, 404})

EVERYONE = frozenset(Role)
READERS = EVERYONE - {Role.ADMINISTRATOR}
PEOPLE_READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Page:
    """Roles that get in (GET answers one of `gives`); all others get 403 or 404. `public`: no sign-in asked."""

    who: frozenset[Role]
    args: dict[str, str] = field(default_factory=dict)
    gives: frozenset[int] = OPEN
    public: bool = False


def stock(name: str, who: frozenset[Role], one: str) -> dict[str, Page]:
    """The addresses that ModelAdmin brings, of a model that nobody edits there."""
    args = {"object_id": one}
    return {
        f"admin:{name}_changelist": Page(who),
        f"admin:{name}_change": Page(who, args),
        f"admin:{name}_history": Page(who, args),
        f"admin:{name}_add": Page(NOBODY),
        f"admin:{name}_delete": Page(NOBODY, args),
    }


def _waiting_grant() -> Any:
    return RoleGrant.objects.get_or_create(
        user=make_person("chen"),
        role=Role.LEGAL_DESK,
        ended_at=None,
        defaults={"reason": "A test", "requested_by": make_person("admin_b")},
    )[0].pk


def _waiting_amendment() -> Any:
    waiting = {"rulebook": "order-282", "figure": "overdue_duty_months", "state": "proposed"}
    given = {"value": "4", "status": "confirmed", "valid_from": date(2026, 7, 1), "proposed_by": make_person("qian")}
    return FigureAmendment.objects.get_or_create(**waiting, defaults=given)[0].pk


OBJECTS: dict[str, Callable[[], Any]] = {
    "account": lambda: make_person("chen").pk,
    "grant": _waiting_grant,
    "partner": lambda: Partner.objects.values_list("pk", flat=True).first() or "SG",
    "rulebook": lambda: "order-282",
    "figure": lambda: "overdue_duty_months",
    "amendment": _waiting_amendment,
    "approve": lambda: "approve",
    "any": lambda: 1,
    "app": lambda: "accounts",
    "elsewhere": lambda: "no/such/page",
}
"""Makers of what the addresses name; each gives the value for the address."""

ACCOUNT, GRANT = {"pk": "account"}, {"pk": "grant"}

FIGURE = {"rulebook": "rulebook", "figure": "figure"}

ACCESS: dict[str, Page] = {
    # the site
    "set_language": Page(EVERYONE, gives=frozenset({302, 405}), public=True),
    "admin:theme": Page(EVERYONE, gives=frozenset({405}), public=True),
    "admin:components": Page(EVERYONE),
    "admin:index": Page(EVERYONE),
    "admin:login": Page(EVERYONE, public=True),
    "admin:logout": Page(EVERYONE, gives=frozenset({405})),
    "admin:password_change": Page(EVERYONE),
    "admin:password_change_done": Page(EVERYONE),
    "admin:autocomplete": Page(NOBODY),
    "admin:jsi18n": Page(EVERYONE),
    "admin:view_on_site": Page(NOBODY, {"content_type_id": "any", "object_id": "any"}),
    "admin:app_list": Page(EVERYONE, {"app_label": "app"}, gives=frozenset({302, 404})),
    "admin:(the rest)": Page(NOBODY, {"url": "elsewhere"}),
    # people
    "admin:accounts_user_changelist": Page(PEOPLE_READERS),
    "admin:accounts_user_change": Page(PEOPLE_READERS, ACCOUNT),
    "admin:accounts_user_me": Page(EVERYONE),
    "admin:accounts_user_add": Page(ADMINISTRATORS),
    "admin:accounts_user_grant-role": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_reset-password": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_move": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_unlock": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_deactivate": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_user_reactivate": Page(ADMINISTRATORS, ACCOUNT),
    "admin:accounts_rolegrant_changelist": Page(PEOPLE_READERS),
    "admin:accounts_rolegrant_approve": Page(ADMINISTRATORS, GRANT),
    "admin:accounts_rolegrant_refuse": Page(ADMINISTRATORS, GRANT),
    "admin:accounts_rolegrant_end": Page(ADMINISTRATORS, GRANT),
    "admin:axes_accesslog_changelist": Page(PEOPLE_READERS),
    "admin:axes_accessfailurelog_changelist": Page(PEOPLE_READERS),
    "admin:axes_accessattempt_changelist": Page(PEOPLE_READERS),
    # the rulebook
    "admin:ratings_rulebook": Page(READERS),
    "admin:ratings_figure": Page(READERS, FIGURE),
    "admin:ratings_figure_act": Page(READERS, {"pk": "amendment", "act": "approve"}, gives=frozenset({405})),
    "admin:ratings_figureamendment_changelist": Page(READERS),
    "admin:ratings_figureamendment_change": Page(READERS, {"pk": "amendment"}),
    # mutual recognition
    **stock("mutual_recognition_partner", READERS, "partner"),
}
