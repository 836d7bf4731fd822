"""The shipped partners, also after a test that emptied the database."""

import pytest


@pytest.fixture(autouse=True)
def partners_are_there(shipped_partners: None) -> None:
    """Every test here finds them."""
