"""The dated facts of a firm: all kinds on one list, newest first, as they are known on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    Delivery,
    Enterprise,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
)
from enterprises.models.facts import DatedFact

PAGE_SIZE: Final = 50
ON_TIME_DAYS: Final = 7
"""A fact that comes within so many days of its own date is not late."""


@dataclass(frozen=True)
class FactKind:
    """How a kind of fact is listed: `day` is its own date, `further` its other dates.

    A kind that is `planned` has no date of its own that says since when it is known: it is always listed.
    """

    model: type[DatedFact]
    number: str
    day: str
    detail: str = ""
    amount: str = ""
    further: tuple[str, ...] = ()
    planned: bool = False

    @property
    def name(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def title(self) -> str:
        """The kind's name as it begins a line."""
        name = str(self.model._meta.verbose_name)
        return name[:1].upper() + name[1:]

    def known(self, firm: Enterprise, as_of: date) -> QuerySet:
        """The firm's facts of this kind that exist on a day."""
        exists = Q() if self.planned else Q((f"{self.day}__lte", as_of))
        return self.model._default_manager.filter(exists, enterprise=firm)


KINDS: Final = {
    kind.name: kind
    for kind in (
        FactKind(Penalty, "decision_no", "decided_on", "kind", "amount_cny", ("revoked_on",)),
        FactKind(CriminalCase, "case_no", "filed_on", "charge", "", ("effective_on",)),
        FactKind(Payable, "document_no", "due_on", "kind", "amount_cny", ("deferred_to", "paid_on"), planned=True),
        FactKind(Investigation, "case_no", "opened_on", "", "", ("closed_on",)),
        FactKind(Certification, "certificate_no", "granted_on", "level", "", ("reviewed_on", "ended_on")),
        FactKind(Rectification, "reference", "started_on", "outcome", "", ("due_on", "closed_on", "expired_on")),
        FactKind(DecidedRating, "", "effective_on", "level", "", ()),
        FactKind(RecoveredTax, "document_no", "decided_on", "", "amount_cny", ("revoked_on",)),
        FactKind(InspectedDeclaration, "declaration_no", "inspected_on", "result", "", ()),
        FactKind(RelatedPerson, "reference", "started_on", "role", "", ("ended_on", "convicted_on")),
        FactKind(RelatedFirm, "reference", "started_on", "relation", "", ("ended_on",)),
    )
}


@dataclass(frozen=True)
class FactRow:
    """A fact as a line of the list. `late_days`: how long after its own date it came (0: on time, or with the firm)."""

    kind: str
    fact: DatedFact
    day: date
    title: str
    number: str
    amount: Decimal | None
    dates: list[tuple[str, date]]
    delivery: Delivery | None
    late_days: int
    url: str
    remarks: list[str] = field(default_factory=list)
    counts: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class PageOf:
    """A numbered page of a firm's things: `total` of them, `size` a page."""

    rows: list[Any]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number * self.size < self.total else None

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def fact_address(kind: str, pk: int) -> str:
    """The address of a fact's own page, which evidence links to; `kind` is the model's name."""
    return reverse(f"admin:enterprises_{kind}_change", args=[pk])


def facts_count(firm: Enterprise, as_of: date) -> int:
    """How many facts of the firm exist on a day; its trade years are not among them."""
    return _places(firm, as_of, KINDS.values()).count()


def facts_page(firm: Enterprise, as_of: date, kind: str = "", number: int = 1) -> PageOf:
    """A page of the facts known on a day, newest first; of one kind when `kind` names one. The first page is 1."""
    kinds = [KINDS[kind]] if kind in KINDS else list(KINDS.values())
    places = _places(firm, as_of, kinds)
    start = (max(number, 1) - 1) * PAGE_SIZE
    return PageOf(fact_rows(firm, places[start : start + PAGE_SIZE]), max(number, 1), places.count())


