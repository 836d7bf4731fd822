"""What changed in a row, by whom or by which delivery or night, when, why, from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Field, ForeignKey, Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from enterprises.models import DecidedRating, Delivery
from enterprises.models.facts import DatedFact
from enterprises.templatetags.portal import NOTHING, date_table, yuan

DELIVERY_REASON: Final = "delivery:"
"""How the loading of a delivery begins the reason of a history row."""
LINES: Final = 200
UNTOLD: Final = frozenset({"delivery", "recorded_on"})
"""Fields whose change says only where a row came from; the line's `who` says that."""


@dataclass(frozen=True)
class FieldChange:
    """One field, from what to what, as a person reads it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryLine:
    """One change of a row. `key` tells lines of one moment apart; `url` leads to the delivery that made the change."""

    when: datetime
    key: str
    title: str
    who: str
    why: str
    changes: list[FieldChange]
    url: str = ""

    @property
    def text(self) -> str:
        """The changes in one sentence."""
        return _("; ").join(f"{change.label}: {change.old} → {change.new}" for change in self.changes)


def history_of(row: Model, limit: int = LINES) -> list[HistoryLine]:
    """The latest changes of a row, newest first, each told against the version before it.

    A row that a delivery made and nothing changed since has no version of its own: its making is told from the row.
    """
    manager = row.history  # type: ignore[attr-defined]
    versions = list(manager.select_related("history_user", "delivery").order_by("-history_date", "-history_id")[: limit + 1])
    befores = [*versions, None][1:]
    lines = [_line(type(row), version, before) for version, before in zip(versions, befores, strict=False)][:limit]
    return lines or _made(row)


def changes_of_facts(model: type[DatedFact], firm_id: int, limit: int) -> list[tuple[Any, HistoryLine]]:
    """The latest changes of a firm's facts of one kind, newest first, each with the version that it made; one query."""
    manager = model.history  # type: ignore[attr-defined]
    found = manager.filter(enterprise_id=firm_id).select_related("history_user", "delivery")
    versions = list(found.order_by("-history_date", "-history_id")[: 2 * limit])
    before: dict[int, Any] = {}
    lines = []
    for version in reversed(versions):
        if version.history_type == "~":
            lines.append((version, _line(model, version, before.get(version.id))))
        before[version.id] = version
    return lines[::-1][:limit]


def _line(model: type[Model], version: Any, before: Any) -> HistoryLine:
    changes = list(_changes(model, before, version)) if before is not None else []
    reason = version.history_change_reason or ""
    delivery = version.delivery if reason.startswith(DELIVERY_REASON) or not reason else None
    return HistoryLine(
        when=version.history_date,
        key=f"{model._meta.model_name}-{version.history_id:020d}",
        title=_line_title(version.history_type, before is not None),
        who=_who(version, delivery, reason),
        why=(delivery.reason if delivery else "") if reason.startswith(DELIVERY_REASON) else reason,
        changes=changes,
        url=delivery_url(delivery),
    )


def _line_title(sign: str, has_before: bool) -> str:
    if sign == "+":
        return _("First recorded")
    if sign == "-":
        return _("Removed")
    return _("Changed") if has_before else _("Changed; the values before were not kept")


def _who(version: Any, delivery: Delivery | None, reason: str) -> str:
    """The person, the delivery, both, or the program when neither is named."""
    person = str(version.history_user) if version.history_user else ""
    source = _("Delivery %(reference)s") % {"reference": delivery.reference} if delivery else ""
    if reason.startswith(DELIVERY_REASON) and not source:
        source = _("Delivery %(reference)s") % {"reference": reason.removeprefix(DELIVERY_REASON)}
    return " · ".join(part for part in (person, source) if part) or _("The portal itself")


def _made(row: Model) -> list[HistoryLine]:
    delivery: Delivery | None = getattr(row, "delivery", None)
    if delivery is None:
        return []
    who = _("Delivery %(reference)s") % {"reference": delivery.reference}
    if delivery.brought_by:
        who = f"{delivery.brought_by} · {who}"
    when = delivery.loaded_at or delivery.received_at
    return [
        HistoryLine(when, f"{row._meta.model_name}-0", _("First recorded"), who, delivery.reason, [], delivery_url(delivery))
    ]


def _changes(model: type[Model], before: Any, version: Any) -> Iterable[FieldChange]:
    for field in model._meta.concrete_fields:
        if field.name in UNTOLD or field.primary_key:
            continue
        old, new = getattr(before, field.attname), getattr(version, field.attname)
        if old != new:
            yield FieldChange(str(field.verbose_name), shown(field, old), shown(field, new))


def shown(field: Field, value: Any) -> str:
    """A value of a field as a person reads it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(field, ForeignKey):
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else f"#{value}"
    if field.model is DecidedRating and field.name == "grounds":
        return " · ".join(DecidedRating.names_of_grounds(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case Decimal():
            return yuan(value)
        case date():
            return date_table(value)
    return str(value)


def delivery_url(delivery: Delivery | None) -> str:
    """The address of a delivery's page; empty where there is no such page."""
    if delivery is None:
        return ""
    try:
        return reverse("admin:enterprises_delivery_change", args=[delivery.pk])
    except NoReverseMatch:
        return ""


def fields_of(fact: DatedFact) -> list[tuple[str, str]]:
    """Name and value of every field of a fact, without its id, its firm and its source."""
    fields = (field for field in fact._meta.concrete_fields if field.name not in ("id", "enterprise", "delivery"))
    return [(str(field.verbose_name), shown(field, getattr(fact, field.attname))) for field in fields]
