"""The pages of mutual recognition. Each module registers its own."""

from mutual_recognition.admin import code_checks, consents, exchange, partner_firms, partners

__all__ = ["code_checks", "consents", "exchange", "partner_firms", "partners"]
