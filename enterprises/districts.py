"""The customs directly under the General Administration, by code, in both languages."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

TABLE = Path(__file__).parent / "data" / "customs_districts.csv"
GENERAL_ADMINISTRATION = "0000"


@cache
def districts() -> dict[str, tuple[str, str]]:
    """Code of four digits → Chinese and English name, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: (row["name_zh"], row["name_en"]) for row in csv.DictReader(rows)}


def district_is_known(code: str) -> bool:
    """Whether the code, or the customs it is subordinate to, is in the table."""
    return code == GENERAL_ADMINISTRATION or code[:2] + "00" in districts()


def district_name(code: str) -> str:
    """The name in the reader's language.

    An office subordinate to a listed customs has a code of the same first two digits and is called by that customs'
    name; an unknown code is shown as it is.
    """
    if code == GENERAL_ADMINISTRATION:
        return _("General Administration of Customs")
    names = districts().get(code) or districts().get(f"{code[:2]}00")
    if names is None:
        return code
    return names[0] if (get_language() or "").startswith("zh") else names[1]


def district_choices() -> list[tuple[str, str]]:
    """Code and name of every customs of the table, for filters and forms."""
    return [(code, district_name(code)) for code in districts()]
