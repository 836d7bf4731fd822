"""A notice as PDF: the same content gives the same bytes."""

from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from mutual_recognition.buyer_notice.content import Content
from ratings.documents.pdf import pdf_of
from ratings.documents.wording import in_chinese

STYLE = Path(__file__).with_name("notice.css")


def notice_pdf(content: Content, number: str) -> bytes:
    """The notice of this number on A4, Chinese and English side by side."""
    with in_chinese():
        page = render_to_string("documents/buyer_notice.html", {"said": content, "number": number})
    return pdf_of(page, number, style=_style())


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
