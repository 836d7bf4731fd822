"""What a certificate says, from the firm and its certification, frozen when it is signed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from enterprises.districts import districts
from enterprises.models import Certification
from ratings.documents.wording import customs_name
from ratings.levels import Level

Content = dict[str, Any]


def content_of(certification: Certification, *, code: str, on: date, demonstration: bool) -> Content:
    """Everything that the certificate says, as plain words and ISO dates; `code` opens its public page."""
    firm = certification.enterprise
    return {
        "number": certification.certificate_no,
        "level": certification.level,
        "granted_on": certification.granted_on.isoformat(),
        "issued_on": on.isoformat(),
        "firm": {
            "name_zh": firm.name_zh,
            "name_en": firm.name_en,
            "customs_code": firm.customs_code,
            "uscc": firm.uscc,
            "aeo_code": firm.aeo_code,
        },
        "district": {"code": firm.district, "zh": customs_name(firm.district), "en": english_customs(firm.district)},
        "address": public_address(code),
        "seal": settings.LETTER_SEAL,
        "demonstration": demonstration,
        "synthetic": firm.is_synthetic,
    }


def public_address(code: str) -> str:
    """The address of a certificate's public page, as its QR code says it."""
    return f"{settings.PUBLIC_URL}{reverse('certificate', args=[code])}"


def english_customs(district: str) -> str:
    """The customs' name in English, as in Huangpu Customs; an unknown code as it is."""
    if district == "0000":
        return "General Administration of Customs"
    names = districts().get(district) or districts().get(f"{district[:2]}00")
    return names[1] if names else district


def level_names(level: str) -> tuple[str, str]:
    """A level's name in the law, and in English."""
    with translation.override("zh-hans"):
        chinese = str(Level(level).label)
    with translation.override("en"):
        return chinese, str(Level(level).label)
