"""The frozen evidence of a case beside the facts as they are today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ratings.assessment.evidence import KEY_FIELDS, snapshot
from ratings.models import Case, CaseEvidence, CaseFreeze
from ratings.regulation.grounds import BY_CODE
from ratings.regulation.parameters import GroundBasis, Rulebook
from ratings.rulebooks import rulebook_for
from ratings.selectors.facts import fact_address
from ratings.selectors.why import Measure, measures_as_found

OF_THE_PORTAL = frozenset({"id", "delivery_id"})


@dataclass(frozen=True)
class FieldChange:
    """A field of a fact as it was frozen and as it is now, as a reader sees them."""

    label: str
    then: Any
    now: Any


@dataclass(frozen=True)
class FrozenFact:
    """A fact as it was frozen: the number, its fields then, what is otherwise now; `vanished` when it is there no more."""

    key: str
    kind: str
    url: str
    fields: list[tuple[str, Any]]
    changes: list[FieldChange]
    vanished: bool


@dataclass(frozen=True)
class FrozenGround:
    """A ground of a freeze: what the rulebook of its day says of it, its figures as found, its evidence."""

    code: str
    basis: GroundBasis | None
    measures: list[Measure]
    evidence: list[FrozenFact]


@dataclass(frozen=True)
class Frozen:
    """One freeze with its grounds in the order of the law."""

    freeze: CaseFreeze
    rulebook: Rulebook
    grounds: list[FrozenGround] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many facts are otherwise now."""
        return sum(1 for ground in self.grounds for fact in ground.evidence if fact.changes or fact.vanished)


def frozen_of(case: Case) -> list[Frozen]:
    """The freezes of a case, the latest first; one query a kind of fact, however many there are."""
    freezes = list(case.freezes.select_related("run", "letter").prefetch_related("evidence").order_by("-number"))
    today = _facts(evidence for freeze in freezes for evidence in freeze.evidence.all())
    rulebooks = {day: rulebook_for(day) for day in {freeze.as_of for freeze in freezes}}
    return [_frozen(freeze, rulebooks[freeze.as_of], case.enterprise.category, today) for freeze in freezes]


def _facts(evidence: Iterable[CaseEvidence]) -> dict[tuple[str, int], models.Model]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for row in evidence:
        wanted[row.source].add(row.fact_id)
    return {
        (source, fact.pk): fact
        for source, ids in wanted.items()
        for fact in KEY_FIELDS[source][0]._default_manager.filter(pk__in=ids)
    }


def _frozen(freeze: CaseFreeze, rulebook: Rulebook, category: str, today: Mapping[tuple[str, int], models.Model]) -> Frozen:
    by_ground: defaultdict[str, list[FrozenFact]] = defaultdict(list)
    for row in sorted(freeze.evidence.all(), key=lambda row: row.key):
        by_ground[row.ground].append(_frozen_fact(row, today.get((row.source, row.fact_id))))
    order = [code for code in rulebook.grounds if code in by_ground]
    order += [code for code in by_ground if code not in rulebook.grounds]  # a failed standard, the cause of a suspension
    measures = {
        code: measures_as_found(BY_CODE[code], freeze.grounds[code], rulebook, category, freeze.as_of)
        for code in order
        if code in freeze.grounds
    }
    grounds = [FrozenGround(code, rulebook.grounds.get(code), measures.get(code, []), by_ground[code]) for code in order]
    return Frozen(freeze, rulebook, grounds)


def _frozen_fact(row: CaseEvidence, fact: models.Model | None) -> FrozenFact:
    model = KEY_FIELDS[row.source][0]
    shown = [
        field
        for field in model._meta.concrete_fields
        if field.attname not in OF_THE_PORTAL
        and field.name != KEY_FIELDS[row.source][1]
        and not isinstance(field, models.JSONField)
    ]
    then = row.snapshot
    fields = [
        (str(f.verbose_name), _in_words(f, then.get(f.attname)))
        for f in shown
        if f.name != "enterprise" and then.get(f.attname) not in (None, "", False)
    ]
    changes = []
    if fact is not None:
        now = snapshot(fact)
        changes = [
            FieldChange(str(f.verbose_name), _in_words(f, then.get(f.attname)), _in_words(f, now[f.attname]))
            for f in shown
            if then.get(f.attname) != now[f.attname]
        ]
    url = fact_address(row.source, row.fact_id) if fact is not None else ""
    return FrozenFact(row.key, str(model._meta.verbose_name), url, fields, changes, vanished=fact is None)


def _in_words(field: models.Field, value: Any) -> str:
    """A frozen value as a reader sees it: the name of a choice, an amount with separators, yes or no."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField):
        return f"{Decimal(value):,.2f}"
    if isinstance(field, models.ForeignKey):
        return _("another firm (no. %(id)s)") % {"id": value}
    return str(value)
