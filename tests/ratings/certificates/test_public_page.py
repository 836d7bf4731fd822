"""What anyone sees without signing in: a certificate's status today, and whether a file or a number is ours."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from ratings.documents.certificates.authority import Authority
from ratings.documents.certificates.render import certificate_pdf
from ratings.documents.certificates.sign import signed_pdf
from ratings.documents.stored import stored_bytes
from ratings.models import Certificate
from tests.portal import Portal
from tests.ratings.building import add_facts, change_fact
from tests.ratings.certificates.conftest import DAY, ENGLISH, NAME

NOW = "2026-06-30 10:00+08:00"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anyone() -> Client:
    """Nobody in particular, who reads English."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def upload(client: Client, pdf: bytes):
    return client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")})


def test_the_page_behind_the_code_needs_no_sign_in_and_speaks_both_languages(certificate: Certificate):
    path = f"/verify/{certificate.code}/"
    chinese = Client().get(path).content.decode()
    assert NAME in chinese and certificate.number in chinese and "有效" in chinese and "2026-06-30" in chinese
    client = Client()
    client.cookies["django_language"] = "en"
    english = client.get(path).content.decode()
    assert "Valid" in english and ENGLISH in english and "Huangpu Customs" in english


def test_it_tells_where_the_certificate_stands_today_and_not_why(certificate: Certificate, anyone: Client):
    path = f"/verify/{certificate.code}/"
    add_facts(certificate.enterprise, criminal_cases=[{"charge": "smuggling", "filed_on": DAY, "case_no": "SECRET-1"}])
    page = anyone.get(path).content.decode()
    assert "Suspended" in page
    for word in ("smuggling", "SECRET-1", "criminal", "Li Qiang", "李强", certificate.sha256):
        assert word not in page
    change_fact(certificate.certification, ended_on=DAY)
    assert "Withdrawn" in anyone.get(path).content.decode()


def test_its_queries_do_not_grow(certificate: Certificate, anyone: Client, django_assert_max_num_queries):
    anyone.get(f"/verify/{certificate.code}/")
    with django_assert_max_num_queries(8):
        anyone.get(f"/verify/{certificate.code}/")


def test_an_unknown_code_and_an_own_number_open_nothing(certificate: Certificate, anyone: Client):
    for code in ("a" * 26, str(certificate.pk), certificate.number, certificate.code[:-1]):
        response = anyone.get(f"/verify/{code}/")
        assert response.status_code == 404
        assert NAME not in response.content.decode()


def test_the_page_is_not_kept_not_indexed_and_holds_to_the_policy(certificate: Certificate, anyone: Client):
    response = anyone.get(f"/verify/{certificate.code}/")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_an_uploaded_certificate_is_ours_and_unchanged(certificate: Certificate, anyone: Client):
    page = upload(anyone, stored_bytes(certificate)).content.decode()
    assert "Issued by us, and unchanged since." in page and "Valid" in page and certificate.number in page


def test_an_uploaded_file_that_was_changed_or_is_not_ours_says_so(certificate: Certificate, anyone: Client):
    good = stored_bytes(certificate)
    flipped = good[:9000] + bytes([good[9000] ^ 1]) + good[9001:]
    for pdf, words in (
        (flipped, "changed after it was signed"),
        (good + b" ", "something was added"),
        (certificate_pdf(certificate.content), "carries no signature"),
        (b"hello", "is no PDF"),
    ):
        page = upload(anyone, pdf).content.decode()
        assert words in page
        assert certificate.number not in page


def test_a_file_whose_number_and_name_do_not_match_says_so(certificate: Certificate, anyone: Client, authority: Authority):
    firm = certificate.content["firm"] | {"name_zh": "冒名有限公司"}
    forged = signed_pdf(certificate_pdf(certificate.content | {"firm": firm}), authority=authority, location="")
    page = upload(anyone, forged).content.decode()
    assert "number and name do not match our register" in page
    assert "冒名" not in page and NAME not in page


def test_number_and_name_are_checked_together(certificate: Certificate, anyone: Client):
    asked = {"number": certificate.number, "name": ENGLISH}
    assert "Number and name belong together." in anyone.post("/verify/", asked).content.decode()
    wrong = anyone.post("/verify/", asked | {"name": "另一名称有限公司"}).content.decode()
    assert "do not belong together" in wrong
    assert NAME not in wrong and "另一名称有限公司" in wrong  # what was typed is kept
    unknown = anyone.post("/verify/", asked | {"number": "AEO-9999-2024-000001"}).content.decode()
    assert "do not belong together" in unknown


def test_what_is_missing_is_said_beside_its_field(certificate: Certificate, anyone: Client):
    response = anyone.post("/verify/", {"number": certificate.number, "name": ""})
    assert response.status_code == 400
    assert "Enter the name of the firm" in response.content.decode()
    response = anyone.post("/verify/", {})
    assert response.status_code == 400
    assert "Choose the PDF" in response.content.decode()


def test_a_file_that_is_too_large_is_refused_unread(anyone: Client, db: None):
    response = upload(anyone, b"%PDF-" + b"0" * (2 * 1024 * 1024 + 8192))
    assert response.status_code == 413
    assert "larger than 2 MB" in response.content.decode()


def test_one_address_cannot_ask_for_ever(certificate: Certificate, anyone: Client, settings):
    settings.PUBLIC_CHECKS_PER_MINUTE = 3
    path = f"/verify/{certificate.code}/"
    assert [anyone.get(path).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = anyone.post("/verify/", {})
    assert refused.status_code == 429 and refused["Retry-After"] == "60"
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 200
    with time_machine.travel("2026-06-30 10:01+08:00", tick=False):
        assert anyone.get(path).status_code == 200


def test_without_a_trust_files_cannot_be_checked_and_the_status_still_shows(certificate: Certificate, anyone, settings):
    pdf = stored_bytes(certificate)
    settings.CERTIFICATE_TRUST = None
    response = upload(anyone, pdf)
    assert response.status_code == 503 and "cannot be checked at the moment" in response.content.decode()
    assert anyone.get(f"/verify/{certificate.code}/").status_code == 200


def test_a_browser_shows_the_page_and_checks_a_file(live_portal: Portal, certificate: Certificate, tmp_path, li: User):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(stored_bytes(certificate))
    page = live_portal.open(f"/verify/{certificate.code}/")
    assert page.locator(".public-status h2").inner_text().strip() == "有效"
    page = live_portal.open("/verify/")
    page.set_input_files("input[name=file]", path)
    page.click("form[enctype] button")
    assert "未被改动" in page.locator(".public-finding").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
