"""What a file could not give: every bad row goes, as it came, to a CSV file; the first ones also to the table for pages."""

import csv
import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from enterprises.feeds.reading import open_feed, read_rows
from enterprises.feeds.reasons import Reason, printable
from enterprises.models import Delivery, Reject

ADDED = ("line", "column", "reason_zh", "reason_en")
"""The columns that follow the file's own in a rejects file."""

SHOWN_ROWS = 10_000  # rejected rows a delivery that the table keeps for the page; the CSV file keeps all


class Problem(NamedTuple):
    """Why the row that begins on a line is not taken."""

    line: int
    column: str
    reason: Reason


class Spool:
    """Problems of a file in the order of its lines, on disk: a file may be all bad."""

    def __init__(self) -> None:
        self._stream = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 (closed by close)
        self._writer = csv.writer(self._stream)
        self.count = 0

    def add(self, problem: Problem) -> None:
        """Keep one more; lines must come in order."""
        self._writer.writerow((problem.line, problem.column, *problem.reason))
        self.count += 1

    def __iter__(self) -> Iterator[Problem]:
        self._stream.seek(0)
        for line, column, zh, en in csv.reader(self._stream):
            yield Problem(int(line), column, Reason(zh, en))

    def close(self) -> None:
        """Give the disk space back."""
        self._stream.close()


def write_rejects(source: Path, target: Path, *problems: Iterable[Problem]) -> int:
    """Write the rows that have a problem, as they came, with line, column and reasons, to a CSV file; how many.

    The file's own columns come first, in its own order; cells beyond the header come last. The file is read a second
    time for it, so nothing is held in memory. A rejects file of an earlier loading is replaced, or removed when there is
    nothing to reject.
    """
    wanted = heapq.merge(*problems, key=lambda problem: problem.line)
    problem = next(wanted, None)
    if problem is None:
        target.unlink(missing_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    count = 0
    with (
        open_feed(source) as stream,
        part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
    ):
        rows = read_rows(stream)
        writer = csv.writer(out)
        header = next(rows).cells
        writer.writerow((*header, *ADDED))
        width = len(header)
        for row in rows:
            if row.line != problem.line:
                continue
            cells = row.cells + [""] * (width - len(row.cells))
            writer.writerow((*cells[:width], problem.line, problem.column, *problem.reason, *cells[width:]))
            count += 1
            problem = next(wanted, None)
            if problem is None:
                break
    part.replace(target)
    return count


def read_rejects(path: Path) -> Iterator[tuple[dict[str, str], Problem]]:
    """The rows of a rejects file: cells by the file's own column names (those beyond the header under ""), and why."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        rows = csv.reader(stream)
        header = next(rows)[: -len(ADDED)]
        width = len(header)
        for cells in rows:
            row = dict(zip(header, cells, strict=False))
            beyond = cells[width + len(ADDED) :]
            if beyond:
                row[""] = ",".join(beyond)
            line, column, zh, en = cells[width : width + len(ADDED)]
            yield row, Problem(int(line), column, Reason(zh, en))


def keep_rejects(delivery: Delivery, file: str, path: Path) -> None:
    """Put the first rejected rows of a file into the table, in place of those of an earlier try."""
    Reject.objects.filter(delivery=delivery, file=file).delete()
    room = SHOWN_ROWS - Reject.objects.filter(delivery=delivery).count()
    batch: list[Reject] = []
    for row, problem in read_rejects(path):
        if room <= 0:
            break
        room -= 1
        batch.append(_as_model(delivery, file, row, problem))
        if len(batch) == 500:
            Reject.objects.bulk_create(batch)
            batch.clear()
    Reject.objects.bulk_create(batch)


def _as_model(delivery: Delivery, file: str, row: dict[str, str], problem: Problem) -> Reject:
    return Reject(
        delivery=delivery,
        file=file,
        line=problem.line,
        column=problem.column,
        reason_zh=problem.reason.zh[:300],
        reason_en=problem.reason.en[:300],
        row={printable(name): printable(cell) for name, cell in row.items()},
    )
