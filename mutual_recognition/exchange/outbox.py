"""The outbox: a folder per partner, `outgoing` for it to read and `incoming` for its acknowledgements.

Made messages are kept in the archive, and copied from there. A message's folder appears in `outgoing` at once and whole.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from mutual_recognition.exchange.files import FILES, MANIFEST, file_digest, to_disk, whole_folder
from mutual_recognition.models import Message


class ArchiveDamaged(Exception):
    """The kept files of a message are not those that were made: it is not sent."""


def archived(partner: str, name: str) -> Path:
    """Where the files of a message are kept."""
    return Path(settings.EXCHANGE_ARCHIVE_DIR) / partner / name


def outgoing(message: Message, outbox: Path | None = None) -> Path:
    """Where a message lies for its partner to fetch."""
    return (outbox or Path(settings.EXCHANGE_DIR)) / message.partner_id / "outgoing" / message.name


def publish(message: Message, outbox: Path | None = None) -> bool:
    """Lay a message into the outbox; False when it lies there already, as it was made.

    Raises ArchiveDamaged when the kept files are missing or are not those that were made.
    """
    target, kept = outgoing(message, outbox), archived(message.partner_id, message.name)
    if _digest(target) == message.digest:
        return False
    if _digest(kept) != message.digest or not _is_whole(kept):
        raise ArchiveDamaged(f"{kept} does not hold the message that was made")
    with whole_folder(target) as part:
        for name in FILES:
            shutil.copyfile(kept / name, part / name)
            to_disk(part / name)
    return True


def _digest(folder: Path) -> str:
    manifest = folder / MANIFEST
    return hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""


def _is_whole(folder: Path) -> bool:
    files = json.loads((folder / MANIFEST).read_bytes())["files"]
    return all((folder / name).is_file() and file_digest(folder / name) == said["sha256"] for name, said in files.items())


def clear(message: Message) -> None:
    """Take a message that the partner answered out of `outgoing`; the archive keeps it."""
    shutil.rmtree(outgoing(message), ignore_errors=True)


def make_folders(partner: str) -> None:
    """See to it that a partner finds its folders."""
    for name in ("outgoing", "incoming"):
        (Path(settings.EXCHANGE_DIR) / partner / name).mkdir(parents=True, exist_ok=True)


def incoming_files() -> Iterator[tuple[str, Path]]:
    """The files that partners laid down, with the code of the partner whose folder it is, in order."""
    for folder in sorted(Path(settings.EXCHANGE_DIR).glob("[A-Z][A-Z]/incoming")):
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield folder.parent.name, path


def put_away(path: Path, where: str) -> None:
    """Move a file that was read to a folder beside it (`done` or `refused`); an older one of the same name is replaced."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):  # another worker was quicker
        path.replace(folder / path.name)
