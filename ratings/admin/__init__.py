"""The pages of ratings. Each module registers its own."""

from ratings.admin import calendar, cases, regulation, runs

__all__ = ["calendar", "cases", "regulation", "runs"]
