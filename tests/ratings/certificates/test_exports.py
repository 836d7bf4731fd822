"""Many certificates in one file: asked for by supervisors, cancelled, killed and resumed, with an entry in history."""

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts.models import User
from enterprises.models import Certification
from ratings.documents.certificates.authority import CHAIN, KEY, TRUST, Authority
from ratings.documents.certificates.bundle import bundle
from ratings.documents.certificates.render import certificate_pdf
from ratings.documents.certificates.verify import Verdict, verify
from ratings.documents.stored import stored_bytes
from ratings.models import Certificate, CertificateExport
from ratings.services import certificate_exports
from ratings.services.certificate_exports import (
    ATTEMPTS,
    LEASE,
    export_cancel,
    export_request,
    export_request_district,
    export_run,
    exports_resume,
)
from tests.ratings.building import change_fact
from tests.ratings.certificates.conftest import DAY
from tests.ratings.certificates.contents import content
from tests.ratings.documents.golden import text_of
from tests.worker import Worker

Made = Callable[..., Certification]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path: Path) -> None:
    """Exports of a test lie in a folder of its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exports that were sent to a worker."""
    found: list[int] = []
    monkeypatch.setattr(certificate_exports, "_send", lambda export: found.append(export.pk))
    return found


@pytest.fixture
def three(certified: Made) -> list[int]:
    """Three certified firms of the district."""
    return [certified(n, firm={"name_zh": f"测试{n}号有限公司"}).enterprise_id for n in (1, 2, 3)]


def ask(by: User, firms: list[int], form: str = "zip") -> CertificateExport:
    return export_request(by=by, firms=firms, form=form, reason="For the archive", on=DAY)


def run(export: CertificateExport) -> CertificateExport:
    return export_run(export_id=export.pk, now=timezone.now())


def content_of(export: CertificateExport) -> bytes:
    with export.file.open("rb") as file:
        return file.read()


