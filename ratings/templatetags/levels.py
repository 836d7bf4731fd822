"""Words of nights and levels for templates: `{% load levels %}`."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
