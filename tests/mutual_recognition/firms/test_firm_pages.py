"""The pages of partners' firms: a list from upload to register, a check from form to file."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from mutual_recognition.models import CodeCheck, PartnerFirm, PartnerList
from tests.mutual_recognition.firms.listing import csv_of, firm, load, upload
from tests.mutual_recognition.test_pages import sign_in, text_of
from tests.people import make_person

FIRMS, LISTS, CHECKS = (
    "/mutual_recognition/partnerfirm/",
    "/mutual_recognition/partnerlist/",
    "/mutual_recognition/codecheck/",
)
OCTOBER = date(2026, 10, 1)


def file_of(content: bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_list_goes_from_its_file_to_the_register(person):
    client = sign_in(person("wu"), "en")
    rows = [firm(1), firm(2, "<b>Kiwi</b> & Co"), firm(3, status="gone")]
    form = {"partner": "SG", "as_of": "2026-11-01", "reason": "Letter 7", "file": file_of(csv_of(rows))}
    page = client.post(f"{LISTS}upload/", form)["Location"]
    assert "unknown status “gone”" in text_of(client, f"{page}?rejects")
    assert "&lt;b&gt;Kiwi&lt;/b&gt; &amp; Co" in client.get(page).content.decode()
    assert client.post(f"{page}accept/", {"reason": ""}).status_code == 400
    assert not PartnerFirm.objects.exists()
    assert client.post(f"{page}accept/", {"reason": "Whole"}).status_code == 302
    assert "SG000000000001" in text_of(client, FIRMS)
    assert "Whole" in text_of(client, page)
    assert "Waiting <b>0</b>" in client.get(page).content.decode()  # the counts of the list leave the top bar its own
    assert client.post(f"{page}accept/", {"reason": "Again"}).status_code == 400


def test_rejected_rows_are_taken_away_as_they_came_with_line_and_reason(person):
    header = ("status", "name", "code")
    rows = [
        ("active", "Merlion", "SG000000000001"),
        ("gone", 'A "quote", a <tag>\nand 茶 🍵', "SG000000000002"),
        ("active", "=1+1", "SG3"),
        ("active", "x" * 301, "SG000000000004"),
        ("active", "Kiwi"),
    ]
    listed = upload(csv_of(rows, header))
    client = sign_in(person("zhou"), "en")
    page = listed.get_absolute_url()
    assert f"{page}rejects.csv" in client.get(f"{page}?rejects").content.decode()
    answer = client.get(f"{page}rejects.csv")
    assert "attachment" in answer["Content-Disposition"]
    said = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert said[0] == ["status", "name", "code", "line", "column", "reason_zh", "reason_en"]
    assert [row[:3] for row in said[1:]] == [
        ["gone", 'A "quote", a <tag>\nand 茶 🍵', "SG000000000002"],
        ["active", "'=1+1", "SG3"],  # a spreadsheet would calculate it
        ["active", "x" * 301, "SG000000000004"],
        ["active", "Kiwi", ""],
    ]
    assert [row[3:5] for row in said[1:]] == [["3", "name"], ["5", "code"], ["6", "name"], ["7", ""]]
    assert all(row[5] and row[6] for row in said[1:])
    assert client.get(f"{upload(csv_of([firm(1)])).get_absolute_url()}rejects.csv").status_code == 404


def test_a_list_that_is_refused_is_told_beside_its_file_and_the_rest_is_kept(person):
    client = sign_in(person("wu"), "en")
    form = {"partner": "SG", "as_of": "2026-11-01", "reason": "Letter 7", "file": file_of(csv_of([firm(1)])[:-30])}
    answer = client.post(f"{LISTS}upload/", form)
    assert answer.status_code == 400
    assert "it was cut off" in answer.content.decode()
    assert "Letter 7" in answer.content.decode()
    assert not PartnerList.objects.exists()


def test_who_brought_a_held_list_sees_why_it_waits_and_another_may_accept(person):
    load([firm(n) for n in range(30)], OCTOBER)
    held = upload(csv_of([firm(n) for n in range(20)]))
    mine, other = sign_in(person("wu"), "en"), sign_in(person("tang"), "en")
    page = held.get_absolute_url()
    assert "A second person decides" in text_of(mine, page)
    assert "Accept into the register" not in text_of(mine, page)
    assert mine.post(f"{page}accept/", {"reason": "Mine"}).status_code == 403
    waits = "Lists of partners that wait for a second person"
    assert waits in text_of(other, "/") and waits not in text_of(mine, "/")
    assert "Accept into the register" in text_of(other, page)
    assert other.post(f"{page}accept/", {"reason": "Asked Singapore"}).status_code == 302
    assert waits not in text_of(other, "/")


@pytest.mark.parametrize(
    ("query", "found"), [("SG00000000000", True), ("merlion 1", True), ("kiwi", False), ("000000000001", True)]
)
def test_firms_are_found_by_code_and_name(person, query: str, found: bool):
    load([firm(1)])
    assert ("Merlion 1 Bearings" in text_of(sign_in(person("chen"), "en"), f"{FIRMS}?q={query}")) is found


def test_the_register_is_read_as_of_a_day(person):
    load([firm(1), firm(2)], OCTOBER)
    load([firm(1)])
    client = sign_in(person("chen"), "en")
    assert "Merlion 2" in text_of(client, f"{FIRMS}?on=2026-10-15")
    assert "Merlion 2" not in text_of(client, FIRMS)
    gone = PartnerFirm.objects.get(number__endswith="2", superseded_by=None)
    assert "2026-11-01" in text_of(client, gone.get_absolute_url())


def test_pages_follow_each_other_by_key_and_a_made_up_key_begins_anew(person):
    load([firm(n) for n in range(120)])
    client = sign_in(person("chen"), "en")
    first = client.get(FIRMS).context["page"]
    second = client.get(f"{FIRMS}?after={first.next}").context["page"]
    assert [row.number for row in first.rows + second.rows] == [f"{n:012d}" for n in range(100)]
    assert client.get(f"{FIRMS}?after=made-up").status_code == 200


@pytest.mark.parametrize("address", [FIRMS, f"{FIRMS}?q=merlion", LISTS, CHECKS])
def test_pages_ask_the_database_a_fixed_number_of_times(
    person, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
):
    load([firm(n) for n in range(60)])
    client = sign_in(person("wu"), "en")
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


def test_one_code_is_checked_on_the_form(person):
    load([firm(1)])
    client = sign_in(person("fang"), "en")
    page = client.post(CHECKS, {"code": "SG000000000001", "name": "Kiwi", "on": "2026-11-20"})["Location"]
    said = text_of(client, page)
    assert "not recognised" in said.lower()
    assert "The name is another one than on the partner's list." in said
    assert client.post(CHECKS, {"code": "", "on": "2026-11-20"}).status_code == 400
    assert client.post(CHECKS, {"code": "SG1", "on": "2126-11-20"}).status_code == 400


def test_many_codes_are_checked_from_a_file_and_taken_away(person):
    load([firm(1)])
    client = sign_in(person("fang"), "en")
    codes = csv_of([("SG000000000001", "Merlion 1 Bearings"), ("SG000000000002", "=1+1")], ("code", "name"))
    form = {"from_file": "1", "on": "2026-11-20", "file": file_of(codes, "codes.csv")}
    page = client.post(CHECKS, form)["Location"]
    assert CodeCheck.objects.get().counts == {"recognised": 1, "no": 1}
    text = client.get(f"{page}findings.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "does not name this firm" in text
    book = load_workbook(io.BytesIO(client.get(f"{page}findings.xlsx").content))
    assert [row[1] for row in book.worksheets[0].iter_rows(values_only=True)][1:] == ["SG000000000001", "SG000000000002"]
    assert client.get(f"{page}findings.pdf").status_code == 404


def test_a_reader_sees_checks_and_makes_none():
    client = sign_in(make_person("zhou"), "en")
    assert "One code" not in text_of(client, CHECKS)
    assert client.post(CHECKS, {"code": "SG1", "on": "2026-11-20"}).status_code == 403
