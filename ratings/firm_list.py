"""What ratings add to the list of firms: levels, what protects or suspends, and the next review, with their filters.

A firm without a standing is regular and indicated regular (see Standing), so `regular` means: no standing says otherwise.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from enterprises.filters import ANY
from enterprises.models import Enterprise
from enterprises.panels import Column, Order, firm_list
from enterprises.templatetags.portal import date_table, level_badge, level_tag
from ratings.levels import ADVERSE, Level, Suspension
from ratings.models import Standing
from ratings.selectors.successions import listed_parts, others_of

YES = [("yes", _("Yes"))]


def standing_of(firm: Enterprise) -> Standing:
    """The standing of a firm, read or not: a firm without a row is regular, with nothing else to tell."""
    found = getattr(firm, "standing", None)
    return found or Standing(enterprise=firm, level_in_force=Level.REGULAR, indicated_level=Level.REGULAR)


class LevelFilter(ChoiceFilter):
    """A level of the standing; `regular` is found by what is absent."""

    def __init__(self, field: str, label: Any) -> None:
        super().__init__(label=label, choices=Level.choices, empty_label=ANY)
        self.level_field = field

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if not value:
            return qs
        if value != Level.REGULAR:
            return qs.filter(**{f"standing__{self.level_field}": value})
        other = ~Q(**{self.level_field: Level.REGULAR}) | Q(**{f"{self.level_field}__isnull": True})
        return qs.filter(~Exists(Standing.objects.filter(other, enterprise=OuterRef("pk"))))


class StandingFilter(ChoiceFilter):
    """Firms whose standing meets a condition for the chosen value."""

    def __init__(self, label: Any, conditions: dict[str, Q], choices: list[tuple[str, Any]]) -> None:
        super().__init__(label=label, choices=choices, empty_label=ANY)
        self.conditions = conditions

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(self.conditions[value]) if value else qs


DIFFER = Q(standing__lower=True) | (
    Q(standing__level_in_force__in=ADVERSE) & ~Q(standing__indicated_level=F("standing__level_in_force"))
)
"""A lower level is indicated, or a better one than the adverse level in force: nothing else differs, and indexes find both."""


def tags(firm: Enterprise) -> Any:
    """The tags of a firm in the list: what protects it, what suspends its measures, a lower level indicated."""
    standing = standing_of(firm)
    shown = [
        level_tag("protected", standing.protected_until) if standing.protected_until else "",
        level_tag("suspended", standing.suspension) if standing.suspension else "",
        level_tag("lower") if standing.lower else "",
    ]
    return format_html_join(" ", "{}", [(tag,) for tag in shown if tag])


def related(firm: Enterprise) -> Any:
    """The firms that it is followed by (→) or follows (←) after a merger or division, each a link to its page."""
    lines = [
        ("→" if follows_it else "←", reverse("admin:enterprises_enterprise_change", args=[other.pk]), other.name)
        for follows_it, other in others_of(getattr(firm, LISTED, []))
    ]
    return format_html_join("", '<div>{} <a href="{}">{}</a></div>', lines)


LISTED = "listed_parts"
"""Where the firms of a page of the list keep their parts in mergers and divisions."""


def register() -> None:
    """Add to the list of firms; called once, when the app is ready."""
    firm_list.register_prefetch("standing")
    firm_list.register_prefetch(Prefetch("succession_parts", listed_parts(), to_attr=LISTED))
    firm_list.register_order(Order("review", _("Next review"), "standing__next_review_on", "standing__pk", sparse=True))
    firm_list.register_column(
        Column("level", _("Level in force"), lambda firm: level_badge(standing_of(firm).level_in_force))
    )
    firm_list.register_column(
        Column("indicated", _("Indicated level"), lambda firm: level_badge(standing_of(firm).indicated_level))
    )
    firm_list.register_column(Column("tags", _("Protection and suspension"), tags))
    firm_list.register_column(Column("related", _("Mergers and divisions"), related))
    firm_list.register_column(
        Column("review", _("Next review"), lambda firm: date_table(standing_of(firm).next_review_on), sort="review")
    )
    firm_list.register_filter("level", LevelFilter("level_in_force", _("Level in force")))
    firm_list.register_filter("indicated", LevelFilter("indicated_level", _("Indicated level")))
    firm_list.register_filter("differ", StandingFilter(_("Levels differ"), {"yes": DIFFER}, YES))
    firm_list.register_filter(
        "protected", StandingFilter(_("Protected"), {"yes": Q(standing__protected_until__isnull=False)}, YES)
    )
    suspended = {value: Q(standing__suspension=value) for value in Suspension.values}
    firm_list.register_filter("suspension", StandingFilter(_("Suspension"), suspended, Suspension.choices))
