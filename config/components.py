"""Made-up content for the page that shows every component."""

from typing import Any


def component_samples() -> dict[str, Any]:
    """What admin/components.html shows."""
    return {}
