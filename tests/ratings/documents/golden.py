"""A PDF held against its golden text and pictures, which lie beside the tests and are looked at when they change.

`GOLDEN=write pytest tests/ratings/documents` writes them anew.
"""

import os
import subprocess
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "golden"
DPI = 60
GREYS = 16  # kept in a golden picture
FAINT = 60  # of 255: how far a grey may be off before its pixel counts as another one
TOLERATED = 1 / 2000  # share of a page's pixels: edges of letters that another version of FreeType draws otherwise


def text_of(pdf: bytes) -> str:
    """The text of a PDF as a reader takes it out, laid out as printed."""
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def words_of(pdf: bytes) -> str:
    """The text of a PDF without blanks and breaks, to look for a sentence."""
    return "".join(text_of(pdf).split())


def pages_of(pdf: bytes, folder: Path) -> list[Image.Image]:
    """A grey picture of each page."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", "-", str(folder / "page")], input=pdf, check=True)
    return [Image.open(path) for path in sorted(folder.glob("page-*.png"))]


def different_pixels(one: Image.Image, other: Image.Image) -> int:
    """How many pixels of two pictures of one size are not the same."""
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    return sum(difference.histogram()[FAINT:])


def assert_as_ever(pdf: bytes, name: str, folder: Path, kept: Path = FOLDER) -> None:
    """The PDF says and shows what its golden text and pictures in `kept` do: same text, number of pages, pixels."""
    text, pages = text_of(pdf), pages_of(pdf, folder)
    if os.environ.get("GOLDEN") == "write":
        _write(kept, name, text, pages)
    assert text == (kept / f"{name}.txt").read_text(encoding="utf-8")
    golden = [Image.open(path) for path in sorted(kept.glob(f"{name}-[0-9].png"))]
    assert [page.size for page in pages] == [page.size for page in golden]
    for number, (page, before) in enumerate(zip(pages, golden, strict=True), 1):
        count = different_pixels(page, before)
        assert count <= page.width * page.height * TOLERATED, f"page {number}: {count} pixels differ"


def _write(kept: Path, name: str, text: str, pages: list[Image.Image]) -> None:
    kept.mkdir(exist_ok=True)
    for old in kept.glob(f"{name}-[0-9].png"):
        old.unlink()
    (kept / f"{name}.txt").write_text(text, encoding="utf-8")
    for number, page in enumerate(pages, 1):
        page.quantize(GREYS).save(kept / f"{name}-{number}.png", optimize=True)
