"""A letter's page as PDF, by WeasyPrint: the same page gives the same bytes."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from weasyprint import CSS, HTML, URLFetcher
from weasyprint.text.fonts import FontConfiguration

STYLE = Path(__file__).with_name("letter.css")

# Pango's font map belongs to the process, and threads of one server share it.
_one_at_a_time = Lock()


class Nothing(URLFetcher):
    """A letter refers to nothing outside its page: whatever asks for an address is refused."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse. Raises ValueError."""
        raise ValueError(f"A letter refers to nothing outside its page: {url}")


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()  # one a process: each new one keeps its memory


def pdf_of(page: str, identifier: str) -> bytes:
    """The PDF of a page of HTML; `identifier` stands in for the random id that PDF files have."""
    with _one_at_a_time:
        style = CSS(filename=STYLE, font_config=_fonts(), url_fetcher=Nothing())
        document = HTML(string=page, url_fetcher=Nothing())
        return document.write_pdf(
            stylesheets=[style], font_config=_fonts(), pdf_identifier=identifier.encode(), pdf_tags=True
        )
