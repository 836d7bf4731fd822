"""An authority, certified firms, and certificates signed for them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from enterprises.models import Certification
from ratings.documents.certificates.authority import CHAIN, KEY, TRUST, Authority, make_authority, signing_authority
from ratings.models import Certificate
from ratings.services.certificates import certificate_issue
from tests.ratings.building import make_firm

DAY = date(2026, 6, 30)
NAME = "东江精密电子（东莞）有限公司"
ENGLISH = "Dongjiang Precision Electronics (Dongguan) Co., Ltd."


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an authority, made once."""
    folder = tmp_path_factory.mktemp("certificates") / "authority"
    with time_machine.travel("2026-01-05 10:00+08:00"):  # before the days that tests are about
        make_authority(folder, name="Authority of the tests", signer="Signer of the tests")
    return folder


@pytest.fixture(autouse=True)
def authority(settings: Settings, authority_folder: Path, tmp_path: Path) -> Authority:
    """An installation that can sign certificates, and keeps them in a folder of the test."""
    settings.CERTIFICATE_KEY = authority_folder / KEY
    settings.CERTIFICATE_CHAIN = authority_folder / CHAIN
    settings.CERTIFICATE_TRUST = authority_folder / TRUST
    settings.LETTER_SEAL, settings.PUBLIC_URL = "演示用章", "https://credit.example.org"
    return signing_authority()


@pytest.fixture
def certified(db: None) -> Callable[..., Certification]:
    """Makes a certified firm, as in `certified(2, level="certified", firm={…})`, and gives its certification."""

    def make(number: int = 1, *, firm: dict[str, Any] | None = None, **fields: Any) -> Certification:
        plain = {"level": "advanced_certified", "granted_on": date(2024, 6, 18)}
        names = {"name_zh": NAME, "name_en": ENGLISH, "uscc": "91441900MA4W1B7K4W"}
        made = make_firm(number, firm=names | (firm or {}), certifications=[plain | fields])
        return Certification.objects.select_related("enterprise").get(enterprise=made)

    return make


@pytest.fixture
def certificate(certified: Callable[..., Certification], li: User) -> Certificate:
    """The certificate of an advanced certified firm of Huangpu Customs."""
    return certificate_issue(by=li, firm_certification=certified(), on=DAY)
