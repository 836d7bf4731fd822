"""The portal's words and marks for templates and list columns: `{% load portal %}`.

Every tag that returns markup is also a plain function that a `list_display` column may call.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from enterprises import districts

register = template.Library()

NOTHING = "–"
LEVELS: dict[str, tuple[str, Any, Any]] = {
    "advanced_certified": (
        "★★",
        gettext_lazy("Advanced Certified Enterprise"),
        pgettext_lazy("level", "Advanced certified"),
    ),
    "certified": ("★", gettext_lazy("Certified Enterprise"), pgettext_lazy("level", "Certified")),
    "regular": ("–", gettext_lazy("Regular Enterprise"), pgettext_lazy("level", "Regular")),
    "discredited": ("▼", gettext_lazy("Discredited Enterprise"), pgettext_lazy("level", "Discredited")),
    "seriously_discredited": (
        "▼▼",
        gettext_lazy("Seriously Discredited Enterprise"),
        pgettext_lazy("level", "Seriously discredited"),
    ),
}
"""Sign, long name and short name of each level, from the highest to the lowest."""

STATUSES = {
    "confirmed": pgettext_lazy("status of a figure", "confirmed"),
    "reported": pgettext_lazy("status of a figure", "to be verified"),
    "carried_over": pgettext_lazy("status of a figure", "to be verified"),
    "unknown": pgettext_lazy("status of a figure", "to be verified"),
    "unverified": pgettext_lazy("status of a figure", "to be verified"),
    "assumed": pgettext_lazy("status of a figure", "assumed"),
}


# --- Marks ---------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without one it is decoration."""
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def level_badge(level: str | None, short: bool = True) -> SafeString | str:
    """The badge of a level, its sign before its name; `short=False` for the name of the Order; a dash for no level."""
    if not level:
        return format_html('<span class="quiet">{}</span>', NOTHING)
    sign, long_name, short_name = LEVELS[level]
    return format_html(
        '<span class="badge badge-{}"><span class="badge-sign" aria-hidden="true">{}</span> {}</span>',
        level,
        sign,
        short_name if short else long_name,
    )


@register.simple_tag
def level_tag(kind: str, value: Any = "") -> SafeString:
    """A small tag beside a badge.

    Kinds: `protected` (value: the last day), `suspended` (value: `must` or `may`), `lower`, `held` (why), `synthetic`,
    and the plain tones `note`, `good`, `warn`, `bad` whose value is the text.
    """
    tone, text = _tag(kind, value)
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


def _tag(kind: str, value: Any) -> tuple[str, Any]:
    match kind:
        case "protected":
            return "warn", _("Rectifying until %(day)s") % {"day": date_table(value)}
        case "suspended":
            return "bad", _("Must be suspended") if value == "must" else _("May be suspended")
        case "lower":
            return "bad", _("Lower level indicated")
        case "synthetic":
            return "note", _("Synthetic data")
        case "good" | "warn" | "bad" | "note" | "info":
            return kind, value
    raise template.TemplateSyntaxError(f"level_tag has no kind {kind!r}")


@register.simple_tag
def status_mark(status: str, source: str = "") -> SafeString | str:
    """待核 beside what is not confirmed law, its source shown on focus or under the pointer; nothing when confirmed."""
    if status == "confirmed":
        return ""
    text = STATUSES.get(status, status)
    if not source:
        return format_html('<span class="mark">{}</span>', text)
    return format_html(
        '<span class="mark" tabindex="0" role="note">{}<span class="mark-source"><span class="visually-hidden">: </span>'
        "{}</span></span>",
        text,
        source,
    )


@register.simple_tag
def ground_bar(value: Any, limit: Any, met: bool | None = None) -> SafeString:
    """A figure against its limit, as a small bar with a tick at the limit; red when the ground is met.

    The words beside it say the same, so it is hidden from screen readers. `met` defaults to value > limit.
    """
    if value is None or limit is None:
        return SafeString("")
    value, limit = Decimal(value), Decimal(limit)
    over = value > limit if met is None else met
    scale = max(value, limit * Decimal("1.25"), Decimal(1))
    filled, tick = (f"{max(part, Decimal(0)) / scale * 100:.2f}" for part in (value, limit))
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="bar-track" x1="0" x2="100" y1="6" y2="6"></line>'
        '<line class="bar-value" x1="0" x2="{}" y1="6" y2="6"></line>'
        '<line class="bar-limit" x1="{}" x2="{}" y1="0" y2="12"></line></svg>',
        "bar-over" if over else "bar-within",
        filled,
        tick,
        tick,
    )


@register.simple_tag
def code(value: str, copy: bool = False) -> SafeString:
    """A code in the monospaced face, with a button that copies it when asked."""
    if not value:
        return format_html('<span class="quiet">{}</span>', NOTHING)
    if not copy:
        return format_html("<code>{}</code>", value)
    return format_html(
        '<span class="copyable"><code>{}</code>'
        '<button type="button" class="copy" data-copy="{}" aria-label="{}">{}</button></span>',
        value,
        value,
        _("Copy %(code)s") % {"code": value},
        icon("copy"),
    )


# --- Days, amounts, names ------------------------------------------------------


@register.simple_tag
def date_text(day: date | None) -> str:
    """A day in running text: 2026年4月1日, or 1 April 2026."""
    if day is None:
        return NOTHING
    if (get_language() or "").startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


