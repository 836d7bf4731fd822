"""Facts as pages name them: the number that officers know, the day, the amount, and the page of the fact."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.urls import NoReverseMatch, reverse

from enterprises.models import CriminalCase, Payable, Penalty, Rectification
from ratings.assessment.evidence import key_of


@dataclass(frozen=True)
class FactLink:
    """A fact to link to: its kind and id, its number; `day` is its own date, `amount` is in yuan where it has one."""

    place: tuple[str, int]
    key: str
    url: str
    kind: str
    day: date | None = None
    amount: Decimal | None = None


def fact_address(source: str, fact_id: int) -> str:
    """The page of a fact by its model's name; empty where there is none."""
    try:
        return reverse(f"admin:enterprises_{source}_change", args=[fact_id])
    except NoReverseMatch:
        return ""


def fact_link(source: str, fact: models.Model) -> FactLink:
    """The link to a fact that can found a finding."""
    kind, day, amount = _said(fact)
    return FactLink((source, fact.pk), key_of(source, fact), fact_address(source, fact.pk), kind, day, amount)


def _said(fact: models.Model) -> tuple[str, date | None, Decimal | None]:
    match fact:
        case Penalty():
            return fact.get_kind_display(), fact.decided_on, fact.amount_cny
        case CriminalCase():
            return fact.get_charge_display(), fact.effective_on, None
        case Payable():
            return fact.get_kind_display(), fact.deferred_to or fact.due_on, fact.amount_cny
        case Rectification():
            return str(fact._meta.verbose_name), fact.due_on, None
    return str(fact._meta.verbose_name), None, None
