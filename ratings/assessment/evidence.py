"""Founding facts: from the tokens that the statement returns to the numbers and rows that officers know."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models

from enterprises.models import (
    Certification,
    CriminalCase,
    DecidedRating,
    Enterprise,
    InspectedDeclaration,
    Investigation,
    Payable,
    Penalty,
    RecoveredTax,
    Rectification,
    RelatedFirm,
    RelatedPerson,
    TradeYear,
)
from ratings.models import Review

STANDARD = "standard"
"""The code under which a rectification that failed or ran out stands: it founds no discredit, but a lower AEO level."""

REVIEW = "review"
"""The code under which a review that was not passed stands, and its kind of evidence; it too founds a lower AEO level only."""

KEY_FIELDS: dict[str, tuple[type[models.Model], str]] = {
    "penalty": (Penalty, "decision_no"),
    "criminalcase": (CriminalCase, "case_no"),
    "payable": (Payable, "document_no"),
    "rectification": (Rectification, "reference"),
    "tradeyear": (TradeYear, "year"),
    "investigation": (Investigation, "case_no"),
    "certification": (Certification, "certificate_no"),
    "decidedrating": (DecidedRating, "effective_on"),
    "enterprise": (Enterprise, "customs_code"),
    "recoveredtax": (RecoveredTax, "document_no"),
    "inspecteddeclaration": (InspectedDeclaration, "declaration_no"),
    "relatedperson": (RelatedPerson, "reference"),
    "relatedfirm": (RelatedFirm, "reference"),
    REVIEW: (Review, "case"),
}
"""By the model's name, the facts that a case may freeze, each with the number by which officers know it."""


class Founding(NamedTuple):
    """One founding fact: the ground that it founds, its kind and id."""

    ground: str
    source: str
    fact_id: int


def parse(tokens: str) -> list[Founding]:
    """The founding facts of one firm, from `ground:source:id` separated by blanks."""
    parts = (token.split(":") for token in tokens.split())
    return [Founding(ground, source, int(fact_id)) for ground, source, fact_id in parts]


def facts_of(tokens: Iterable[str]) -> dict[tuple[str, int], models.Model]:
    """The rows behind the tokens of many firms, by kind and id; one query a kind."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for founding in (founding for text in tokens for founding in parse(text)):
        wanted[founding.source].add(founding.fact_id)
    return {
        (source, fact.pk): fact
        for source, ids in wanted.items()
        for fact in KEY_FIELDS[source][0]._default_manager.filter(pk__in=ids)
    }


def key_of(source: str, fact: models.Model) -> str:
    """The number by which officers know the fact."""
    return str(getattr(fact, KEY_FIELDS[source][1]))


def snapshot(fact: models.Model) -> dict[str, str | bool | int | None]:
    """Every field of the fact as it is now, for freezing: dates and amounts as text."""
    values = {field.attname: field.value_from_object(fact) for field in fact._meta.concrete_fields}
    return {name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()}
