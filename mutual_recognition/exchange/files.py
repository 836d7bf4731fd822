"""The files of a message: list.xml, list.csv, manifest.json with their digests, and its signature.

A message's files are written whole: into a folder beside the place, brought to the disk, and then renamed into it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from mutual_recognition.exchange.lines import COLUMNS, Line
from mutual_recognition.exchange.schema import MESSAGE, MESSAGE_NAMESPACE, parser, schema
from mutual_recognition.exchange.signing import SigningKey

XML, CSV, MANIFEST, SIGNATURE = "list.xml", "list.csv", "manifest.json", "manifest.json.sig"
FILES = (XML, CSV, MANIFEST, SIGNATURE)


@dataclass(frozen=True)
class Header:
    """What a message says of itself."""

    name: str
    partner: str
    number: int
    kind: str
    month: str
    as_of: date
    made_at: datetime
    lines: int

    @property
    def moment(self) -> str:
        """When it was made, in UTC to the second."""
        return self.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Unsendable(Exception):
    """A file that the schema does not allow: it is never sent."""


def write_message(folder: Path, header: Header, lines: Iterable[Line], key: SigningKey) -> str:
    """Write the files into `folder`, in place of what an interrupted try left there; returns the manifest's SHA-256.

    The lines are taken one after the other. Raises Unsendable when the schema does not allow what was written.
    """
    with whole_folder(folder) as part:
        _write_lists(part, header, lines, key)
        _require_valid(part / XML, header)
        manifest = _manifest(part, header, key)
        (part / MANIFEST).write_bytes(manifest)
        (part / SIGNATURE).write_bytes(key.sign(manifest))
        for name in FILES:
            to_disk(part / name)
    return hashlib.sha256(manifest).hexdigest()


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the place of `folder` at the end; what was there before goes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    yield part
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    to_disk(folder.parent)


def to_disk(path: Path) -> None:
    """Wait until a file or folder is safe from a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _write_lists(folder: Path, header: Header, lines: Iterable[Line], key: SigningKey) -> None:
    month = f' month="{header.month}"' if header.month else ""
    with (folder / XML).open("w", encoding="utf-8", newline="") as xml, _csv(folder / CSV) as table:
        xml.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<message xmlns="{MESSAGE_NAMESPACE}" partner="{header.partner}" '
            f'number="{header.number}" kind="{header.kind}"{month} asOf="{header.as_of.isoformat()}" '
            f'madeAt="{header.moment}" lines="{header.lines}" key="{key.name}">\n'
        )
        for number, line in enumerate(lines, start=1):
            event = f' event="{line.event}"' if line.event else ""
            xml.write(f'<firm line="{number}"{event}>{line.xml}</firm>\n')
            table.write(f"{number},{line.event},{line.csv}")
        xml.write("</message>\n")


@contextmanager
def _csv(path: Path) -> Iterator[Any]:
    with path.open("w", encoding="utf-8", newline="") as table:
        table.write(",".join(COLUMNS) + "\r\n")
        yield table


def _require_valid(path: Path, header: Header) -> None:
    document = etree.parse(str(path), parser())
    if not schema(MESSAGE).validate(document):
        raise Unsendable(f"{header.name}: {schema(MESSAGE).error_log.last_error}")
    if len(document.getroot()) != header.lines:
        raise Unsendable(f"{header.name}: {len(document.getroot())} lines were written where {header.lines} were announced")


def _manifest(folder: Path, header: Header, key: SigningKey) -> bytes:
    said = {
        "message": header.name,
        "partner": header.partner,
        "number": header.number,
        "kind": header.kind,
        "month": header.month,
        "as_of": header.as_of.isoformat(),
        "made_at": header.moment,
        "lines": header.lines,
        "key": key.name,
        "files": {name: {"sha256": file_digest(folder / name)} for name in (XML, CSV)},
    }
    return (json.dumps(said, indent=1) + "\n").encode()


def file_digest(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
