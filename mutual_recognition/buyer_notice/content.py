"""What a notice says, frozen when it is made: every word in Chinese (`zh`) and English (`en`), ready to be printed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from enterprises.models import Enterprise
from enterprises.templatetags.portal import date_text
from mutual_recognition.buyer_code import MATCHES, BuyerCode
from mutual_recognition.models import ECONOMIES, Term
from ratings.documents.certificates.content import english_customs, level_names
from ratings.documents.wording import customs_name
from ratings.levels import Level

Content = dict[str, Any]
Words = dict[str, str]

RECOGNITION = {Level.ADVANCED_CERTIFIED: Term.Name.ADVANCED, Level.CERTIFIED: Term.Name.CERTIFIED}
"""The term that says whether our firms of a level are recognised."""


def notice_content(firm: Enterprise, level: str, line: BuyerCode, *, by: User, on: date) -> Content:
    """Everything that the notice says, for a firm of this level on the day. The line must have no obstacles."""
    return {
        "firm": {
            "name_zh": firm.name_zh,
            "name_en": firm.name_en,
            "customs_code": firm.customs_code,
            "synthetic": firm.is_synthetic,
        },
        "district": {"zh": customs_name(firm.district), "en": english_customs(firm.district)},
        "issued_on": on.isoformat(),
        "day": both(lambda: date_text(on)),
        "contact": str(by),
        "level": dict(zip(("zh", "en"), level_names(level), strict=True)),
        "partner": both(lambda: ECONOMIES.get(line.partner.economy, line.partner.name)),
        "members": both(lambda: _(", ").join(partner.name for partner in line.members)) if line.countries > 1 else None,
        "code": line.code,
        "form": {"marked": not line.form.is_confirmed, "source": both(lambda: line.form.source)},
        "in_force": _in_force(line),
        "tiers": [_tier(line, level, each) for each in RECOGNITION],
        "level_known": line.arrangement.recognises(level) is not None,
        "matches": [_match(firm, line, term) for term in line.match_terms],
        "consent": both(lambda: date_text(line.consent.given_on)) if line.consent else None,  # type: ignore[union-attr]
        "demonstration": settings.DEMONSTRATION,
    }


def both(make: Callable[[], object]) -> Words:
    """What `make` says in each language."""
    said = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[name] = str(make())
    return said


def _in_force(line: BuyerCode) -> Content:
    """Since when, as far as it is known; the first day where the countries of one economy differ."""
    days = sorted({partner.implemented_on for partner in line.members if partner.implemented_on})
    announcement = both(lambda: line.partner.announcement)
    return {
        "since": both(lambda: date_text(days[0])) if days else None,
        "differs": len(days) > 1,
        "announcement": announcement if announcement["zh"] else None,
        "marked": not all(partner.is_confirmed for partner in line.members),
    }


def _tier(line: BuyerCode, level: str, tier: Level) -> Content:
    term = line.arrangement.terms[RECOGNITION[tier]]
    return {
        "level": dict(zip(("zh", "en"), level_names(tier), strict=True)),
        "answer": line.arrangement.recognises(tier),
        "marked": not (term.is_unknown or term.is_confirmed),
        "own": tier == level,
    }


def _match(firm: Enterprise, line: BuyerCode, term: Term) -> Content:
    values = {
        Term.Name.ENGLISH_NAME: [firm.name_en],
        Term.Name.NAME_ADDRESS: [firm.name_zh, firm.name_en, firm.address_zh, firm.address_en],
        Term.Name.TIN: [firm.name_zh, firm.name_en, line.code],
    }
    name = Term.Name(term.name)
    return {
        "what": both(lambda: MATCHES[name]),
        "values": [value for value in values[name] if value],
        "marked": not term.is_confirmed,
    }
