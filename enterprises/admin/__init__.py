"""The pages of firms and their facts."""

from enterprises.admin import enterprise, facts

__all__ = ["enterprise", "facts"]