def newest_facts(firm: Enterprise, as_of: date, limit: int) -> list[FactRow]:
    """The newest facts known on a day."""
    return fact_rows(firm, _places(firm, as_of, KINDS.values())[:limit])


def _places(firm: Enterprise, as_of: date, kinds: Iterable[FactKind]) -> QuerySet:
    """Day, kind and id of each fact of the kinds, newest first: one query over all tables."""
    first, *others = (
        kind.known(firm, as_of)
        .order_by()
        .annotate(fact_day=F(kind.day), fact_kind=Value(kind.name), fact_id=F("pk"))
        .values_list("fact_day", "fact_kind", "fact_id")
        for kind in kinds
    )
    return first.union(*others, all=True).order_by("-fact_day", "fact_kind", "-fact_id")


def fact_rows(firm: Enterprise, places: Iterable[tuple[date, str, int]]) -> list[FactRow]:
    """The facts at the places (day, kind, id), in their order; two queries a kind that occurs."""
    places = list(places)
    facts: dict[tuple[str, int], DatedFact] = {}
    origins: dict[tuple[str, int], Delivery | None] = {}
    for name in dict.fromkeys(name for _day, name, _id in places):
        ids = [pk for _day, kind, pk in places if kind == name]
        model = KINDS[name].model
        found = model._default_manager.filter(pk__in=ids).select_related("delivery")
        facts |= {(name, fact.pk): fact for fact in found}
        first = model.history.filter(id__in=ids, history_type="+").select_related("delivery")
        origins |= {(name, version.id): version.delivery for version in first}
    return [
        _row(KINDS[name], facts[name, pk], firm, origins.get((name, pk), facts[name, pk].delivery))
        for _day, name, pk in places
        if (name, pk) in facts
    ]


def _row(kind: FactKind, fact: DatedFact, firm: Enterprise, origin: Delivery | None) -> FactRow:
    day = getattr(fact, kind.day)
    return FactRow(
        kind=kind.name,
        fact=fact,
        day=day,
        title=_title(kind, fact),
        number=str(getattr(fact, kind.number)) if kind.number else f"#{fact.pk}",
        amount=getattr(fact, kind.amount) if kind.amount else None,
        dates=_dates(kind, fact),
        delivery=origin,
        late_days=0 if kind.planned else _late_days(day, firm, origin),
        url=fact_address(kind.name, fact.pk),
        remarks=_remarks(fact),
    )


def _title(kind: FactKind, fact: DatedFact) -> str:
    return f"{kind.title} · {getattr(fact, f'get_{kind.detail}_display')()}" if kind.detail else kind.title


def _dates(kind: FactKind, fact: DatedFact) -> list[tuple[str, date]]:
    named = ((fact._meta.get_field(name).verbose_name, getattr(fact, name)) for name in kind.further)
    return [(str(label), day) for label, day in named if day]


def _remarks(fact: DatedFact) -> list[str]:
    match fact:
        case Penalty(voluntarily_disclosed=True):
            return [_("Voluntarily disclosed")]
        case CriminalCase():
            return [str(fact.get_outcome_display())]
        case DecidedRating():
            return fact.grounds_named
        case InspectedDeclaration():
            return [str(fact.get_declared_by_display())]
        case RelatedPerson():
            return [fact.name]
        case RelatedFirm():
            return [fact.related_code]
    return []


def _late_days(day: date, firm: Enterprise, origin: Delivery | None) -> int:
    """Days between a fact's own date and its arrival; 0 when it came in time, or with the firm's own first delivery."""
    if origin is None or origin.pk == firm.delivery_id:
        return 0
    days = (timezone.localdate(origin.received_at) - day).days
    return days if days > ON_TIME_DAYS else 0


def with_counts(rows: list[FactRow], counts: Mapping[tuple[str, int], list[Any]]) -> list[FactRow]:
    """The rows, each with the grounds that it counts toward."""
    for row in rows:
        row.counts.extend(counts.get((row.kind, row.fact.pk), []))
    return rows