def test_a_zip_holds_the_signed_documents_themselves(three: list[int], li: User, authority: Authority, sent: list[int]):
    export = run(ask(li, three))
    assert (export.state, export.done, export.total, export.size > 0) == ("done", 3, 3, True)
    with zipfile.ZipFile(BytesIO(content_of(export))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == [f"{one.number}.pdf" for one in Certificate.objects.order_by("number")]
    assert {verify(pdf, authority.trust).verdict for pdf in files.values()} == {Verdict.UNCHANGED}
    assert set(files.values()) == {stored_bytes(one) for one in Certificate.objects.all()}


def test_one_pdf_has_every_page_in_the_order_of_codes_and_claims_no_signature(
    three: list[int], li: User, authority: Authority, sent: list[int]
):
    pdf = content_of(run(ask(li, three[::-1], "pdf")))
    text = text_of(pdf)
    assert [text.index(f"测试{n}号有限公司") for n in (1, 2, 3)] == sorted(
        text.index(f"测试{n}号有限公司") for n in (1, 2, 3)
    )
    assert PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"] == 3
    assert verify(pdf, authority.trust).verdict == Verdict.NOT_OURS
    assert text.count("DEMONSTRATION") == 0


def test_a_district_is_exported_whole_and_alone(certified: Made, li: User, sent: list[int]):
    for number, district in ((1, "5200"), (2, "5201"), (3, "5300")):
        certified(number, firm={"district": district})
    certified(4, ended_on=date(2026, 1, 1))
    export = export_request_district(by=li, district="5200", form="zip", reason="Yearly", on=DAY)
    assert [one.certification.enterprise.district for one in export.items.all()] == ["5200", "5201"]
    assert sent == [] or sent == [export.pk]


def test_who_exported_what_and_why_is_kept(three: list[int], li: User, sent: list[int]):
    export = run(ask(li, three))
    first, *_others, last = export.history.order_by("history_id")
    assert (first.history_user, first.history_change_reason, first.state) == (li, "For the archive", "waiting")
    assert last.state == "done"
    assert [one.certificate.enterprise_id for one in export.items.all()] == three


def test_only_supervisors_export_and_only_their_own_district(certified: Made, fang: User, chen: User, li: User):
    outside = certified(1, firm={"district": "5300"}).enterprise_id
    for person in (fang, chen):
        with pytest.raises(PermissionDenied, match="Only a supervisor"):
            ask(person, [outside])
    with pytest.raises(PermissionDenied, match="another customs district"):
        ask(li, [outside])
    with pytest.raises(PermissionDenied):
        export_request_district(by=li, district="5300", form="zip", reason="x", on=DAY)
    assert not CertificateExport.objects.exists()


def test_what_cannot_be_exported_says_so(certified: Made, three: list[int], li: User, settings):
    ended = certified(9, ended_on=DAY).enterprise_id
    with pytest.raises(ValidationError, match="None of these firms"):
        ask(li, [ended])
    with pytest.raises(ValidationError, match="Give a reason"):
        export_request(by=li, firms=three, form="zip", reason=" ", on=DAY)
    with pytest.raises(ValidationError, match="PDF or a ZIP"):
        ask(li, three, "exe")
    settings.CERTIFICATES_PER_EXPORT = 2
    with pytest.raises(ValidationError, match="3 certificates are more than"):
        ask(li, three)


def test_a_certification_that_ends_before_its_turn_is_left_out_and_named(three: list[int], li: User, sent: list[int]):
    export = ask(li, three)
    change_fact(Certification.objects.get(enterprise=three[1]), ended_on=DAY)
    export = run(export)
    assert (export.state, export.done) == ("done", 2)
    assert "not in force" in export.items.get(position=2).refusal


def test_an_export_that_waits_is_cancelled_at_once(three: list[int], li: User, sent: list[int]):
    export = export_cancel(by=li, export=ask(li, three))
    assert (export.state, run(export).state, Certificate.objects.count()) == ("cancelled", "cancelled", 0)
    with pytest.raises(ValidationError, match="has ended"):
        export_cancel(by=li, export=export)


def test_a_running_export_stops_after_the_certificate_in_hand(three: list[int], li: User, zhao: User, sent, monkeypatch):
    make = certificate_exports.certificate_make

    def cancelled_meanwhile(*, export, item):
        make(export=export, item=item)
        if item.position == 1:
            export_cancel(by=zhao, export=CertificateExport.objects.get(pk=export.pk))

    monkeypatch.setattr(certificate_exports, "certificate_make", cancelled_meanwhile)
    export = run(ask(li, three))
    assert (export.state, export.done, bool(export.file)) == ("cancelled", 1, False)
    assert Certificate.objects.count() == 1
    assert export.history.filter(history_user=zhao, cancel_asked=True).exists()


def test_an_outsider_does_not_cancel(three: list[int], li: User, chen: User, fang: User, sent: list[int]):
    export = ask(li, three)
    for person in (chen, fang):
        with pytest.raises(PermissionDenied):
            export_cancel(by=person, export=export)


def test_of_two_workers_one_makes_it(three: list[int], li: User, sent: list[int]):
    export = ask(li, three)
    CertificateExport.objects.filter(pk=export.pk).update(state="running", holder="x", lease_until=timezone.now() + LEASE)
    assert run(export).state == "running"
    assert Certificate.objects.count() == 0


def test_a_lost_message_and_a_killed_worker_are_sent_again_and_a_living_one_is_not(three: list[int], li: User, sent):
    lost, killed, living = (ask(li, three) for _ in range(3))
    later = timezone.now() + timedelta(minutes=2)
    rows = CertificateExport.objects.filter(pk__in=[killed.pk, living.pk])
    rows.update(state="running", holder="x", lease_until=later - timedelta(seconds=1))
    rows.filter(pk=living.pk).update(lease_until=later + LEASE)
    sent.clear()
    assert [export.pk for export in exports_resume(now=later)] == sent == [lost.pk, killed.pk]


def test_what_stops_again_and_again_is_given_up(three: list[int], li: User, sent: list[int]):
    export = ask(li, three)
    CertificateExport.objects.filter(pk=export.pk).update(attempts=ATTEMPTS)
    export = run(export)
    assert export.state == "failed" and "several times" in export.message


def test_a_portal_that_cannot_sign_says_so_on_the_export(three: list[int], li: User, settings, sent: list[int]):
    settings.CERTIFICATE_KEY = None
    export = run(ask(li, three))
    assert export.state == "failed" and "CERTIFICATE_KEY" in export.message


def test_a_stored_document_that_was_touched_stops_the_export(three: list[int], li: User, sent: list[int]):
    run(ask(li, three))
    touched = Certificate.objects.first()
    with touched.file.storage.open(touched.file.name, "ab") as stored:
        stored.write(b" ")
    export = run(ask(li, three))
    assert export.state == "failed" and touched.number in export.message


# --- A real worker, killed ------------------------------------------------------------


def test_killed_in_the_middle_and_started_again_it_makes_each_certificate_once(
    certified: Made, li: User, worker: Worker, tmp_path: Path, authority_folder: Path, monkeypatch, settings
):
    firms = [certified(n).enterprise_id for n in (1, 2, 3)]
    stop = tmp_path / "stopped"
    environment = {
        "CERTIFICATE_KEY": str(authority_folder / KEY),
        "CERTIFICATE_CHAIN": str(authority_folder / CHAIN),
        "CERTIFICATE_TRUST": str(authority_folder / TRUST),
        "STOP_FILE": str(stop),
    }
    export = export_request(by=li, firms=firms, form="zip", reason="For the archive", on=DAY)
    worker.start("tests.ratings.certificates.stopping_worker", STOP_AT="2", **environment)
    worker.wait_until(stop.exists, timeout=60)
    assert Certificate.objects.count() == 1
    first = Certificate.objects.get()
    worker.kill()
    CertificateExport.objects.update(lease_until=timezone.now() - timedelta(seconds=1), asked_at=timezone.now() - LEASE)
    worker.start("tests.ratings.certificates.stopping_worker", STOP_AT="0", **environment)
    assert [one.pk for one in exports_resume(now=timezone.now())] == [export.pk]
    worker.wait_until(lambda: CertificateExport.objects.get(pk=export.pk).state == "done", timeout=60)
    done = CertificateExport.objects.get(pk=export.pk)
    assert (done.done, done.attempts, Certificate.objects.count()) == (3, 2, 3)
    assert Certificate.objects.get(pk=first.pk).sha256 == first.sha256


# --- The pages ------------------------------------------------------------------------


@pytest.fixture
def supervisor(li: User) -> Client:
    client = Client()
    client.force_login(li)
    client.cookies["django_language"] = "en"
    return client


def test_from_the_list_of_firms_to_the_file(three: list[int], supervisor: Client, sent: list[int]):
    with time_machine.travel("2026-06-30 10:00+08:00"):
        assert b"data-select-all" in supervisor.get("/enterprises/enterprise/").content
        new = supervisor.get("/ratings/certificateexport/new/", {"firm": three})
        assert "3 certified firms among those chosen" in new.content.decode()
        refused = supervisor.post("/ratings/certificateexport/new/", {"firm": three, "form": "zip", "reason": ""})
        assert refused.status_code == 400 and CertificateExport.objects.count() == 0
        asked = supervisor.post("/ratings/certificateexport/new/", {"firm": three, "form": "zip", "reason": "An audit"})
        export = CertificateExport.objects.get()
        assert asked["Location"] == f"/ratings/certificateexport/{export.pk}/"
        assert b"data-poll" in supervisor.get(asked["Location"]).content
        assert b"0 / 3" in supervisor.get(f"{asked['Location']}progress/").content
        assert supervisor.get(f"{asked['Location']}download/").status_code == 404
        run(export)
        assert b"data-done" in supervisor.get(f"{asked['Location']}progress/").content
        download = supervisor.get(f"{asked['Location']}download/")
        assert download["Content-Type"] == "application/zip"
        assert b"".join(download.streaming_content)[:2] == b"PK"
        assert "An audit" in supervisor.get("/ratings/certificateexport/").content.decode()


def test_the_firms_page_shows_signs_and_remembers(three: list[int], supervisor: Client, sent: list[int]):
    with time_machine.travel("2026-06-30 10:00+08:00"):
        page = f"/enterprises/enterprise/{three[0]}/change/?tab=certificates"
        assert "Sign the certificate" in supervisor.get(page).content.decode()
        certification = Certification.objects.get(enterprise=three[0])
        supervisor.post(f"/ratings/certificate/issue/{certification.pk}/")
        certificate = Certificate.objects.get()
        shown = supervisor.get(page).content.decode()
        assert f"/ratings/certificate/{certificate.pk}/certificate.pdf" in shown and "Valid" in shown.title()
        pdf = supervisor.get(f"/ratings/certificate/{certificate.pk}/certificate.pdf")
        assert pdf.content == stored_bytes(certificate)
        run(ask(User.objects.get(username="li"), three))
        timeline = supervisor.get(f"/enterprises/enterprise/{three[0]}/change/?tab=timeline").content.decode()
        assert f"Certificate {certificate.number} signed" in timeline
        assert f"Certificate {certificate.number} exported" in timeline


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("zip", b"PK")])
def test_five_hundred_documents_go_into_one_file(form: str, begins: bytes, tmp_path: Path):
    path = tmp_path / "one.pdf"
    path.write_bytes(certificate_pdf(content()))
    with bundle(form, ((f"N{number}/x", path) for number in range(500)), tmp_path) as made:
        file = made.read()
    assert file.startswith(begins)
    if form == "pdf":
        assert PdfFileReader(BytesIO(file)).root["/Pages"]["/Count"] == 500
    else:
        assert len(set(zipfile.ZipFile(BytesIO(file)).namelist())) == 500
