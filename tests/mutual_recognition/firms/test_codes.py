"""Codes: taking them apart, each known format on both sides, and what a check says."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mutual_recognition.checking import SENTENCES, Reason
from mutual_recognition.codes import FormatVerdict, number_verdict, parse_code
from mutual_recognition.models import CodeCheckLine, Partner, PartnerFirm, Term
from mutual_recognition.selectors.code_checks import Asked, Checked, check_codes
from mutual_recognition.services.code_checks import code_check, code_check_file
from tests.mutual_recognition.firms.listing import NOW, csv_of, firm, load

NOVEMBER, LATER = date(2026, 11, 1), date(2026, 11, 20)


def verdict(partner: str, characters: int) -> FormatVerdict:
    """What is said of a partner's number of so many characters."""
    return number_verdict("1" * characters, Partner.objects.get(pk=partner).code_format)


def test_each_known_length_on_both_sides():
    lengths = Term.objects.filter(name=Term.Name.CODE_LENGTHS).exclude(value__in=["", "any"]).values_list("economy", "value")
    assert len(lengths) == 10
    for economy, text in lengths:
        least, _dash, most = text.partition("-")
        ends = range(int(least) - 1, int(most or least) + 2)
        below, *within, above = (verdict(economy, characters) for characters in ends)
        assert below is above is FormatVerdict.INVALID
        assert set(within) == {FormatVerdict.VALID}


def test_a_length_that_no_text_states_makes_no_number_valid_and_none_invalid(singapore: None):
    for characters in (1, 7, 40):
        assert verdict("NZ", characters) is verdict("KR", characters) is verdict("DE", characters) is FormatVerdict.UNKNOWN
        said = check("NZ" + "1" * characters, "Kiwi Lamb")
        assert [reason.value for reason in said.reasons] == ["length_unknown", "no_list"]
        assert said.finding.value == "doubtful"  # for want of a list: the length alone decides nothing
    load([("NZ1234567", "Kiwi Lamb Ltd", "SES", "active", "", "")], NOVEMBER, "NZ")
    said = check("NZ1234567", "Kiwi Lamb")
    assert ([reason.value for reason in said.reasons], said.finding.value) == (["length_unknown"], "recognised")


def test_a_length_that_the_desk_learns_is_checked_from_then_on(singapore: None):
    Term.objects.filter(economy="KR", name=Term.Name.CODE_LENGTHS).update(value="8", confidence="reported")
    assert [reason.value for reason in check("KR12345", "Hanbit").reasons] == ["wrong_format", "no_list"]
    assert [reason.value for reason in check("KR12345678", "Hanbit").reasons] == ["no_list"]


@pytest.mark.parametrize(
    ("text", "code", "exact"),
    [
        ("SG123456789012", "SG123456789012", True),
        ("(SG)123456789012", "SG123456789012", False),
        ("sg 1234-5678-9012", "SG123456789012", False),
        ("ＳＧ１２３４５６７８９０１２", "SG123456789012", False),
        (" SG123456789012", "SG123456789012", False),
    ],
)
def test_a_code_is_read_and_told_when_it_is_not_written_exactly(text: str, code: str, exact: bool):
    found = parse_code(text)
    assert found is not None
    assert (str(found), found.exact) == (code, exact)


@pytest.mark.parametrize("text", ["", "SG", "S", "123456", "新加坡123", "SG12*4", "SG" + "1" * 41])
def test_what_is_no_code(text: str):
    assert parse_code(text) is None


def check(code: str, name: str = "Merlion 1 Bearings", as_of: date = LATER) -> Checked:
    """What one code is found to be."""
    (found,) = check_codes([Asked(1, code, name)], as_of=as_of)
    return found


SG1 = "SG000000000001"


@pytest.fixture
def singapore(db: None) -> None:
    """A list of November with one firm of each kind."""
    rows = [firm(1), firm(2, status="suspended"), firm(3, status="revoked"), firm(4, begins="2026-11-10", ends="2026-11-19")]
    load([*rows, firm(5)], date(2026, 10, 1))
    load(rows, NOVEMBER)