@register.simple_tag
def date_table(day: date | str | None) -> str:
    """A day in a table: 2026-04-01."""
    if not day:
        return NOTHING
    return day if isinstance(day, str) else f"{day:%Y-%m-%d}"


@register.simple_tag
def time_table(moment: datetime | None) -> str:
    """A moment in a table, in the portal's zone: 2026-04-01 01:30."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else NOTHING


@register.simple_tag
def yuan(amount: Decimal | None) -> str:
    """An amount of yuan with thousands separators and two decimals."""
    return NOTHING if amount is None else f"{Decimal(amount):,.2f}"


@register.simple_tag
def wan(amount: Decimal | None) -> str:
    """An amount for a summary: 万元 in Chinese, thousands of yuan spelled out as plain yuan in English."""
    if amount is None:
        return NOTHING
    if (get_language() or "").startswith("zh"):
        tens = (Decimal(amount) / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{tens:,f}".rstrip("0").rstrip(".") + "万元"
    return f"CNY {Decimal(amount):,.0f}"


@register.simple_tag
def count(number: int | None) -> str:
    """A whole number with thousands separators."""
    return NOTHING if number is None else f"{number:,}"


@register.simple_tag
def days_left(day: date | None, today: date) -> SafeString | str:
    """How far a day is: today, 36 days left, 1 day overdue; coloured when it is near or past."""
    if day is None:
        return NOTHING
    left = (day - today).days
    if left < 0:
        text = ngettext("%(n)s day overdue", "%(n)s days overdue", -left) % {"n": -left}
    elif left == 0:
        text = _("Today")
    else:
        text = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    tone = "danger" if left <= 0 else "warning" if left <= 7 else "quiet"
    return format_html('<span class="{}">{}</span>', tone, text)


@register.simple_tag
def district_name(code: str) -> str:
    """The customs of a district code, in the reader's language; an unknown code as it is."""
    return districts.district_name(code)


# --- Parts of a page -----------------------------------------------------------


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """A progress bar with its figures; with an unknown total (0) it shows what is done alone."""
    share = min(100, done * 100 // total) if total else 0
    return {"done": done, "total": total, "share": share, "label": label or _("Progress")}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]], kinds: Iterable[tuple[str, str, str, bool]] = ()) -> dict[str, Any]:
    """What happened, newest first, on one axis.

    An entry has `when` (a day or a moment), `kind` (fact, decision, letter, change, run), `title`, and may have `text`,
    `who`, `why`, `url`, and `changes`: name, old, new of each field. `kinds` are the filter's links: key,
    label, address, whether it is on.
    """
    return {"entries": entries, "kinds": kinds}


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, text: str = "", url: str = "", label: str = "", icon: str = "inbox") -> dict[str, Any]:
    """What will appear here and how it gets there; with an address, the one thing to do about it."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.inclusion_tag("components/pages.html", takes_context=True)
def keyset_pages(context: template.Context, page: Any) -> dict[str, Any]:
    """‹ previous, next › of a page by key.

    `page` has `previous` and `next`: query strings' `key` values, or None; `text` says which rows are in view. The rest
    of the address is kept.
    """
    request: HttpRequest = context["request"]
    kept = [(k, v) for k, values in request.GET.lists() if k not in ("after", "before") for v in values]

    def address(name: str, key: Any) -> str:
        return "" if key is None else "?" + urlencode([*kept, (name, key)])

    return {
        "previous": address("before", page.previous),
        "next": address("after", page.next),
        "text": getattr(page, "text", ""),
    }


@register.simple_tag
def definition_list(pairs: Iterable[tuple[Any, Any]]) -> SafeString:
    """Names and values, as a definition list."""
    rows = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", pairs)
    return format_html('<dl class="facts">{}</dl>', rows)


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme of the person's cookie; light without one."""
    request = context.get("request")
    return "dark" if request is not None and request.COOKIES.get("theme") == "dark" else "light"


@register.simple_tag
def verdict_sign(verdict: str) -> SafeString:
    """The sign of a ground's verdict: `met`, `not_met`, `undetermined` or `protected`."""
    sign, name = {
        "met": ("✗", pgettext("verdict", "met")),
        "not_met": ("✓", pgettext("verdict", "not met")),
        "undetermined": ("?", pgettext("verdict", "undetermined")),
        "protected": ("◷", pgettext("verdict", "protected")),
    }[verdict]
    return format_html('<span class="verdict verdict-{}" role="img" aria-label="{}">{}</span>', verdict, name, sign)


@register.simple_tag(takes_context=True)
def user_roles(context: template.Context) -> str:
    """The names of the person's roles."""
    user = context["user"]
    labels = dict(user.role_grants.model._meta.get_field("role").choices)
    return (_(", ")).join(str(labels[role]) for role in sorted(user.roles))


@register.simple_tag
def page_address(cl: Any, step: int) -> str:
    """The address of a neighbouring page of an admin list."""
    return cl.get_query_string({"p": cl.page_num + step})


@register.inclusion_tag("components/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """A field of a form: label above, help under the label, errors beside the field."""
    return {"field": field, "check": isinstance(field.field.widget, CheckboxInput), "group": field.use_fieldset}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """The errors of a form, summed up on top, each a link to its field; nothing when there are none."""
    problems: list[tuple[str, Any, Any]] = [("", "", text) for text in form.non_field_errors()]
    for field in form:
        problems += [(field.id_for_label or field.auto_id, field.label, text) for text in field.errors]
    return {"problems": problems}
