"""The pages of ratings. Each module registers its own."""

from ratings.admin import calendar, cases, certificate_exports, certificates, regulation, repairs, reviews, runs

__all__ = ["calendar", "cases", "certificate_exports", "certificates", "regulation", "repairs", "reviews", "runs"]
