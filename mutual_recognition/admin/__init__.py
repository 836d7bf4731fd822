"""The pages of mutual recognition. Each module registers its own."""

from mutual_recognition.admin import (
    arrangement_changes,
    buyer_notices,
    code_checks,
    consents,
    exchange,
    partner_firms,
    partners,
    use,
)

__all__ = [
    "arrangement_changes",
    "buyer_notices",
    "code_checks",
    "consents",
    "exchange",
    "partner_firms",
    "partners",
    "use",
]