@pytest.mark.parametrize(
    ("code", "name", "as_of", "finding", "reasons"),
    [
        (SG1, "MERLION 1 BEARINGS PRIVATE LIMITED", LATER, "recognised", []),
        (SG1, "", LATER, "recognised", ["name_not_given"]),
        (SG1, "Kiwi Lamb", LATER, "no", ["other_name"]),
        (SG1, "Merlion 1 Bearings (China)", LATER, "doubtful", ["name_doubtful"]),
        ("(SG)000000000001", "Merlion 1 Bearings", LATER, "no", ["not_exact"]),
        ("SG1", "Merlion 1 Bearings", LATER, "no", ["wrong_format", "not_listed"]),
        ("SG000000000099", "Merlion 1 Bearings", LATER, "no", ["not_listed"]),
        ("SG000000000002", "Merlion 2 Bearings", LATER, "no", ["suspended"]),
        ("SG000000000003", "Merlion 3 Bearings", LATER, "no", ["revoked"]),
        ("SG000000000004", "Merlion 4 Bearings", date(2026, 11, 9), "no", ["not_yet_valid"]),
        ("SG000000000004", "Merlion 4 Bearings", date(2026, 11, 10), "recognised", []),
        ("SG000000000004", "Merlion 4 Bearings", date(2026, 11, 19), "recognised", []),
        ("SG000000000004", "Merlion 4 Bearings", date(2026, 11, 20), "no", ["expired"]),
        ("SG000000000005", "Merlion 5 Bearings", LATER, "no", ["listed_other_day"]),
        ("SG000000000005", "Merlion 5 Bearings", date(2026, 10, 31), "recognised", []),
        (SG1, "Merlion 1 Bearings", date(2026, 9, 30), "doubtful", ["no_list"]),
        (SG1, "Merlion 1 Bearings", date(2012, 1, 1), "no", ["not_in_force", "no_list"]),
        ("HK1234567890", "Kowloon Silk", LATER, "doubtful", ["no_list"]),
        ("KR12345", "Hanbit", LATER, "doubtful", ["format_unknown", "no_list"]),
        ("GB12345", "Marlow", LATER, "doubtful", ["format_unknown", "in_force_unknown", "no_list"]),
        ("ZZ12345", "Nowhere", LATER, "no", ["no_partner"]),
        ("12345", "Nowhere", LATER, "no", ["no_code"]),
    ],
)
def test_what_a_check_says(singapore: None, code: str, name: str, as_of: date, finding: str, reasons: list[str]):
    found = check(code, name, as_of)
    assert ([reason.value for reason in found.reasons], found.finding.value) == (reasons, finding)


def test_each_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)


def test_ten_thousand_codes_take_a_few_queries(singapore: None, django_assert_max_num_queries: DjangoAssertNumQueries):
    asked = [Asked(n, f"SG{n:012d}", f"Merlion {n} Bearings") for n in range(10_000)]
    with django_assert_max_num_queries(3 + 5):
        found = list(check_codes(asked, as_of=LATER))
    assert [each.asked.line for each in found] == list(range(10_000))
    assert found[1].finding.value == "recognised"


def test_a_check_is_kept_as_it_was_found(singapore: None, fang: User):
    content = csv_of([(SG1, "Merlion 1 Bearings"), ("12345", "Nowhere")], ("code", "name"))
    made = code_check_file(by=fang, file_name="codes.csv", content=content, as_of=LATER, now=NOW)
    PartnerFirm.objects.update(status="revoked")
    assert made.counts == {"recognised": 1, "no": 1}
    assert [(line.line, line.partner, line.reasons) for line in made.lines.order_by("line")] == [
        (2, "SG", []),
        (3, "", ["no_code"]),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"number,name\n1,2\n", "column code is missing"),
        (b"code,name\n", "holds no code"),
        (b"", "refused"),
        (b'code,name\nSG1,"X', "cut off"),
    ],
)
def test_a_file_of_codes_that_cannot_be_read_is_refused(fang: User, content: bytes, said: str):
    with pytest.raises(ValidationError, match=said):
        code_check_file(by=fang, file_name="codes.csv", content=content, as_of=LATER, now=NOW)


@pytest.mark.parametrize("name", ["qian", "zhou", "admin_a"])
def test_who_may_not_check_leaves_nothing_behind(person: Callable[[str], User], name: str):
    with pytest.raises(PermissionDenied):
        code_check(by=person(name), code=SG1, name="", as_of=LATER, now=NOW)
    assert not CodeCheckLine.objects.exists()


def test_the_command_says_why_and_ends_with_its_status(singapore: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "codes.csv"
    file.write_bytes(csv_of([(SG1, "Merlion 1 Bearings"), ("SG000000000002", "Merlion 2 Bearings")], ("code", "name")))
    with pytest.raises(SystemExit) as ended:
        call_command("check_partner_codes", str(file), "--on", "2026-11-20", "--json")
    assert ended.value.code == 1
    said = json.loads(capsys.readouterr().out)
    assert said["counts"] == {"recognised": 1, "doubtful": 0, "no": 1}
    assert said["codes"][1] == {
        "line": 3, "code": "SG000000000002", "name": "Merlion 2 Bearings", "partner": "SG", "finding": "no",
        "reasons": ["suspended"], "known_name": "Merlion 2 Bearings Pte Ltd",
    }  # fmt: skip
    with pytest.raises(SystemExit):
        call_command("check_partner_codes", str(file), "--on", "2026-11-20")
    assert "The partner has suspended the firm." in capsys.readouterr().out
    file.write_bytes(csv_of([(SG1, "Merlion 1 Bearings")], ("code", "name")))
    call_command("check_partner_codes", str(file), "--on", "2026-11-20")


@pytest.mark.parametrize(
    ("content", "arguments"), [(b"nothing\n", ()), (b"code\nSG1\n", ("--on", "2026-13-01")), (None, ())]
)
def test_the_command_ends_with_two_when_it_cannot_read(db: None, tmp_path: Path, content: bytes | None, arguments: tuple):
    file = tmp_path / "codes.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError) as ended:
        call_command("check_partner_codes", str(file), *arguments)
    assert ended.value.returncode == 2
