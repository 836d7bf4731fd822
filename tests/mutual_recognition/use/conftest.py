"""Files of use, loaded as deliveries are."""

from tests.enterprises.feeds.conftest import deliveries

__all__ = ["deliveries", "use_row"]


def use_row(**cells: str) -> dict[str, str]:
    """A good row of mr_usage.csv."""
    return {
        "month": "2026-09",
        "partner": "SG",
        "direction": "import",
        "consignments_with": "40",
        "consignments_without": "160",
        "inspected_with": "1",
        "inspected_without": "8",
        "release_hours_with": "6.5",
        "release_hours_without": "26.25",
    } | cells
