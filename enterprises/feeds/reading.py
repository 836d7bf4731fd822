"""Reading a file row by row: RFC 4180, UTF-8, any order of columns; a broken row never takes its neighbours with it."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from enterprises.feeds.declaration import Feed
from enterprises.feeds.reasons import FileRefused, Reason, printable

LONGEST_ROW = 256 * 1024  # characters; no feed's row comes near it, so a longer one has an open quote


_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")


class Row(NamedTuple):
    """One row: the line on which it begins (the header is line 1), its cells, and whether its quoting is sound."""

    line: int
    cells: list[str]
    sound: bool


def open_feed(path: Path) -> TextIO:
    """The file as text; bytes that are not UTF-8 come as lone surrogates, so that they can be written again as they came."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def read_rows(stream: TextIO) -> Iterator[Row]:
    """Every row of the file, the header first; empty lines are no rows.

    A quoted cell may span lines. Where the quoting of such a row does not come out, only its first line is given up, and
    reading goes on with the next line.
    """
    again: deque[str] = deque()
    number = width = 0
    while line := again.popleft() if again else next(stream, ""):
        number += 1
        if '"' not in line:
            row = Row(number, line.rstrip("\r\n").split(","), True)
            if row.cells == [""]:
                continue
        elif line.count('"') % 2 == 0:
            row = _parsed(number, line)
        else:
            more = _lines_to_closing_quote(line, again, stream)
            row = _parsed(number, line + "".join(more))
            if row.sound and len(row.cells) == width:
                number += len(more)
            else:
                again.extendleft(reversed(more))
                row = Row(number, line.rstrip("\r\n").split(","), False)
        width = width or len(row.cells)
        yield row


def _parsed(number: int, text: str) -> Row:
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        return Row(number, text.rstrip("\r\n").split(","), False)
    return Row(number, rows[0], len(rows) == 1)


def _lines_to_closing_quote(first: str, again: deque[str], stream: TextIO) -> list[str]:
    """The lines after `first` up to the one that closes its quote, or as many as a row may be long."""
    lines: list[str] = []
    length = len(first)
    while length < LONGEST_ROW and (line := again.popleft() if again else next(stream, "")):
        lines.append(line)
        length += len(line)
        if line.count('"') % 2:
            break
    return lines


def read_header(feed: Feed, rows: Iterator[Row]) -> list[str]:
    """The header of the file.

    Raises FileRefused when it is missing, unreadable, or has not exactly the columns of the feed.
    """
    header = next(rows, None)
    if header is None:
        raise FileRefused(Reason("文件为空，没有表头", "the file is empty: it has no header line"))
    problems = _header_problems(feed, header)
    if problems:
        raise FileRefused(Reason("；".join(p.zh for p in problems), "; ".join(p.en for p in problems)))
    return header.cells


def _header_problems(feed: Feed, header: Row) -> list[Reason]:
    if not header.sound or _UNREADABLE.search("".join(header.cells)):
        return [Reason("表头无法按 UTF-8 CSV 读取", "the header line cannot be read as UTF-8 CSV")]
    found = header.cells
    missing = [name for name in feed.names if name not in found]
    unknown = [name for name in dict.fromkeys(found) if name not in feed.names]
    repeated = [name for name in feed.names if found.count(name) > 1]
    return [
        Reason(f"{zh}：{'、'.join(_shown(names))}", f"{en}: {', '.join(_shown(names))}")
        for zh, en, names in (
            ("缺少列", "missing column", missing),
            ("未知列", "unknown column", unknown),
            ("重复的列", "repeated column", repeated),
        )
        if names
    ]


def _shown(names: list[str]) -> list[str]:
    return [printable(name[:60]) if name else '""' for name in names[:20]]
