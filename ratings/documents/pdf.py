"""A page as PDF, by WeasyPrint: the same page gives the same bytes."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from weasyprint import CSS, HTML, Attachment, URLFetcher
from weasyprint.text.fonts import FontConfiguration

STYLE = Path(__file__).with_name("letter.css")

# Pango's font map belongs to the process, and threads of one server share it.
_one_at_a_time = Lock()


class Nothing(URLFetcher):
    """A document refers to nothing outside its page: whatever asks for an address is refused."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse. Raises ValueError."""
        raise ValueError(f"A document refers to nothing outside its page: {url}")


class OnlyFiles(URLFetcher):
    """What a style may read: the files that it was made with, and nothing else."""

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__(allow_redirects=False)
        self.allowed = {path.as_uri() for path in files}

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The file. Raises ValueError for any other address."""
        if url not in self.allowed:
            raise ValueError(f"This style refers to nothing but its fonts: {url}")
        return super().fetch(url, headers)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()  # one a process: each new one keeps its memory


@cache
def _style(text: str, fonts: tuple[Path, ...]) -> CSS:
    """A style, read once a process: reading it again would add its fonts again."""
    return CSS(string=text, font_config=_fonts(), url_fetcher=OnlyFiles(fonts))


def pdf_of(
    page: str,
    identifier: str,
    *,
    style: str = "",
    fonts: tuple[Path, ...] = (),
    variant: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of a page of HTML; `identifier` stands in for the random id that PDF files have.

    `style` is the text of its style sheet (a letter's unless given) and `fonts` the files that it may read; `variant` is
    what the file declares itself to be, as in pdf/a-3b.
    """
    with _one_at_a_time:
        sheet = _style(style or STYLE.read_text(encoding="utf-8"), fonts)
        document = HTML(string=page, url_fetcher=Nothing())
        return document.write_pdf(
            stylesheets=[sheet],
            font_config=_fonts(),
            pdf_identifier=identifier.encode(),
            pdf_tags=True,
            pdf_variant=variant,
            attachments=list(attachments) or None,
        )
