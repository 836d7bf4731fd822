"""The pages of mutual recognition. Each module registers its own."""

from mutual_recognition.admin import buyer_notices, code_checks, consents, exchange, partner_firms, partners

__all__ = ["buyer_notices", "code_checks", "consents", "exchange", "partner_firms", "partners"]
