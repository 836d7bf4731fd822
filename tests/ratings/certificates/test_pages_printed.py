"""What a certificate says and shows, whatever the name of the firm, and that it is the same each time."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from ratings.documents.certificates.drawing import qr_code, seal_ring
from ratings.documents.certificates.render import certificate_pdf
from tests.ratings.certificates.contents import content
from tests.ratings.documents.golden import assert_as_ever, text_of, words_of

LONG = "东莞国际综合保税区高新电子元器件进出口贸易供应链管理"
LONG_ENGLISH = "Guangdong International Comprehensive Bonded Zone High-Technology Electronic Components Import and Export"


def test_the_certificate_is_as_ever(tmp_path: Path):
    assert_as_ever(certificate_pdf(content()), "certificate", tmp_path)


def test_a_certified_enterprise_of_synthetic_data_is_as_ever(tmp_path: Path):
    said = content(level="certified", number="Z000022", synthetic=True, seal="", demonstration=False)
    assert_as_ever(certificate_pdf(said), "certificate-certified", tmp_path)


def test_the_same_certificate_has_the_same_bytes():
    assert certificate_pdf(content()) == certificate_pdf(content())


def test_a_process_of_its_own_makes_the_same_bytes(tmp_path: Path):
    made = subprocess.run(
        [sys.executable, "-m", "tests.ratings.certificates.print_one"], capture_output=True, check=True, timeout=120
    )
    assert made.stdout == certificate_pdf(content())


def test_its_text_can_be_taken_out_in_both_languages():
    text = " ".join(text_of(certificate_pdf(content())).split())
    for words in ("高级认证企业证书", "CERTIFICATE OF ADVANCED CERTIFIED ENTERPRISE (AEO)", "黄埔海关", "Huangpu Customs"):
        assert words in text
    for words in ("AEO-5200-2024-000318", "4419630412", "AEOCN4419630412", "91441900MA4W1B7K4W", "18 June 2024"):
        assert words in text


@pytest.mark.parametrize("length", [4, 20, 21, 29, 45, 60])
def test_names_of_every_length_fit_on_the_one_page(length: int):
    name = (LONG * 3)[: length - 4] + "有限公司"[:4]
    pdf = certificate_pdf(content({"name_zh": name}))
    assert name in words_of(pdf)
    assert pages(pdf) == 1
    assert boxes_of(pdf, name) <= 2


def test_a_very_long_name_in_both_languages_leaves_the_particulars_free():
    name, english = (LONG * 8)[:200], (LONG_ENGLISH * 3)[:200]
    pdf = certificate_pdf(content({"name_zh": name, "name_en": english}))
    assert name in words_of(pdf) and "".join(english.split()) in words_of(pdf)
    assert pages(pdf) == 1
    assert lowest_line(pdf, "Economic") < highest_line(pdf, "Certificate")


@pytest.mark.parametrize("name", ["合成㙟䶮𠮷贸易有限公司", "㙟", "䶮𠮷"])
def test_rare_characters_are_printed_and_can_be_taken_out(name: str):
    assert name in words_of(certificate_pdf(content({"name_zh": name})))


def test_without_a_seal_a_place_is_left_for_it():
    assert "印章Seal" in words_of(certificate_pdf(content(seal="")))


def test_a_demonstration_says_so_and_an_installation_does_not():
    assert "DEMONSTRATION" in text_of(certificate_pdf(content()))
    assert "DEMONSTRATION" not in text_of(certificate_pdf(content(demonstration=False)))


def test_a_name_is_text_and_never_markup():
    name = "<b>甲</b>&amp;乙有限公司"
    assert name in words_of(certificate_pdf(content({"name_zh": name})))


def test_what_of_pdf_a_3b_can_be_checked_here(tmp_path: Path):
    """It declares itself, has an output intent and an identifier, embeds every font, and has neither script nor encryption."""
    pdf = certificate_pdf(content({"name_zh": "合成㙟䶮𠮷贸易有限公司"}))
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    metadata = subprocess.run(["pdfinfo", "-meta", path], capture_output=True, check=True, text=True).stdout
    assert re.search(r'pdfaid:part="?>?3', metadata) and re.search(r'pdfaid:conformance="?>?B', metadata)
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Encrypted:\s+no", told) and re.search(r"JavaScript:\s+no", told)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert fonts and all(re.search(r"yes yes yes\s+\d+\s+\d+$", font) for font in fonts), fonts
    reader = PdfFileReader(BytesIO(pdf))
    intent = reader.root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1" and len(intent["/DestOutputProfile"].data) > 1000
    assert reader.trailer["/ID"] and "/OpenAction" not in reader.root and "/AA" not in reader.root
    assert reader.root["/AF"][0]["/AFRelationship"] == "/Data"


def test_the_cut_faces_keep_it_small():
    assert len(certificate_pdf(content())) < 70_000


def test_the_code_is_drawn_with_its_quiet_zone():
    code = qr_code("https://credit.example.org/verify/abc/")
    assert code.path.startswith("M2 2h7v1h-7z")
    assert code.size == 29 + 4


def test_the_seals_characters_stand_symmetrically():
    degrees = [placed.degrees for placed in seal_ring("演示用章")]
    assert degrees == [-39, -13, 13, 39]
    assert [placed.degrees for placed in seal_ring("章")] == [0]


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


def words_with_boxes(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each word with its upper and lower edge in points."""
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [
        (text, float(top), float(bottom))
        for top, bottom, text in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>', found)
    ]


def boxes_of(pdf: bytes, name: str) -> int:
    """On how many lines a name stands: its first letters and last letters tell."""
    lines = {round(top) for text, top, _bottom in words_with_boxes(pdf) if text in name and len(text) > 3}
    return len(lines)


def lowest_line(pdf: bytes, word: str) -> float:
    """The lower edge of a word."""
    return max(bottom for text, _top, bottom in words_with_boxes(pdf) if text == word)


def highest_line(pdf: bytes, word: str) -> float:
    """The upper edge of a word."""
    return min(top for text, top, _bottom in words_with_boxes(pdf) if text == word)
