"""The pages of firms, their facts, and the deliveries that bring them."""

from enterprises.admin import deliveries, enterprise, facts

__all__ = ["deliveries", "enterprise", "facts"]
