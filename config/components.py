"""Made-up content for the page that shows every component, once a language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enterprises.templatetags.portal import LEVELS

TODAY = date(2026, 11, 25)
FIRMS = (
    ("4419630412", "advanced_certified", "discredited", ("protected", date(2026, 12, 31)), date(2026, 12, 1), "1240000"),
    ("4401180027", "regular", "discredited", None, date(2026, 11, 26), "86500"),
    ("44019609KX", "certified", "seriously_discredited", ("suspended", "must"), None, "3100000.5"),
    ("4419240883", "advanced_certified", "regular", ("suspended", "may"), None, "0"),
    ("4419980156", "discredited", "regular", None, TODAY, "520000"),
)
WORDS: dict[str, dict[str, Any]] = {
    "zh-hans": {
        "firm": "东江精密电子（东莞）有限公司",
        "firms": (
            "东江精密电子（东莞）有限公司",
            "南粤联合报关有限公司",
            "恒昌食品进出口（广州）有限公司",
            "珠江纸业股份有限公司",
            "莞城国际货运代理有限公司",
        ),
        "source": "海关总署令第251号第二十二条第三项，第282号令沿用与否尚未公布",
        "letter": "失信认定告知书已送达",
        "penalty": "违反海关监管规定处罚 520,000.00 元",
        "night": "夜间评定：应评等级由高级认证改为失信",
        "change": "协调员由未分派改为王芳",
        "who": "王芳 · 黄埔海关",
        "delivery": "交付 #412",
    },
    "en": {
        "firm": "Dongjiang Precision Electronics (Dongguan) Co., Ltd.",
        "firms": (
            "Dongjiang Precision Electronics (Dongguan) Co., Ltd.",
            "Nanyue United Customs Brokers Co., Ltd.",
            "Hengchang Food Import and Export (Guangzhou) Co., Ltd.",
            "Pearl River Paper Co., Ltd.",
            "Guancheng International Freight Forwarding Co., Ltd.",
        ),
        "source": "Order 251, article 22(3); whether Order 282 keeps the figure is not published",
        "letter": "Notice of the intended finding served",
        "penalty": "Penalty for a breach of customs rules, CNY 520,000.00",
        "night": "Night: the indicated level went from advanced certified to discredited",
        "change": "Coordinator changed from nobody to Wang Fang",
        "who": "Wang Fang · Huangpu Customs",
        "delivery": "Delivery #412",
    },
}


class SampleForm(forms.Form):
    """A form with every kind of field."""

    reason = forms.CharField(label=_("reason"), help_text=_("One sentence; it is kept in the history."), max_length=200)
    on = forms.DateField(label=_("in force from"), widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label=_("level in force"), choices=[(key, row[1]) for key, row in LEVELS.items()])
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label=_("I have read the evidence"), required=False)


def component_samples() -> dict[str, Any]:
    """What admin/components.html shows, in the reader's language."""
    words = WORDS["zh-hans" if (get_language() or "").startswith("zh") else "en"]
    broken = SampleForm({"broken-reason": "", "broken-on": "2026-13-40", "broken-level": "regular"}, prefix="broken")
    return {
        "levels": list(LEVELS),
        "words": words,
        "today": TODAY,
        "near": date(2026, 11, 28),
        "past": date(2026, 11, 24),
        "cards": zip(LEVELS, (315, 1208, 76940, 143, 9), ("+4", "+61", "+312", "−7", "0"), strict=True),
        "rows": [
            {
                "name": name,
                "code": code,
                "level": level,
                "indicated": shown,
                "tag": tag,
                "next": next_on,
                "sum": Decimal(sum_),
            }
            for name, (code, level, shown, tag, next_on, sum_) in zip(words["firms"], FIRMS, strict=True)
        ],
        "limit": Decimal("1.204"),
        "pages": SimpleNamespace(previous=None, next=50, text=_("Rows 1–50 of more than 10,000")),
        "facts": [
            (_("customs code"), FIRMS[0][0]),
            (_("Chinese name"), WORDS["zh-hans"]["firm"]),
            (_("registered on"), "2012-05-18"),
        ],
        "form": SampleForm(),
        "broken": broken,
        "entries": _entries(words),
        "kinds": [
            ("all", _("Everything"), "?", True),
            ("fact", _("Facts"), "?kind=fact", False),
            ("decision", _("Decisions"), "?kind=decision", False),
            ("change", _("Changes by people"), "?kind=change", False),
            ("run", _("Nights"), "?kind=run", False),
        ],
    }


def _entries(words: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"when": datetime(2026, 11, 24, 17, 30, tzinfo=UTC), "kind": "run", "title": words["night"], "url": "?"},
        {"when": date(2026, 11, 20), "kind": "letter", "title": words["letter"], "who": words["who"]},
        {"when": datetime(2026, 11, 18, 2, 12, tzinfo=UTC), "kind": "change", "title": words["change"], "who": words["who"]},
        {"when": date(2026, 11, 3), "kind": "fact", "title": words["penalty"], "who": words["delivery"]},
    ]
