"""What a certificate of the tests says, without a database."""

from typing import Any


def content(firm: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """The content of a certificate as it is frozen, with other particulars of the firm or of itself where told."""
    plain = {
        "name_zh": "东江精密电子（东莞）有限公司",
        "name_en": "Dongjiang Precision Electronics (Dongguan) Co., Ltd.",
        "customs_code": "4419630412",
        "uscc": "91441900MA4W1B7K4W",
        "aeo_code": "AEOCN4419630412",
    }
    said = {
        "number": "AEO-5200-2024-000318",
        "level": "advanced_certified",
        "granted_on": "2024-06-18",
        "issued_on": "2026-06-30",
        "firm": plain | (firm or {}),
        "district": {"code": "5200", "zh": "黄埔海关", "en": "Huangpu Customs"},
        "address": "https://credit.example.org/verify/abcdefghijkmnpqrstuvwxyz23/",
        "seal": "演示用章",
        "demonstration": True,
        "synthetic": False,
    }
    return said | fields
