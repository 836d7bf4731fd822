"""The public contract says what the loader does."""

from django.conf import settings

from enterprises.feeds.contract import contract_table, optional_table
from enterprises.feeds.declaration import FEEDS
from enterprises.models import DecidedRating


def test_the_contract_s_tables_are_current() -> None:
    text = (settings.BASE_DIR / "docs" / "feeds.md").read_text(encoding="utf-8")
    assert contract_table() in text
    assert optional_table() in text
    assert all(f"`{code}`" in text for code in DecidedRating.Ground.values)


def test_every_stored_column_is_a_field_of_its_model() -> None:
    for feed in FEEDS:
        for name in feed.stored:
            assert feed.model._meta.get_field(name).column == name
