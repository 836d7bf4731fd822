"""The left navigation: one line a page. A page whose address does not exist, or that the person may not read, is absent."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action


@dataclass(frozen=True)
class Entry:
    """A page of the navigation; `icon` is a name of static/icons.svg."""

    label: Any
    url_name: str
    actions: frozenset[Action]
    icon: str


READ = frozenset({Action.VIEW})
PEOPLE = frozenset({Action.VIEW_ACCOUNTS, Action.MANAGE_ACCOUNTS})

NAVIGATION: list[tuple[Any, list[Entry]]] = [
    (
        "",
        [
            Entry(_("Workbench"), "admin:index", frozenset(Action), "home"),
            Entry(_("My desk"), "admin:ratings_desk", frozenset({Action.WORK_CASE, Action.SIGN_LETTER}), "user"),
            Entry(_("Enterprises"), "admin:enterprises_enterprise_changelist", READ, "building"),
            Entry(_("Cases"), "admin:ratings_case_changelist", READ, "briefcase"),
            Entry(_("Certificates"), "admin:ratings_certificate_changelist", READ, "certificate"),
            Entry(_("Reviews due"), "admin:ratings_review_changelist", READ, "clock"),
            Entry(_("Standards watch"), "admin:ratings_watchfinding_changelist", READ, "bell"),
            Entry(_("Credit repair"), "admin:ratings_repairoutlook_changelist", READ, "refresh"),
            Entry(_("Mutual recognition"), "admin:mutual_recognition_partner_changelist", READ, "world"),
            Entry(_("Lists to partners"), "admin:mutual_recognition_message_changelist", READ, "mail"),
            Entry(_("Consents"), "admin:mutual_recognition_consent_changelist", READ, "check"),
            Entry(_("Partners' firms"), "admin:mutual_recognition_partnerfirm_changelist", READ, "building-bank"),
            Entry(_("Use of mutual recognition"), "admin:mutual_recognition_partneruse_changelist", READ, "list"),
            Entry(_("Check codes"), "admin:mutual_recognition_codecheck_changelist", READ, "check"),
        ],
    ),
    (
        _("Basis and operation"),
        [
            Entry(_("Rulebook and figures"), "admin:ratings_rulebook", READ, "scale"),
            Entry(_("Working calendar"), "admin:ratings_officialyear_changelist", READ, "calendar"),
            Entry(_("Nights"), "admin:ratings_run_changelist", READ, "moon-stars"),
            Entry(_("Data deliveries"), "admin:enterprises_delivery_changelist", READ, "upload"),
            Entry(_("Accounts"), "admin:accounts_user_changelist", PEOPLE, "users"),
            Entry(_("Roles given"), "admin:accounts_rolegrant_changelist", PEOPLE, "shield-check"),
            Entry(_("Sign-ins"), "admin:axes_accesslog_changelist", PEOPLE, "key"),
            Entry(_("Refused sign-ins"), "admin:axes_accessfailurelog_changelist", PEOPLE, "ban"),
            Entry(_("Locked sign-ins"), "admin:axes_accessattempt_changelist", PEOPLE, "lock"),
        ],
    ),
]


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of entries with their addresses, the entry of the page in view marked."""
    groups = []
    for title, entries in NAVIGATION:
        shown = [found for entry in entries if (found := _shown(entry, request)) is not None]
        if shown:
            groups.append({"title": title, "entries": shown})
    marked = [entry for group in groups for entry in group["entries"] if entry["current"]]
    for entry in marked:  # of an address and one below it, only the closer one is where the reader is
        entry["current"] = len(entry["url"]) == max(len(other["url"]) for other in marked)
    return groups


def _shown(entry: Entry, request: HttpRequest) -> dict[str, Any] | None:
    if not any(request.user.may(action) for action in entry.actions):
        return None
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    is_start = entry.url_name == "admin:index"
    current = request.path == url if is_start else request.path.startswith(url)
    return {"label": entry.label, "url": url, "icon": entry.icon, "current": current}
