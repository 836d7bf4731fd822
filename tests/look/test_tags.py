"""Words and marks: what an officer reads is exact in both languages."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override

from enterprises.districts import district_choices, district_is_known
from enterprises.templatetags import portal

DAY = date(2026, 4, 1)


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2026年4月1日"), ("en", "1 April 2026")])
def test_a_day_in_running_text(language: str, text: str) -> None:
    with override(language):
        assert portal.date_text(DAY) == text


def test_days_and_amounts_of_tables() -> None:
    assert portal.date_table(DAY) == "2026-04-01"
    assert portal.yuan(Decimal("1234567.5")) == "1,234,567.50"
    assert portal.count(2_000_000) == "2,000,000"
    assert (portal.date_table(None), portal.yuan(None), portal.count(None)) == ("–", "–", "–")


@pytest.mark.parametrize(
    ("amount", "text"), [("1240000", "124万元"), ("86500", "8.65万元"), ("0", "0万元"), ("1000000", "100万元")]
)
def test_wan_is_rounded_to_two_places_and_trimmed(amount: str, text: str) -> None:
    with override("zh-hans"):
        assert portal.wan(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("day", "text", "tone"),
    [
        (date(2026, 3, 31), "1 day overdue", "danger"),
        (date(2026, 4, 1), "Today", "danger"),
        (date(2026, 4, 8), "7 days left", "warning"),
        (date(2026, 4, 9), "8 days left", "quiet"),
    ],
)
def test_days_left(day: date, text: str, tone: str) -> None:
    with override("en"):
        assert portal.days_left(day, DAY) == f'<span class="{tone}">{text}</span>'


def test_every_badge_carries_a_sign_beside_its_colour() -> None:
    signs = [sign for sign, _long, _short in portal.LEVELS.values()]
    assert signs == ["★★", "★", "–", "▼", "▼▼"]
    for level, (sign, _long, _short) in portal.LEVELS.items():
        assert sign in portal.level_badge(level) and f"badge-{level}" in portal.level_badge(level)
    with override("en"):
        assert "Certified Enterprise" in portal.level_badge("certified", short=False)


def test_names_of_firms_are_escaped() -> None:
    assert "<b>" not in portal.level_tag("note", "<b>")
    assert "<b>" not in portal.status_mark("reported", "<b>")
    assert "<b>" not in portal.code("<b>", copy=True)


def test_an_unknown_kind_of_tag_is_the_authors_mistake() -> None:
    with pytest.raises(TemplateSyntaxError):
        portal.level_tag("blinking")


def test_confirmed_law_has_no_mark_and_the_rest_gives_its_source() -> None:
    assert portal.status_mark("confirmed", "Order 282") == ""
    assert "Order 251" in portal.status_mark("reported", "Order 251")


def test_the_bar_has_its_tick_at_the_limit() -> None:
    within = portal.ground_bar(50, 100)
    assert "bar-within" in within and 'x1="80.00" x2="80.00"' in within and 'x2="40.00"' in within
    over = portal.ground_bar(Decimal("400"), Decimal("100"))
    assert "bar-over" in over and 'x1="25.00" x2="25.00"' in over and 'bar-value" x1="0" x2="100.00"' in over
    assert "bar-over" in portal.ground_bar(100, 100, met=True)
    assert "style=" not in within
    assert portal.ground_bar(None, 100) == ""
    assert "bar-within" in portal.ground_bar(0, 0)


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("zh-hans", "5200", "黄埔海关"),
        ("en", "5200", "Huangpu Customs"),
        ("en", "5208", "Huangpu Customs"),
        ("en", "0000", "General Administration of Customs"),
        ("en", "9999", "9999"),
    ],
)
def test_district_names(language: str, code: str, name: str) -> None:
    with override(language):
        assert portal.district_name(code) == name


def test_the_table_of_districts() -> None:
    assert len(district_choices()) == 42
    assert district_is_known("5208") and district_is_known("0000") and not district_is_known("9999")


def test_pages_by_key_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/", {"q": "东江", "after": "7"})
    page = SimpleNamespace(previous=8, next=57, text="")
    html = Template("{% load portal %}{% keyset_pages page %}").render(Context({"page": page, "request": request}))
    assert "?q=%E4%B8%9C%E6%B1%9F&amp;before=8" in html and "&amp;after=57" in html and "after=7&" not in html


def test_errors_are_summed_up_with_links_to_their_fields() -> None:
    class Form(forms.Form):
        reason = forms.CharField()

    html = Template("{% load portal %}{% form_errors form %}{% form_field form.reason %}").render(
        Context({"form": Form({})})
    )
    assert 'href="#id_reason"' in html and 'for="id_reason"' in html and "errorlist" in html


def test_progress_without_a_total_says_what_is_done() -> None:
    html = Template("{% load portal %}{% progress 5 0 %}").render(Context())
    assert "%</span>" not in html and "5" in html


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'symbol id="([^"]+)"', (settings.BASE_DIR / "static/icons.svg").read_text()))
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        named = re.findall(r"""(?:\{% icon |icon=)['"]([a-z-]+)""", template.read_text())
        assert set(named) <= sprite, template


def test_no_colour_outside_the_tokens() -> None:
    folder: Path = settings.BASE_DIR / "static/css"
    known = set(re.findall(r"^\s+(--[\w-]+):", (folder / "tokens.css").read_text(), re.MULTILINE))
    for sheet in folder.glob("*.css"):
        text = sheet.read_text()
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= known, sheet
        if sheet.name != "tokens.css":
            assert re.findall(r":[^;{}]*#[0-9a-fA-F]{3,8}\b", text) == [], sheet
