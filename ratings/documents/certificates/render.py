"""A certificate's page as PDF, before it is signed: the same content gives the same bytes."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import Attachment

from ratings.documents.certificates.content import Content, level_names
from ratings.documents.certificates.drawing import qr_code, rosette, seal_ring
from ratings.documents.certificates.fonts import certificate_fonts
from ratings.documents.pdf import pdf_of
from ratings.documents.wording import day_in_words, in_chinese
from ratings.levels import Level

STYLE = Path(__file__).with_name("certificate.css")
FACTS_NAME = "certificate.json"
FACTS = ("number", "level", "granted_on", "issued_on", "firm", "district", "address", "demonstration")
"""What of the content is attached to the file for programs to read."""

PDF_A = "pdf/a-3b"
NAME_STEPS = ((20, "brief"), (28, "short"), (44, "medium"), (60, "long"), (100, "longer"))
ENGLISH_STEPS = ((64, "short"), (110, "medium"))
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def certificate_pdf(content: Content) -> bytes:
    """The unsigned certificate. It declares PDF/A-3b. Raises NoFont where the system lacks the face it is printed in."""
    page = certificate_page(content)
    return pdf_of(page, content["number"], style=_style(), fonts=_font_files(), variant=PDF_A, attachments=[_facts(content)])


def certificate_page(content: Content) -> str:
    """The certificate as HTML, without its style."""
    granted_on = date.fromisoformat(content["granted_on"])
    level_zh, level_en = level_names(content["level"])
    qr = qr_code(content["address"])
    context = {
        "said": content,
        "level_zh": level_zh,
        "level_en": level_en,
        "stars": 2 if content["level"] == Level.ADVANCED_CERTIFIED else 1,
        "name_step": step_of(width_of(content["firm"]["name_zh"]), NAME_STEPS),
        "english_step": step_of(len(content["firm"]["name_en"]), ENGLISH_STEPS),
        "granted_zh": day_in_words(granted_on),
        "granted_en": f"{granted_on.day} {MONTHS[granted_on.month - 1]} {granted_on.year}",
        "qr": qr,
        "ring": seal_ring(content["seal"]),
        "rosettes": [rosette(860, 45, 420)],
        "medal": rosette(100, 41, 16),
    }
    with in_chinese():
        return render_to_string("documents/certificate.html", context)


def width_of(name: str) -> int:
    """How wide a Chinese name is, in Chinese characters; two Latin letters are about one."""
    return sum(1 if ord(character) >= 0x2E80 else 0.5 for character in name).__ceil__()


def step_of(width: int, steps: tuple[tuple[int, str], ...]) -> str:
    """The class of type size in which a name of this width fits."""
    return next((name for most, name in steps if width <= most), "longest")


def _facts(content: Content) -> Attachment:
    """What the certificate says, for programs; dated as the certificate is, so that the bytes stay the same."""
    issued = datetime.combine(date.fromisoformat(content["issued_on"]), datetime.min.time(), UTC)
    text = json.dumps({name: content[name] for name in FACTS}, ensure_ascii=False, indent=1)
    return Attachment(
        string=text.encode(),
        name=FACTS_NAME,
        description="The certificate's particulars as data",
        created=issued,
        modified=issued,
        relationship="Data",
    )


@cache
def _style() -> str:
    regular, bold = _font_files()
    text = STYLE.read_text(encoding="utf-8")
    return text.replace("REGULAR", regular.as_uri()).replace("BOLD", bold.as_uri())


@cache
def _font_files() -> tuple[Path, Path]:
    fonts = certificate_fonts()
    return fonts["regular"], fonts["bold"]
