"""Who issues a certificate of what; a reprint is the same document; where a certificate stands follows the firm."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from enterprises.models import Certification
from ratings.documents.certificates.authority import Authority
from ratings.documents.certificates.sign import signed_pdf
from ratings.documents.certificates.verify import Verdict, Why
from ratings.documents.stored import stored_bytes
from ratings.models import Certificate, CertificateStatus
from ratings.selectors.certificates import status_on
from ratings.services.certificates import certificate_check, certificate_find, certificate_issue
from tests.people import make_person
from tests.ratings.building import add_facts, change_fact
from tests.ratings.certificates.conftest import DAY, ENGLISH, NAME

Made = Callable[..., Certification]


def test_a_certificate_says_what_the_facts_say_and_is_stored_with_its_digest(certificate: Certificate, li: User):
    said = certificate.content
    assert (said["number"], said["firm"]["name_zh"], said["level"]) == (certificate.number, NAME, "advanced_certified")
    assert (said["district"]["zh"], said["granted_on"], certificate.issued_by) == ("黄埔海关", "2024-06-18", li)
    assert said["address"] == f"https://credit.example.org/verify/{certificate.code}/"
    assert certificate_check(pdf=stored_bytes(certificate)).certificate == certificate


def test_a_reprint_is_the_same_document_whatever_became_of_the_firm(certificate: Certificate, zhao: User):
    before = stored_bytes(certificate)
    firm = certificate.enterprise
    firm.name_zh = "另一名称有限公司"
    firm.save()
    again = certificate_issue(by=zhao, firm_certification=certificate.certification, on=date(2026, 8, 1))
    assert again == certificate and stored_bytes(again) == before
    assert Certificate.objects.count() == 1


def test_what_was_signed_is_never_changed(certificate: Certificate):
    certificate.content["level"] = "certified"
    for change in (certificate.save, certificate.delete):
        with pytest.raises(ValidationError, match="never changed"):
            change()
    with certificate.file.storage.open(certificate.file.name, "ab") as stored:
        stored.write(b" ")
    with pytest.raises(ValidationError, match="Restore it"):
        stored_bytes(certificate)
    certificate.file.storage.delete(certificate.file.name)
    with pytest.raises(ValidationError, match="Restore it"):
        stored_bytes(certificate)


@pytest.mark.parametrize("who", ["fang", "chen", "qian", "zhou", "admin_a"])
def test_only_a_supervisor_of_the_district_issues(certified: Made, who: str):
    with pytest.raises(PermissionDenied, match="supervisor"):
        certificate_issue(by=make_person(who), firm_certification=certified(), on=DAY)


def test_a_supervisor_of_another_district_does_not(certified: Made, li: User):
    with pytest.raises(PermissionDenied):
        certificate_issue(by=li, firm_certification=certified(firm={"district": "5300"}), on=DAY)


def test_what_is_not_in_force_has_no_certificate(certified: Made, li: User):
    for number, fields, day in (
        (1, {"ended_on": DAY}, DAY),
        (2, {"granted_on": date(2026, 7, 1)}, DAY),
        (3, {"firm": {"cancelled_on": DAY}}, DAY),
    ):
        with pytest.raises(ValidationError, match="not in force"):
            certificate_issue(by=li, firm_certification=certified(number, **fields), on=day)
    assert not Certificate.objects.exists()


def test_without_a_key_nothing_is_issued_and_the_sentence_says_what_to_set(certified: Made, li: User, settings):
    settings.CERTIFICATE_KEY = None
    with pytest.raises(ValidationError, match="CERTIFICATE_KEY"):
        certificate_issue(by=li, firm_certification=certified(), on=DAY)


def test_a_portal_granted_certification_has_one_too(certified: Made, li: User):
    certification = certified()
    certification.delivery = None
    certification.save()
    assert certificate_issue(by=li, firm_certification=certification, on=DAY).number == certification.certificate_no


def test_codes_cannot_be_guessed(certified: Made, li: User):
    codes = [certificate_issue(by=li, firm_certification=certified(n), on=DAY).code for n in (1, 2)]
    assert len(set(codes)) == 2 and {len(code) for code in codes} == {26}
    shared = sum(one == other for one, other in zip(*codes, strict=True))
    assert shared < 13


# --- Where it stands -----------------------------------------------------------------


def test_it_is_valid_until_the_day_on_which_the_certification_ends(certified: Made):
    certification = certified()
    assert status_on(certification, DAY) == CertificateStatus.VALID
    change_fact(certification, ended_on=date(2026, 7, 10))
    assert status_on(certification, date(2026, 7, 9)) == CertificateStatus.VALID
    assert status_on(certification, date(2026, 7, 10)) == CertificateStatus.WITHDRAWN


def test_an_adverse_level_withdraws_it_on_its_own_day_before_any_night(certified: Made):
    certification = certified()
    add_facts(certification.enterprise, ratings=[{"level": "discredited", "effective_on": DAY}])
    assert status_on(certification, date(2026, 6, 29)) == CertificateStatus.VALID
    assert status_on(certification, DAY) == CertificateStatus.WITHDRAWN


def test_a_criminal_filing_suspends_it_and_an_investigation_does_not(certified: Made):
    certification = certified()
    add_facts(certification.enterprise, investigations=[{"opened_on": DAY}])
    assert status_on(certification, DAY) == CertificateStatus.VALID
    add_facts(certification.enterprise, criminal_cases=[{"charge": "smuggling", "filed_on": DAY}])
    assert status_on(certification, DAY) == CertificateStatus.SUSPENDED
    assert status_on(certification, date(2026, 6, 29)) == CertificateStatus.VALID


def test_a_higher_level_replaces_the_certificate_of_the_lower_one(certified: Made):
    certification = certified(level="certified")
    add_facts(certification.enterprise, certifications=[{"level": "advanced_certified", "granted_on": DAY}])
    assert status_on(certification, date(2026, 6, 29)) == CertificateStatus.VALID
    assert status_on(certification, DAY) == CertificateStatus.WITHDRAWN


# --- Number and name, and files that were signed with our key -------------------------


def test_number_and_name_belong_together_in_either_language(certificate: Certificate):
    for name in (NAME, ENGLISH, " 东江精密电子(东莞)有限公司 ", ENGLISH.upper()):
        assert certificate_find(number=f" {certificate.number} ", name=name) == certificate
    for number, name in ((certificate.number, "另一名称有限公司"), ("AEO-1", NAME), (certificate.number, "")):
        assert certificate_find(number=number, name=name) is None


def test_a_file_signed_with_our_key_that_the_register_does_not_know_is_no_certificate(
    certificate: Certificate, authority: Authority
):
    from ratings.documents.certificates.render import certificate_pdf

    firm = certificate.content["firm"] | {"name_zh": "冒名有限公司"}
    forged = signed_pdf(certificate_pdf(certificate.content | {"firm": firm}), authority=authority, location="")
    checked = certificate_check(pdf=forged)
    assert checked.finding.verdict == Verdict.UNCHANGED
    assert checked.mismatch and checked.certificate is None


def test_a_changed_file_is_found_out(certificate: Certificate):
    checked = certificate_check(pdf=stored_bytes(certificate) + b" ")
    assert (checked.finding.why, checked.certificate) == (Why.APPENDED, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_both_get_the_one_certificate(certified: Made, li: User, zhao: User):
    certification = certified()

    def issue(person: User) -> int:
        try:
            return certificate_issue(by=person, firm_certification=certification, on=DAY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(issue, [li, zhao])
    assert first == second
    assert Certificate.objects.count() == 1


def listed(client: Client, status: str) -> list[str]:
    """The numbers that the list shows under a status."""
    page = client.get(reverse("admin:ratings_certificate_changelist"), {"status": status})
    return sorted(certificate.number for certificate in page.context["cl"].result_list)


def test_the_list_shows_and_filters_where_certificates_stand(certified: Made, li: User, client: Client):
    """Of each kind one; what the list says in SQL is what the judge says of each."""
    ended = {"ended_on": date(2026, 7, 1)}
    certifications = [certified(n, **(ended if n == 3 else {})) for n in (1, 2, 3, 4)]
    for one in certifications:
        certificate_issue(by=li, firm_certification=one, on=DAY)
    crime = {"charge": "smuggling", "filed_on": date(2026, 6, 1), "outcome": "pending"}
    add_facts(certifications[1].enterprise, criminal_cases=[crime])
    add_facts(certifications[3].enterprise, ratings=[{"level": "discredited", "effective_on": date(2026, 7, 1)}])
    late = certified(5, level="certified", granted_on=date(2026, 7, 2))
    with time_machine.travel("2026-07-02 10:00+08:00"):
        call_command("nightly", "--as-of", "2026-07-01", stdout=StringIO())
        certificate_issue(by=li, firm_certification=late, on=date(2026, 7, 2))
        client.force_login(li)
        stands = {status: listed(client, status) for status in CertificateStatus.values}
        said = {one.number: status_on(one.certification, date(2026, 7, 2)) for one in Certificate.objects.all()}
        everything = listed(client, "")
    assert {status: len(numbers) for status, numbers in stands.items()} == {"valid": 2, "suspended": 1, "withdrawn": 2}
    assert {number: status for status, numbers in stands.items() for number in numbers} == said
    assert everything == sorted(said)
