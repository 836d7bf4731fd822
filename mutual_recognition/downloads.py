"""Tables to take away, as CSV that a spreadsheet opens and calculates nothing of."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate."""


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """With a mark that spreadsheets need to read UTF-8; a cell that they would calculate begins with an apostrophe."""
    out = io.StringIO(newline="")
    written = csv.writer(out)
    for cells in rows:
        written.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    return out.getvalue().encode("utf-8-sig")


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that the browser saves under the name and never opens by itself."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
