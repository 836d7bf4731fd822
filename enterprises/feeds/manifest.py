"""The manifest: what the sender says a folder holds. A folder that does not match it is refused before anything is written."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.feeds.reading import open_feed, read_rows
from enterprises.feeds.reasons import DeliveryRefused, Reason, shown

NAME = "manifest.json"
REFERENCE_LENGTH = 80
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Period:
    """Days of the law, the first and the last included."""

    first: date
    last: date


@dataclass(frozen=True)
class FilePromise:
    """What the manifest says of one file; `covers` is the period for which an optional one is complete."""

    rows: int
    sha256: str
    covers: Period | None = None


@dataclass(frozen=True)
class Manifest:
    """The sender's id of the delivery, its day, and its files."""

    delivery: str
    made_on: date
    files: dict[str, FilePromise] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, or None where there is none. Raises DeliveryRefused when it cannot be understood."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _refused("不是有效的 JSON", f"it is no valid JSON ({error})") from error
    if not isinstance(content, dict):
        raise _refused("内容应为一个对象", "it must hold one object")
    manifest = Manifest(_reference(content), _made_on(content), _files(content))
    for name, promise in manifest.files.items():
        if promise.covers and promise.covers.last > manifest.made_on:
            raise _refused(f"{name} 的 covers 晚于 made_on", f"“covers” of {name} ends after “made_on”")
    return manifest


def _refused(zh: str, en: str) -> DeliveryRefused:
    return DeliveryRefused(Reason(f"{NAME} 无法使用：{zh}", f"{NAME} cannot be used: {en}"))


def _reference(content: dict) -> str:
    reference = content.get("delivery")
    good = isinstance(reference, str) and 0 < len(reference) <= REFERENCE_LENGTH
    if not good or not reference.isprintable() or reference != reference.strip():
        raise _refused("delivery 应为 1 至 80 个字符的编号", "“delivery” must be an id of 1 to 80 characters")
    return reference


def _made_on(content: dict) -> date:
    made_on = content.get("made_on")
    try:
        return _day(made_on)
    except ValueError:
        raise _refused("made_on 应为日期 YYYY-MM-DD", "“made_on” must be a date YYYY-MM-DD") from None


def _day(text: object) -> date:
    return date.fromisoformat(text if isinstance(text, str) and len(text) == 10 else "")


def _files(content: dict) -> dict[str, FilePromise]:
    files = content.get("files")
    if not isinstance(files, dict):
        raise _refused("files 应为一个对象", "“files” must be an object")
    return {name: _promise(name, said) for name, said in files.items()}


def _promise(name: str, said: object) -> FilePromise:
    if name not in FEED_BY_FILE:
        raise _refused(f"未知文件“{shown(name)}”", f"unknown file “{shown(name)}”")
    rows = said.get("rows") if isinstance(said, dict) else None
    sha256 = said.get("sha256") if isinstance(said, dict) else None
    if type(rows) is not int or rows < 0 or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256.lower()):
        raise _refused(
            f"{name} 应给出 rows（整数）和 sha256（十六进制）", f"{name} must have “rows” (a number) and “sha256” (hex)"
        )
    return FilePromise(rows, sha256.lower(), _covers(name, said.get("covers") if isinstance(said, dict) else None))


def _covers(name: str, said: object) -> Period | None:
    if said is None:
        return None
    if not FEED_BY_FILE[name].optional:
        raise _refused(f"{name} 不得有 covers，仅可选文件可用", f"{name} must not have “covers”: only optional files may")
    try:
        first, last = (_day(said[end]) for end in ("from", "to"))  # type: ignore[index]
        if not first <= last:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise _refused(
            f"{name} 的 covers 应为 from、to 两个日期 YYYY-MM-DD，先后有序",
            f"“covers” of {name} must be two dates YYYY-MM-DD in order, “from” and “to”",
        ) from None
    return Period(first, last)


def present_files(folder: Path) -> list[str]:
    """The names of the feed files that lie in the folder, in loading order."""
    return [file for file in FEED_BY_FILE if (folder / file).is_file()]


def feed_files(folder: Path) -> list[str]:
    """The names of the feed files that lie in the folder; raises DeliveryRefused when there is none."""
    if files := present_files(folder):
        return files
    names = ", ".join(FEED_BY_FILE)
    raise DeliveryRefused(
        Reason(f"文件夹中没有可读取的文件（{names}）", f"the folder holds none of the files of a delivery ({names})")
    )


def check_manifest(folder: Path, manifest: Manifest) -> None:
    """Raises DeliveryRefused when the folder does not hold exactly what the manifest says."""
    present = present_files(folder)
    for file in manifest.files:
        if file not in present:
            raise DeliveryRefused(
                Reason(f"清单中的 {file} 不在文件夹中", f"{file} is in the manifest but not in the folder")
            )
    for file in present:
        promise = manifest.files.get(file)
        if promise is None:
            raise DeliveryRefused(Reason(f"{file} 不在清单中", f"{file} is in the folder but not in the manifest"))
        if sha256_of(folder / file) != promise.sha256:
            raise DeliveryRefused(
                Reason(f"{file} 与清单的 sha256 不符", f"{file} does not match the sha256 in the manifest")
            )
        rows = count_rows(folder / file)
        if rows != promise.rows:
            raise DeliveryRefused(
                Reason(
                    f"{file} 有 {rows} 行，清单为 {promise.rows} 行",
                    f"{file} has {rows} rows where the manifest says {promise.rows}",
                )
            )


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def count_rows(path: Path) -> int:
    """The rows of the file, without its header."""
    with open_feed(path) as stream:
        return max(sum(1 for _ in read_rows(stream)) - 1, 0)
