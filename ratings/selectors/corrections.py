"""What may have corrected a firm's data since an objection came, and what did."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enterprises.models import Certification, CriminalCase, DecidedRating, Investigation, Payable, Penalty, Rectification
from ratings.models import Case, Objection
from ratings.selectors.facts import fact_address

FACTS = (Penalty, CriminalCase, Payable, Investigation, Certification, Rectification, DecidedRating)
MOST = 50
"""How many of one kind are offered, the newest first."""


class Correction(NamedTuple):
    """One change: how a form names it, its words, and its page (empty where the fact is there no more)."""

    value: str
    label: str
    url: str


def corrections_for(case: Case) -> list[Correction]:
    """What changed of the firm since the objection came: facts that changed, came or went, and cases that were decided."""
    since = _since(case)
    return [*_firm(case, since), *_facts(case, since), *_cases(case)]


def correction_of(objection: Objection) -> Correction | None:
    """The linked correction; None where there is none."""
    if not objection.correction:
        return None
    found = {correction.value: correction for correction in corrections_for(objection.case)}
    return found.get(objection.correction, Correction(objection.correction, objection.correction, ""))


def _since(case: Case) -> datetime:
    day = case.objection.received_on
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _firm(case: Case, since: datetime) -> Iterator[Correction]:
    versions = case.enterprise.history.filter(history_date__gte=since, history_type="~").order_by("-history_id")
    for version in versions[:MOST]:
        label = _said(_("Registration data"), version.history_date)
        yield Correction(
            f"enterprise:{case.enterprise_id}:{version.history_id}", label, fact_address("enterprise", case.enterprise_id)
        )


def _facts(case: Case, since: datetime) -> Iterator[Correction]:
    """Changes by their version; one that moved to another firm too. A fact that came in bulk has no version yet: `0`."""
    firm = case.enterprise_id
    for model in FACTS:
        source = str(model._meta.model_name)
        name = model._meta.verbose_name
        ever = list(model.history.filter(enterprise_id=firm).order_by().values_list("id", flat=True).distinct())
        versions = model.history.filter(id__in=ever, history_date__gte=since)
        for version in versions.order_by("-history_id")[:MOST]:
            there = fact_address(source, version.id) if version.history_type != "-" else ""
            label = _said(f"{name} {version.instance}", version.history_date)
            yield Correction(f"{source}:{version.id}:{version.history_id}", label, there)
        came = model._default_manager.filter(enterprise=firm, delivery__received_at__gte=since)
        for fact in came.exclude(pk__in=ever).select_related("delivery").order_by("-pk")[:MOST]:
            label = _said(f"{name} {fact}", fact.delivery.received_at)
            yield Correction(f"{source}:{fact.pk}:0", label, fact_address(source, fact.pk))


def _cases(case: Case) -> Iterator[Correction]:
    """Decided cases; another objection corrects nothing."""
    decided = Case.objects.filter(enterprise_id=case.enterprise_id, state=Case.State.DECIDED)
    since = decided.filter(closed_on__gte=case.objection.received_on).exclude(kind=Case.Kind.OBJECTION)
    for other in since.order_by("-pk")[:MOST]:
        label = f"{other.number} · {other.get_kind_display()}"
        yield Correction(f"case:{other.pk}", label, reverse("admin:ratings_case_change", args=[other.pk]))


def _said(name: Any, when: datetime) -> str:
    return f"{name} · {date_format(timezone.localtime(when), 'Y-m-d H:i')}"
