"""Many certificates in one file: a ZIP of the signed documents, or one PDF of their pages to print."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

A_DAY = (1980, 1, 1, 0, 0, 0)  # a ZIP needs one; the documents say their own
OF_A_PAGE = ("/Contents", "/Resources")
"""What a page shows. What ties it to its own document, its signature and its structure, does not come into another."""

FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|\0', "_"))


@contextmanager
def bundle(form: str, documents: Iterable[tuple[str, Path]], beside: Path) -> Iterator[IO[bytes]]:
    """A temporary file below `beside` with the documents, each given by its number and where it lies; `form` pdf or zip."""
    beside.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=beside, prefix="export-") as made:
        (_zipped if form == "zip" else _merged)(documents, made)
        made.seek(0)
        yield made


def _zipped(documents: Iterable[tuple[str, Path]], made: IO[bytes]) -> None:
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:  # compressed already
        for number, path in documents:
            archive.writestr(zipfile.ZipInfo(f"{number.translate(FORBIDDEN)}.pdf", A_DAY), path.read_bytes())


def _merged(documents: Iterable[tuple[str, Path]], made: IO[bytes]) -> None:
    writer = PdfFileWriter(stream_xrefs=True)
    for _number, path in documents:
        with path.open("rb") as file:
            page = cast(generic.DictionaryObject, PdfFileReader(file).root["/Pages"]["/Kids"][0])  # type: ignore[index]
            contents, resources = (writer.import_object(page.raw_get(key)) for key in OF_A_PAGE)
            size = tuple(page["/MediaBox"])
            one = PageObject(contents=contents, media_box=size, resources=resources)
            writer.insert_page(one)
    writer.write(made)
