"""Objections: what may have corrected the data since one came."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enterprises.models import Certification, CriminalCase, DecidedRating, Investigation, Payable, Penalty, Rectification
from ratings.models import Case, Objection
from ratings.selectors.situation import Situation

FACTS = (Penalty, CriminalCase, Payable, Investigation, Certification, Rectification, DecidedRating)
MOST = 50


def corrections_for(case: Case) -> list[tuple[str, str]]:
    """What changed of the firm since the objection came, as choices: facts with the version that changed them, and cases."""
    return [*_firm(case), *_facts(case), *_cases(case)]


def correction_in_words(objection: Objection) -> str:
    """The linked correction in words; empty where there is none."""
    return dict(corrections_for(objection.case)).get(objection.correction, objection.correction)


def _since(case: Case) -> Any:
    day = case.objection.received_on
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day))


def _firm(case: Case) -> Iterator[tuple[str, str]]:
    versions = case.enterprise.history.filter(history_date__gte=_since(case), history_type="~").order_by("-history_id")
    for version in versions[:MOST]:
        yield f"enterprise:{case.enterprise_id}:{version.history_id}", _said(_("Registration data"), version.history_date)


def _facts(case: Case) -> Iterator[tuple[str, str]]:
    for model in FACTS:
        versions = model.history.filter(enterprise_id=case.enterprise_id, history_date__gte=_since(case))
        for version in versions.order_by("-history_id")[:MOST]:
            name = f"{model._meta.verbose_name} {version.instance}"
            yield f"{model._meta.model_name}:{version.id}:{version.history_id}", _said(name, version.history_date)


def _cases(case: Case) -> Iterator[tuple[str, str]]:
    others = Case.objects.filter(enterprise_id=case.enterprise_id, opened_on__gte=case.objection.received_on)
    for other in others.exclude(pk=case.pk).order_by("-pk")[:MOST]:
        yield f"case:{other.pk}", f"{other.number} · {other.get_kind_display()}"


def _said(name: Any, when: Any) -> str:
    return f"{name} · {date_format(timezone.localtime(when), 'Y-m-d H:i')}"


def _awaits(case: Case) -> bool:
    return bool(case.objection.well_founded) and not case.objection.correction


def _linkable(now: Situation) -> bool:
    return _awaits(now.case)


APPLIES = {
    "objection_sign": lambda now: now.draft is not None,
    "objection_serve": lambda now: not _awaits(now.case),
    "objection_serve_first": lambda now: _awaits(now.case),
    "correction_link": _linkable,
}
"""Whether an objection needs an act now."""
