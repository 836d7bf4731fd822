"""The PDF of a document as it was handed out: read again, and refused where it is not that one any more."""

import hashlib
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _


class Document(Protocol):
    """A row that keeps a document: its number, its file, and the file's digest (SHA-256) as it was stored."""

    number: str
    file: FieldFile
    sha256: str


def stored_bytes(document: Document) -> bytes:
    """The stored PDF. Raises ValidationError where the file is lost, or is not the one that was stored."""
    try:
        with document.file.storage.open(str(document.file.name), "rb") as stored:
            pdf = stored.read()
    except FileNotFoundError:
        pdf = b""
    if hashlib.sha256(pdf).hexdigest() != document.sha256:
        raise ValidationError(
            _("The stored file of %(number)s is missing or was changed. Restore it from the backup of the files.")
            % {"number": document.number}
        )
    return pdf
