"""The pages of ratings. Each module registers its own."""

from ratings.admin import cases, regulation, runs

__all__ = ["cases", "regulation", "runs"]
