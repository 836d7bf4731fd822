"""Firms and facts for tests, written as a delivery leaves them: each row with its delivery, each firm in the night's queue."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from enterprises import models as facts
from enterprises.models import ChangedFirm, Delivery, Enterprise

MODELS: dict[str, tuple[type[models.Model], str]] = {
    "penalties": (facts.Penalty, "decision_no"),
    "criminal_cases": (facts.CriminalCase, "case_no"),
    "payables": (facts.Payable, "document_no"),
    "trade_years": (facts.TradeYear, ""),
    "investigations": (facts.Investigation, "case_no"),
    "certifications": (facts.Certification, "certificate_no"),
    "rectifications": (facts.Rectification, "reference"),
    "ratings": (facts.DecidedRating, ""),
    "recovered_taxes": (facts.RecoveredTax, "document_no"),
    "inspection_results": (facts.InspectedDeclaration, "declaration_no"),
    "related_persons": (facts.RelatedPerson, "reference"),
    "related_firms": (facts.RelatedFirm, "reference"),
}
"""The kinds of facts by their feed file, each with its model and the field of its number."""

REGISTERED = date(2010, 1, 1)
Facts = Mapping[str, Iterable[Mapping[str, Any]]]


def delivery() -> Delivery:
    """The delivery that the facts of a test come with."""
    return Delivery.objects.get_or_create(reference="test", channel="command", state=Delivery.State.LOADED)[0]


def customs_code(number: int) -> str:
    """The customs code of the n-th firm of a test."""
    return f"52019{number:05d}"


def build_firm(number: int, source: Delivery, **fields: Any) -> Enterprise:
    """One firm, not saved: a consignee of district 5200, registered in 2010, where nothing else is said."""
    values = {"category": "consignee", "district": "5200", "registered_on": REGISTERED, "recorded_on": REGISTERED}
    values["name_zh"] = f"测试企业{number}号"
    return Enterprise(customs_code=customs_code(number), delivery=source, **(values | fields))


def build_fact(kind: str, firm: Enterprise, fields: Mapping[str, Any], number: str, source: Delivery) -> models.Model:
    """One fact, not saved; `portal: True` leaves out the delivery, as a row that was made in the portal has none."""
    model, key = MODELS[kind]
    values = dict(fields)
    in_portal = values.pop("portal", False)
    if key:
        values.setdefault(key, number)
    if "amount_cny" in values:
        values["amount_cny"] = Decimal(str(values["amount_cny"]))
    if isinstance(values.get("grounds"), list):
        values["grounds"] = " ".join(values["grounds"])
    if kind in ("criminal_cases", "rectifications"):
        values.setdefault("outcome", {"criminal_cases": "pending", "rectifications": "open"}[kind])
    return model(enterprise=firm, delivery=None if in_portal else source, **values)


def save_facts(kind: str, rows: list[models.Model]) -> None:
    """Save facts of one kind, and queue their firms for the night, as a delivery does."""
    MODELS[kind][0]._default_manager.bulk_create(rows)
    ChangedFirm.objects.bulk_create(ChangedFirm(enterprise_id=firm) for firm in {row.enterprise_id for row in rows})


def make_firm(
    number: int = 1, *, firm: Mapping[str, Any] | None = None, **facts_by_kind: Iterable[Mapping[str, Any]]
) -> Enterprise:
    """A firm with its facts, as in `make_firm(penalties=[{…}], certifications=[{…}])`, saved and queued."""
    enterprise = build_firm(number, delivery(), **(firm or {}))
    enterprise.save()
    ChangedFirm.objects.create(enterprise=enterprise)
    add_facts(enterprise, **facts_by_kind)
    return enterprise


def add_facts(firm: Enterprise, **facts_by_kind: Iterable[Mapping[str, Any]]) -> None:
    """Add facts to a firm, as a later delivery does."""
    source = delivery()
    for kind, rows in facts_by_kind.items():
        known = MODELS[kind][0]._default_manager.filter(enterprise=firm).count()
        prefix = f"{kind[:3].upper()}-{firm.customs_code[-5:]}"
        save_facts(kind, [build_fact(kind, firm, row, f"{prefix}-{known + n}", source) for n, row in enumerate(rows, 1)])


def cover(file: str, first: str, last: str) -> None:
    """Say, as a manifest does, that an optional file is complete for a period."""
    source = Delivery.objects.create(reference=f"{file} {first}", channel="command", state=Delivery.State.LOADED)
    facts.Coverage.objects.create(file=file, starts_on=first, ends_on=last, delivery=source)


def change_fact(fact: models.Model, **fields: Any) -> None:
    """Change a fact, as a later delivery does."""
    for name, value in fields.items():
        setattr(fact, name, value)
    fact.save(update_fields=list(fields))
    ChangedFirm.objects.create(enterprise_id=fact.enterprise_id)  # type: ignore[attr-defined]
