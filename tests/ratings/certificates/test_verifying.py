"""Verification says what a file is: unchanged, changed, or not ours; from the file and the authority's certificate alone."""

import json
import random
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ratings.documents.certificates.authority import CHAIN, KEY, TRUST, Authority, NoAuthority, make_authority
from ratings.documents.certificates.authority import _read as read_authority
from ratings.documents.certificates.render import certificate_pdf
from ratings.documents.certificates.sign import signed_pdf
from ratings.documents.certificates.verify import Verdict, Why, verify
from tests.ratings.certificates.contents import content

TRIES = 25
HEAD = 50  # bytes of a signature before its certificates


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return certificate_pdf(content())


@pytest.fixture
def signed(unsigned: bytes, authority: Authority) -> bytes:
    return signed_pdf(unsigned, authority=authority, location="黄埔海关 Huangpu Customs")


@pytest.fixture
def another(tmp_path: Path) -> Authority:
    """Another authority of the very same names."""
    folder = tmp_path / "another"
    make_authority(folder, name="Authority of the tests", signer="Signer of the tests")
    return read_authority(folder / KEY, folder / CHAIN, folder / TRUST, False)


def test_a_signed_certificate_is_unchanged_and_tells_what_it_says(signed: bytes, authority: Authority):
    found = verify(signed, authority.trust)
    assert (found.verdict, found.why, found.signer) == (Verdict.UNCHANGED, Why.INTACT, "Signer of the tests")
    assert found.facts["number"] == "AEO-5200-2024-000318"
    assert found.facts["firm"]["name_zh"] == "东江精密电子（东莞）有限公司"
    assert found.signed_at


def test_any_flipped_byte_is_found_wherever_it_lies(signed: bytes, authority: Authority):
    chance = random.Random(282)
    begin = signed.rindex(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", begin)
    places = [chance.randrange(len(signed)) for _ in range(TRIES)]  # pages, fonts, the structure of the file
    places += [chance.randrange(begin, end) for _ in range(TRIES)]  # the signature, its certificates, its padding
    places += range(begin, begin + 2 * HEAD)  # where no digest looks
    places += [*range(begin - 3, begin + 4), end - 1, end, len(signed) - 1]
    for number, place in enumerate(places):
        touched = bytearray(signed)
        touched[place] ^= 0x20 if number % 4 == 0 else 0x01  # another case of a letter; another digit
        found = verify(bytes(touched), authority.trust)
        assert found.verdict != Verdict.UNCHANGED, f"byte {place} of {len(signed)}"


def test_a_flipped_byte_of_the_page_is_a_change_and_not_a_stranger(signed: bytes, authority: Authority):
    for place in (20, len(signed) // 3, len(signed) // 2):
        touched = bytearray(signed)
        touched[place] ^= 1
        found = verify(bytes(touched), authority.trust)
        assert (found.verdict, found.why) == (Verdict.CHANGED, Why.ALTERED)


def test_an_appended_revision_is_a_change(signed: bytes, authority: Authority):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    made = BytesIO()
    writer.write(made)
    for longer in (made.getvalue(), signed + b"\n", signed + b"%%EOF\n"):
        found = verify(longer, authority.trust)
        assert (found.verdict, found.why) == (Verdict.CHANGED, Why.APPENDED)


def test_another_authority_of_the_same_names_is_not_ours(unsigned: bytes, authority: Authority, another: Authority):
    foreign = signed_pdf(unsigned, authority=another, location="黄埔海关")
    assert verify(foreign, authority.trust).why == Why.FOREIGN
    assert verify(foreign, another.trust).verdict == Verdict.UNCHANGED


def test_an_unsigned_copy_and_other_files_are_not_ours(unsigned: bytes, authority: Authority):
    assert verify(unsigned, authority.trust).why == Why.UNSIGNED
    assert verify(b"PK\x03\x04 something", authority.trust).why == Why.NO_PDF
    assert verify(b"", authority.trust).why == Why.NO_PDF
    assert verify(b"%PDF-1.7\n/ByteRange [0 1 2 3]", authority.trust).why == Why.UNSIGNED


def test_what_is_no_signature_is_no_error(authority: Authority):
    for inside in (b"<>", b"<00>", b"<30820000>", b"<" + b"F" * 4000 + b">"):
        pdf = b"%PDF-1.7\n/ByteRange [0 0030 " + b"%04d 0000 ] " % (30 + len(inside))
        pdf = pdf[:30].ljust(30) + inside
        assert verify(pdf, authority.trust).verdict == Verdict.NOT_OURS


# --- The command ------------------------------------------------------------------


def alone(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a verifier starts it, with a database that nobody could reach and no settings of the authority."""
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "SECRET_KEY": "x" * 50}
    return subprocess.run(
        [sys.executable, "manage.py", "verify_certificate", *arguments],
        cwd=settings.BASE_DIR,
        env=environment | {"DATA_DIR": str(settings.DATA_DIR)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def command(path: Path, trust: Path, *options: str) -> tuple[int, str]:
    """What the command ends with, and what it prints."""
    told = StringIO()
    try:
        call_command("verify_certificate", path, *options, trust=trust, stdout=told)
    except SystemExit as ended:
        return int(ended.code or 0), told.getvalue()
    return 0, told.getvalue()


def test_the_command_needs_the_file_and_the_authority_alone(signed: bytes, authority_folder: Path, tmp_path: Path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(signed + b" ")
    told = alone(path, "--trust", authority_folder / TRUST, "--json")
    assert (told.returncode, json.loads(told.stdout)["why"], told.stderr) == (1, "appended", "")
    told = alone(path)
    assert told.returncode == 2
    assert "CERTIFICATE_TRUST" in told.stderr and "Traceback" not in told.stderr


def test_the_command_ends_with_0_1_or_3(signed: bytes, unsigned: bytes, authority_folder: Path, tmp_path: Path):
    path, trust = tmp_path / "certificate.pdf", authority_folder / TRUST
    path.write_bytes(signed)
    status, told = command(path, trust)
    assert status == 0 and "unchanged" in told and "AEO-5200-2024-000318" in told and "东江精密电子" in told
    path.write_bytes(signed + b" ")
    assert command(path, trust)[0] == 1
    path.write_bytes(unsigned)
    status, told = command(path, trust, "--json")
    assert (status, json.loads(told)["verdict"]) == (3, "not_ours")
    with pytest.raises(CommandError) as refused:
        command(path, Path("manage.py"))
    assert refused.value.returncode == 2


# --- Keys ---------------------------------------------------------------------------


def test_a_key_that_is_not_the_certificates_is_refused(authority_folder: Path, tmp_path: Path):
    make_authority(tmp_path / "other", name="A", signer="B")
    with pytest.raises(NoAuthority, match="is not that of"):
        read_authority(tmp_path / "other" / KEY, authority_folder / CHAIN, authority_folder / TRUST, False)


def test_a_demonstration_makes_its_own_authority_once(settings, tmp_path: Path):
    from ratings.documents.certificates.authority import signing_authority, trusted_certificates

    settings.CERTIFICATE_KEY = settings.CERTIFICATE_CHAIN = settings.CERTIFICATE_TRUST = None
    with pytest.raises(NoAuthority, match="must all be set"):
        signing_authority()
    settings.DEMONSTRATION, settings.DATA_DIR = True, tmp_path
    made = signing_authority()
    assert made.demonstration and signing_authority() == made and trusted_certificates() == made.trust
    assert (tmp_path / "demonstration-authority" / KEY).stat().st_mode & 0o777 == 0o600
