"""The history of one thing, as a person reads it: what changed, from what to what, by whom, why."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from accounts.reasons import in_words

LINES = 200


@dataclass(frozen=True)
class Change:
    """One field, from what to what, as a person reads it."""

    field: str
    old: str
    new: str


def changes_between(model: type[Model], version: HistoricalChanges, before: HistoricalChanges) -> list[Change]:
    """The fields that a version changed."""
    changes = []
    for name in (field.name for field in version.tracked_fields):
        old, new = getattr(before, name), getattr(version, name)
        if old != new:
            if name in ("reason", "end_reason"):
                old, new = in_words(old), in_words(new)
            field = model._meta.get_field(name)
            labels = dict(getattr(field, "flatchoices", ()))
            old, new = labels.get(old, old), labels.get(new, new)
            changes.append(Change(str(field.verbose_name), value_in_words(old), value_in_words(new)))
    return changes


def value_in_words(value: Any) -> str:
    """A value of a field, in the reader's language."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    return str(value)


def history_entries(thing: Model) -> list[dict[str, Any]]:
    """The latest changes of a thing with a history, newest first, as the timeline shows them."""
    versions = list(thing.history.select_related("history_user").order_by("-history_date", "-history_id")[: LINES + 1])
    pairs = zip_longest(versions, versions[1:])
    return [_entry(type(thing), version, before) for version, before in pairs][:LINES]


def _entry(model: type[Model], version: HistoricalChanges, before: HistoricalChanges | None) -> dict[str, Any]:
    changes = changes_between(model, version, before) if before is not None else []
    return {
        "when": version.history_date,
        "kind": "change",
        "title": _("Changed") if version.history_type == "~" else _("Recorded"),
        "changes": [(capfirst(change.field), change.old, change.new) for change in changes],
        "who": version.history_user,
        "why": in_words(version.history_change_reason),
    }
