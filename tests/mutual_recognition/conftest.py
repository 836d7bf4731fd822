"""The shipped partners, also after a test that emptied the database."""

import pytest

from mutual_recognition.baseline import read_official_totals, read_partners, read_terms
from mutual_recognition.models import OfficialTotal, Partner, Term


@pytest.fixture(autouse=True)
def shipped_partners(db: None) -> None:
    """The rows of the migration, put back where a test with real transactions flushed them."""
    if not Partner.objects.exists():
        Partner.objects.bulk_create(Partner(**row) for row in read_partners())
        OfficialTotal.objects.bulk_create(OfficialTotal(**row) for row in read_official_totals())
        Term.objects.bulk_create(Term(**row) for row in read_terms())
