"""An outbox, an archive and a key of the test's own, and few partners, so that tests are quick."""

from pathlib import Path

import pytest

from mutual_recognition.exchange.signing import make_key
from mutual_recognition.models import Partner

IN_FORCE = ("SG", "HK", "DE", "FR", "GB")
NOT_IN_FORCE = {"status": "signed", "implemented_as_known": "", "implemented_first": None, "implemented_on": None}


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, settings) -> Path:
    """The outbox folder."""
    settings.EXCHANGE_DIR = tmp_path / "outbox"
    settings.EXCHANGE_ARCHIVE_DIR = tmp_path / "archive"
    settings.EXCHANGE_KEY = tmp_path / "key.pem"
    make_key(settings.EXCHANGE_KEY)
    settings.EXCHANGE_DIR.mkdir()
    return settings.EXCHANGE_DIR


@pytest.fixture(autouse=True)
def few_partners(shipped_partners: None) -> None:
    """Arrangements with five partners are in force: two that need consent, of one economy and of another, and two that do not."""
    Partner.objects.exclude(pk__in=IN_FORCE).update(**NOT_IN_FORCE)
