"""What rulebooks say, in the reader's language: `{% load rulebook %}`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enterprises.templatetags.portal import status_mark
from ratings.models import FigureAmendment
from ratings.regulation.parameters import Figure, GroundBasis, Provision

register = template.Library()


@register.filter
def said(thing: Any, what: str) -> str:
    """The title, label, text, wording, basis, source or display of a thing, in the reader's language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return getattr(thing, f"{what}_{language}")


@register.simple_tag
def law_mark(thing: Figure | Provision | GroundBasis) -> SafeString | str:
    """Portal policy, or 待核 with its source on focus; nothing beside what is confirmed law."""
    if getattr(thing, "policy", False):
        return format_html('<span class="tag tag-note">{}</span>', _("Portal policy"))
    source = said(thing, "source") if isinstance(thing, Figure) else said(thing, "basis")
    return status_mark(thing.status, f"{status_name(thing.status)} · {source}")


@register.simple_tag
def status_name(status: str) -> str:
    """A status in words."""
    return str(FigureAmendment.Status(status).label)
