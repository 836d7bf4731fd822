"""Words of nights and levels for templates: `{% load levels %}`."""

from django import template
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ratings.models import Decision
from ratings.regulation.parameters import rulebook_on

register = template.Library()


@register.simple_tag
def signed(number: int) -> str:
    """A change with its sign: +4, −7, or that there was none."""
    if not number:
        return _("no change")
    return f"{'+' if number > 0 else '−'}{abs(number):,}"


@register.simple_tag
def verdict_name(verdict: str) -> str:
    """A verdict in words."""
    names = {
        "met": pgettext("verdict", "met"),
        "not_met": pgettext("verdict", "not met"),
        "undetermined": pgettext("verdict", "undetermined"),
    }
    return names.get(verdict, verdict)


@register.simple_tag
def decision_basis(decision: Decision) -> str:
    """The article that a decision rests on. The record is in Chinese; in English it is cited from the law of its day."""
    if (get_language() or "zh").startswith("zh"):
        return decision.basis
    if decision.kind != Decision.Kind.RESTORATION:
        return str(decision.evidence.get("basis_en", ""))
    return rulebook_on(decision.decided_on).figures["restoration_months"].basis_en
