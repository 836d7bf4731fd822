"""The pages of deliveries: upload, preview, confirm, discard, rejected rows to read and to keep, and who may do what."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.models import Delivery, Enterprise, Penalty, Reject
from enterprises.services import deliveries as uploads
from tests.enterprises.feeds.conftest import FIRM, GOOD, OTHER_FIRM, firm_row
from tests.portal import Portal
from tests.worker import Worker

State = Delivery.State
UPLOAD = "/enterprises/delivery/upload/"
LIST = "/enterprises/delivery/"
HOSTILE = '=HYPERLINK("http://example.org")'


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path, request: pytest.FixtureRequest) -> None:
    """Uploads and rejects of a test lie in its own folder, but where a worker of its own must find them."""
    if "worker" not in request.fixturenames:
        settings.DATA_DIR = tmp_path / "data"


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[str]:
    """The tasks that services send, instead of a broker."""
    tasks: list[str] = []
    if "worker" not in request.fixturenames:
        monkeypatch.setattr(uploads.current_app, "send_task", lambda name, args: tasks.append(name))
    return tasks


def csv_file(file: str, *rows: dict[str, str]) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    names = FEED_BY_FILE[file].names
    quoted = [",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in names) for row in rows]
    return SimpleUploadedFile(file, "\n".join([",".join(names), *quoted]).encode())


def client_of(person: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    client.force_login(person)
    return client


def send(person: User, *files: SimpleUploadedFile, reason: str = "A correction") -> HttpResponse:
    return client_of(person).post(UPLOAD, {"files": list(files), "reason": reason})


@pytest.fixture
def previewed(fang: User) -> Delivery:
    """An upload of fang's with a good firm, a bad one, and a penalty that names an unknown firm."""
    bad = firm_row("bad", name_en=HOSTILE)
    penalties = [GOOD["penalties.csv"], GOOD["penalties.csv"] | {"decision_no": "P-2", "customs_code": OTHER_FIRM}]
    assert send(fang, csv_file("enterprises.csv", firm_row(), bad), csv_file("penalties.csv", *penalties)).status_code == 302
    delivery = Delivery.objects.get()
    uploads.delivery_preview(delivery_id=delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    return delivery


def page(person: User, delivery: Delivery, query: str = "", language: str = "en") -> str:
    response = client_of(person, language).get(f"{LIST}{delivery.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[-1]).split())


def test_an_upload_becomes_a_preview_and_then_facts(previewed: Delivery, fang: User) -> None:
    text = words(page(fang, previewed))
    assert "Nothing is loaded yet. Confirming loads 2 rows that are new or changed; 2 rejected rows stay out." in text
    assert "Would be created" in text and "A correction" in text
    assert Enterprise.objects.count() == 0
    response = client_of(fang).post(f"{LIST}{previewed.pk}/confirm/")
    assert response.status_code == 302
    uploads.delivery_load_confirmed(delivery_id=previewed.pk, now=timezone.now())
    assert Penalty.objects.get().delivery == previewed
    assert "wait for the next night" in words(page(fang, previewed))
    fact = client_of(fang).get(f"/enterprises/penalty/{Penalty.objects.get().pk}/change/").content.decode()
    assert f'href="{LIST}{previewed.pk}/"' in fact


def test_rejected_rows_say_line_column_and_reason_in_the_page_s_language(previewed: Delivery, fang: User) -> None:
    english, chinese = page(fang, previewed), page(fang, previewed, language="zh-hans")
    assert "a customs code is 10 characters of 0-9 and A-Z" in english and "海关编码应为" not in english
    assert "海关编码应为 10 位" in chinese and "a customs code is" not in chinese
    assert '<td class="reject-cell is-bad">bad</td>' in english
    assert "HYPERLINK" in english and "<a href" in english and HOSTILE not in english  # escaped: never a link
    assert OTHER_FIRM in page(fang, previewed, "?file=penalties.csv")


def test_the_download_is_the_rows_as_they_came_and_never_a_page(previewed: Delivery, zhou: User) -> None:
    response = client_of(zhou).get(f"{LIST}{previewed.pk}/rejects/enterprises.csv")
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert '"' + HOSTILE.replace('"', '""') + '"' in content and ",3,customs_code," in content
    assert response["Content-Disposition"] == f'attachment; filename="rejected-{previewed.pk}-enterprises.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    for other in ("ratings.csv", "manifest.json", "..%2Fenterprises.csv"):
        assert client_of(zhou).get(f"{LIST}{previewed.pk}/rejects/{other}").status_code == 404


def test_many_rejected_rows_come_by_page(previewed: Delivery, fang: User, django_assert_max_num_queries) -> None:
    row = {"delivery": previewed, "file": "enterprises.csv", "reason_zh": "坏", "reason_en": "bad"}
    Reject.objects.bulk_create(Reject(**row, line=line, row={"customs_code": f"L{line}"}) for line in range(10, 190))
    with django_assert_max_num_queries(34):
        first = page(fang, previewed)
    assert "L58<" in first and "L59<" not in first
    cursor = re.search(r'rel="next" href="([^"]+)"', first)
    assert cursor
    second = page(fang, previewed, cursor[1].replace("&amp;", "&"))
    assert "L59<" in second and "L58<" not in second
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back and "L58<" in page(fang, previewed, back[1].replace("&amp;", "&"))


def test_wrong_files_are_told_and_the_reason_is_kept(fang: User) -> None:
    cases: list[tuple[list[SimpleUploadedFile], str]] = [
        ([], "Choose the files of the delivery."),
        ([SimpleUploadedFile("list.xlsx", b"PK")], "list.xlsx is no CSV file."),
        ([SimpleUploadedFile("penalties.csv", b"PK\x03\x04")], "penalties.csv is no text"),
        ([SimpleUploadedFile("penalties.csv", "decision_no".encode("utf-16"))], "penalties.csv is no text"),
        ([SimpleUploadedFile("penalties.csv", b"")], "penalties.csv is empty."),
        ([SimpleUploadedFile("penalty.csv", b"x")], "Choose at least one file of a delivery"),
        ([csv_file("penalties.csv"), SimpleUploadedFile("mine.csv", b"x")], "mine.csv is no file of a delivery."),
        ([csv_file("penalties.csv"), csv_file("penalties.csv")], "penalties.csv was chosen twice."),
    ]
    for files, problem in cases:
        response = send(fang, *files, reason="Kept reason")
        html = response.content.decode()
        assert response.status_code == 400 and problem in html, problem
        assert 'value="Kept reason"' in html and "Choose the files again" in html
    assert "Say why" in send(fang, csv_file("penalties.csv"), reason=" ").content.decode()
    assert Delivery.objects.count() == 0


def test_files_that_are_too_large_together_are_told(fang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enterprises.admin.delivery_form.UPLOAD_LIMIT", 300)
    files = [csv_file("penalties.csv", GOOD["penalties.csv"]), csv_file("enterprises.csv", firm_row())]
    assert all((file.size or 0) < 300 for file in files)
    assert "in all can be uploaded. Larger deliveries go into the inbox." in send(fang, *files).content.decode()


def test_who_sees_and_who_acts(previewed: Delivery, li: User, chen: User, zhou: User, admin_a: User) -> None:
    confirm, discard = (f'action="{LIST}{previewed.pk}/{act}/"' for act in ("confirm", "discard"))
    colleague, outsider, auditor = (page(person, previewed) for person in (li, chen, zhou))
    assert confirm in colleague and discard in colleague
    for reader in (outsider, auditor):
        assert confirm not in reader and discard not in reader and "can confirm or discard it." in reader
    for person in (chen, zhou):
        assert client_of(person).post(f"{LIST}{previewed.pk}/confirm/").status_code == 403
    assert UPLOAD not in client_of(zhou).get(LIST).content.decode()
    assert client_of(zhou).get(UPLOAD).status_code == 403
    assert client_of(admin_a).get(LIST).status_code == 403
    previewed.refresh_from_db()
    assert previewed.state == State.PREVIEWED


def test_a_preview_waits_on_the_start_page_of_those_who_may_confirm_it(
    previewed: Delivery, fang: User, li: User, chen: User, zhou: User
) -> None:
    for person in (fang, li):
        start = client_of(person).get("/").content.decode()
        assert "Uploads that wait for a confirmation" in start and f"{LIST}{previewed.pk}/" in start
    for person in (chen, zhou):
        assert previewed.reference not in client_of(person).get("/").content.decode()


def test_the_form_says_whose_rows_are_taken(fang: User) -> None:
    assert "Rows about firms of other districts are rejected" in client_of(fang).get(UPLOAD).content.decode()
    fang.district = "0000"
    fang.save()
    assert "Rows about firms of other districts" not in client_of(fang).get(UPLOAD).content.decode()


def test_a_discarded_upload_stays_listed_and_cannot_be_confirmed(previewed: Delivery, fang: User) -> None:
    assert client_of(fang).post(f"{LIST}{previewed.pk}/discard/").status_code == 302
    response = client_of(fang).post(f"{LIST}{previewed.pk}/confirm/")
    assert response.status_code == 400 and "no preview that waits" in response.content.decode()
    assert "its files are gone" in page(fang, previewed)
    assert previewed.reference in client_of(fang).get(LIST + "?state=discarded").content.decode()
    assert previewed.reference not in client_of(fang).get(LIST + "?state=loaded").content.decode()


def test_refused_files_and_deliveries_say_why(fang: User) -> None:
    send(fang, SimpleUploadedFile("penalties.csv", b"x\n1"))
    delivery = Delivery.objects.get()
    uploads.delivery_preview(delivery_id=delivery.pk, now=timezone.now())
    assert "The whole file was refused: missing column: decision_no" in words(page(fang, delivery))
    send(fang, csv_file("penalties.csv"), SimpleUploadedFile("manifest.json", b"{}"))
    delivery = Delivery.objects.first()  # type: ignore[assignment]
    uploads.delivery_preview(delivery_id=delivery.pk, now=timezone.now())
    assert "nothing of it loaded: manifest.json cannot be used" in words(page(fang, delivery))


def test_the_fragment_tells_the_work_until_it_is_done(previewed: Delivery, fang: User) -> None:
    address = f"{LIST}{previewed.pk}/progress/"
    Delivery.objects.update(state=State.LOADING, files={"enterprises.csv": {}}, lease_until=timezone.now())
    fragment = words(client_of(fang).get(address).content.decode())
    assert "enterprises.csv read" in fragment and "Another one goes on within a minute" in fragment
    assert "data-poll" in page(fang, previewed)
    Delivery.objects.update(state=State.LOADED, lease_until=None)
    assert "data-done" in client_of(fang).get(address).content.decode()


def test_the_list_is_by_key_and_asks_few_questions(
    fang: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    given = {"channel": "inbox", "state": "loaded", "files": {"penalties.csv": {"read": 3, "rejected": 1}}}
    Delivery.objects.bulk_create(Delivery(reference=f"D-{number:03}", **given) for number in range(120))
    with django_assert_max_num_queries(34):
        first = client_of(fang).get(LIST).content.decode()
    assert "D-119" in first and "D-070" in first and "D-069" not in first
    cursor = re.search(r'rel="next" href="([^"]+)"', first)
    assert cursor
    second = client_of(fang).get(LIST + cursor[1]).content.decode()
    assert "D-069" in second and "D-020" in second and "D-070" not in second
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back and "D-119" in client_of(fang).get(LIST + back[1]).content.decode()


def test_a_person_loads_a_delivery_in_a_browser(
    live_portal: Portal, worker: Worker, person: Callable[[str], User], settings
) -> None:
    fang = person("fang")
    live_portal.in_english()
    tab = live_portal.signed_in(fang)
    worker.start(DATA_DIR=str(settings.DATA_DIR))
    live_portal.open(UPLOAD)
    files = [csv_file("enterprises.csv", firm_row(), firm_row("bad"))]
    tab.set_input_files(
        "input[type=file]",
        [{"name": str(file.name), "mimeType": "text/csv", "buffer": BytesIO(file.read()).getvalue()} for file in files],
    )
    tab.fill("input[name=reason]", "By hand")
    tab.get_by_role("button", name="Upload for the preview").click()
    confirm = tab.get_by_role("button", name="Confirm and load the good rows")
    expect(confirm).to_be_visible(timeout=60_000)
    expect(tab.locator("#rejects")).to_contain_text("a customs code is 10 characters")
    with tab.expect_download() as kept:
        tab.get_by_role("link", name="Download as CSV").click()
    assert "bad" in kept.value.path().read_text()
    confirm.click()
    expect(tab.get_by_text("Loaded. Firms whose facts changed")).to_be_visible(timeout=60_000)
    assert Enterprise.objects.get().customs_code == FIRM
