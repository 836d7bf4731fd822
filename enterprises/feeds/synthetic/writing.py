"""Writing a synthetic delivery: all files beside each other, in one pass over the firms, the manifest last."""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from enterprises.feeds.declaration import FEEDS, OPTIONAL_FEEDS
from enterprises.feeds.manifest import NAME as MANIFEST
from enterprises.feeds.synthetic.dice import Dice
from enterprises.feeds.synthetic.events import Events
from enterprises.feeds.synthetic.firms import Firms, Part
from enterprises.feeds.synthetic.standards import COVERED_DAYS, StandardsFacts
from enterprises.feeds.synthetic.trade import Trade

FIRMS_A_WRITE = 1_000
FIRST_DAY = date(1990, 1, 1).toordinal()
DAYS_AHEAD = 800  # dates that plans reach


class FeedFile:
    """One CSV file being written, with its count of rows and its hash."""

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        self._stream = path.open("wb")
        self._hash = hashlib.sha256()
        self.rows = 0
        self.lines: list[str] = []
        self._put(",".join(header) + "\r\n")

    def _put(self, text: str) -> None:
        content = text.encode()
        self._stream.write(content)
        self._hash.update(content)

    def flush(self) -> None:
        """Write the lines that wait."""
        self._put("".join(self.lines))
        self.rows += len(self.lines)
        self.lines.clear()

    def promise(self) -> dict[str, int | str]:
        """What the manifest says of it."""
        return {"rows": self.rows, "sha256": self._hash.hexdigest()}

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def write_delivery(
    folder: Path, firms: int, seed: int, as_of: date, tell: Callable[[int], None] = lambda firms: None
) -> dict[str, int]:
    """Write a synthetic delivery of so many firms, the same for the same seed and day; rows by file.

    `tell` is told now and then how many firms are written. Memory does not grow with the number of firms.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    with ExitStack() as stack:
        files = {feed.file: FeedFile(folder / feed.file, feed.names) for feed in FEEDS}
        for file in files.values():
            stack.callback(file.close)
        for feed in FEEDS:
            files[feed.file].lines.extend(feed.synthetic(seed, as_of) if feed.synthetic else ())
        _write_firms(files, firms, seed, as_of, tell)
        promises: dict[str, dict[str, Any]] = {name: file.promise() for name, file in files.items()}
    for feed in OPTIONAL_FEEDS:
        first = as_of - timedelta(days=COVERED_DAYS)
        promises[feed.file]["covers"] = {"from": first.isoformat(), "to": as_of.isoformat()}
    content = {"delivery": f"synthetic-{firms}-{seed}-{as_of}", "made_on": as_of.isoformat(), "files": promises}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return {name: file.rows for name, file in files.items()}


def _write_firms(files: dict[str, FeedFile], firms: int, seed: int, as_of: date, tell: Callable[[int], None]) -> None:
    dice, today = Dice(seed), as_of.toordinal()
    iso = [date.fromordinal(day).isoformat() for day in range(FIRST_DAY, today + DAYS_AHEAD)]
    trade = Trade(as_of, dice, iso, FIRST_DAY)
    events = Events(today, dice, trade.day)
    standards = StandardsFacts(today, seed, trade.day)
    enterprises, years, payables = (files[name].lines for name in ("enterprises.csv", "trade_years.csv", "payables.csv"))
    for number, (firm, line) in enumerate(Firms(firms, as_of, dice)):
        enterprises.append(line)
        if firm.part is not Part.DORMANT:
            years.extend(trade.years(firm))
            payables.extend(trade.duties(firm))
            for file, event in events.of(firm):
                files[file].lines.append(event)
            for file, fact in standards.of(firm):
                files[file].lines.append(fact)
        if number % FIRMS_A_WRITE == 0:
            for written in files.values():
                written.flush()
            tell(number)
    for written in files.values():
        written.flush()
    tell(firms)
