"""The pages of mutual recognition. Each module registers its own."""

from mutual_recognition.admin import partners

__all__ = ["partners"]
