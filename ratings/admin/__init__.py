"""The pages of ratings. Each module registers its own."""

from ratings.admin import regulation

__all__ = ["regulation"]
