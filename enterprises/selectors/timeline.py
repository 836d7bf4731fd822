"""What happened to a firm on one axis: its facts, changes of its record, and what higher apps register."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from enterprises.panels import TimelineEvent, TimelineSource, firm_page
from enterprises.selectors.facts import KINDS, PAGE_SIZE, fact_address, newest_facts
from enterprises.selectors.history import HistoryLine, changes_of_facts, history_of
from enterprises.templatetags.portal import date_table, yuan

KIND_LABELS: dict[str, Any] = {
    "fact": _("Facts"),
    "decision": pgettext_lazy("timeline", "Decisions"),
    "letter": pgettext_lazy("timeline", "Letters"),
    "run": _("What nights said"),
    "change": pgettext_lazy("timeline", "Changes of the record"),
}


def timeline_page(firm: Enterprise, as_of: date, kind: str = "", number: int = 1) -> tuple[list[TimelineEvent], bool]:
    """The events of a page up to a day, newest first, and whether more follow; of one kind when `kind` is one."""
    end = max(number, 1) * PAGE_SIZE
    sources = [source for source in _sources() if kind in ("", source.kind)]
    events = [event for source in sources for event in source.read(firm, as_of, end + 1)]
    events.sort(key=lambda event: (_moment(event.when), event.key), reverse=True)
    return events[end - PAGE_SIZE : end], len(events) > end


def timeline_kinds() -> list[tuple[str, Any]]:
    """The kinds that some source gives, with their labels."""
    given = {source.kind for source in _sources()}
    return [(kind, label) for kind, label in KIND_LABELS.items() if kind in given]


def _sources() -> list[TimelineSource]:
    own = [TimelineSource("facts", "fact", _facts), TimelineSource("history", "change", _history)]
    return [*own, *firm_page.timeline_sources.values()]


def _facts(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    for row in newest_facts(firm, until or date.max, limit):
        if until and row.day > until:  # a payable whose deadline is to come
            continue
        amount = _("%(amount)s yuan") % {"amount": yuan(row.amount)} if row.amount is not None else ""
        dates = [f"{label} {date_table(day)}" for label, day in row.dates]
        text = " · ".join(part for part in (row.number, amount, *row.remarks, *dates) if part)
        yield TimelineEvent(row.day, "fact", row.title, f"{row.kind}-{row.fact.pk:020d}", text, "", row.url)


def _history(firm: Enterprise, until: date | None, limit: int) -> Iterable[TimelineEvent]:
    """Changes of the firm's own record and of its facts."""
    for line in history_of(firm, limit):
        if until is None or timezone.localdate(line.when) <= until:
            yield _change(line, line.title, line.url)
    for kind in KINDS.values():
        for version, line in changes_of_facts(kind.model, firm.pk, limit):
            if until is None or timezone.localdate(line.when) <= until:
                number = getattr(version, kind.number) if kind.number else f"#{version.id}"
                title = f"{kind.title} {number} · {line.title}"
                yield _change(line, title, fact_address(kind.name, version.id))


def _change(line: HistoryLine, title: str, url: str) -> TimelineEvent:
    who = " · ".join(part for part in (line.who, line.why) if part)
    return TimelineEvent(line.when, "change", title, line.key, line.text, who, url)


def _moment(when: date | datetime) -> datetime:
    """A day stands before the moments of that day."""
    if isinstance(when, datetime):
        return when
    return timezone.make_aware(datetime.combine(when, time.min))
