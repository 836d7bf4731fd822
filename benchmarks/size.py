"""Everything that is measured with one number of firms, in the order in which a new installation meets it."""

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from zoneinfo import ZoneInfo

import psycopg

from benchmarks import figures
from benchmarks.changes import write_changes, write_touches
from benchmarks.databases import new_database
from benchmarks.figures import Figure, Figures, best
from benchmarks.processes import Ended, manage, run


class Size:
    """One number of firms, with its database and its figures so far."""

    def __init__(self, firms: int, place: Path, server: str, rounds: int) -> None:
        self.firms, self.rounds = firms, rounds
        self.folder = place / str(firms)
        self.feed = self.folder / "feed"
        self.day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        self.database = new_database(server, f"firms_{firms}")
        self.figures: Figures = {}
        self.floors: list[Figure] = []

    def keep(self, label: str, figure: Figure) -> None:
        """Keep a figure and tell it, since the table comes late."""
        self.figures[label] = figure
        print(f"{self.firms:,} firms: {label}: {figure.seconds:.4f} s {figure.note}", file=sys.stderr)

    def manage(self, *arguments: str) -> Ended:
        """Run a command of the portal on this database."""
        return manage(*arguments, database=self.database)

    def inside(self, what: str) -> None:
        """Keep what a process of the portal measures within itself."""
        ended = run("-m", "benchmarks.inside", what, self.day.isoformat(), str(self.rounds), database=self.database)
        for label, (seconds, note, *in_database) in ended.said.items():
            self.keep(label, Figure(seconds, ended.megabytes, note, *in_database))

    def load(self) -> None:
        """Write and load the first delivery, made the day before."""
        made_on = (self.day - timedelta(days=1)).isoformat()
        written = self.manage(
            "generate_feed", str(self.feed), "--enterprises", str(self.firms), "--seed", "1", "--as-of", made_on
        )
        rows = sum(int(line.split()[-1].replace(",", "")) for line in written.output.splitlines())
        self.keep(figures.GENERATING, _with_speed(written, rows))
        loaded = self.manage("import_feed", str(self.feed), "--json")
        assert loaded.said["rejected"] == 0
        self.keep(figures.LOADING, _with_speed(loaded, rows))
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")  # which PostgreSQL does by itself within minutes

    def floor(self) -> None:
        """Measure the floor, now and then: the machine is not always equally quick, and the best counts."""
        seconds, note = run("-m", "benchmarks.inside", "floor", "", str(self.rounds), database=self.database).said
        self.floors.append(Figure(seconds, None, note))
        self.keep(figures.FLOOR, best(self.floors))

    def nights(self) -> None:
        """The four kinds of night; each repeated one has changes of its own."""
        self.floor()
        self.keep(figures.FIRST_NIGHT, self._night(self.day - timedelta(days=1)))
        self._repeat(figures.FULL_NIGHT, self._change, "--full")
        self.floor()
        self._repeat(figures.INCREMENTAL_NIGHT, self._touch)
        self._repeat(figures.IDLE_NIGHT, lambda folder, turn: None)
        self.floor()

    def _repeat(self, label: str, prepare: Callable[[Path, int], None], *options: str) -> None:
        tries = []
        for turn in range(self.rounds):
            folder = self.folder / "next"
            prepare(folder, turn)
            if folder.exists():
                self.manage("import_feed", str(folder), "--json")
                rmtree(folder)
            tries.append(self._night(self.day, *options))
        self.keep(label, best(tries))

    def _change(self, folder: Path, turn: int) -> None:
        write_changes(folder, self.feed, self.firms, turn, self.day)

    def _touch(self, folder: Path, turn: int) -> None:
        write_touches(folder, self.feed, self.rounds + turn, self.day)

    def _night(self, as_of: date, *options: str) -> Figure:
        ended = self.manage("nightly", "--as-of", as_of.isoformat(), "--json", *options)
        said = ended.said
        note = f"{said['judged']:,} judged, {said['cases_opened']:,} cases opened"
        return Figure(said["seconds"], ended.megabytes, note)


def _with_speed(ended: Ended, rows: int) -> Figure:
    return Figure(ended.seconds, ended.megabytes, f"{rows:,} rows, {rows / ended.seconds:,.0f} a second")


def measure(firms: int, place: Path, server: str, rounds: int) -> Figures:
    """Measure one number of firms; the database and the delivery are removed afterwards."""
    size = Size(firms, place, server, rounds)
    size.load()
    size.nights()
    for what in ("explaining", "pages", "objects", "watch", "desk"):
        size.inside(what)
    rmtree(size.folder)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE firms_{firms}")
    return size.figures
