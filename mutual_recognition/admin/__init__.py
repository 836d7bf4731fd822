"""The pages of mutual recognition. Each module registers its own."""

from mutual_recognition.admin import consents, exchange, partners

__all__ = ["consents", "exchange", "partners"]
