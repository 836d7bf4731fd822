"""Loading a folder: file after file in the contract's order, each in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from enterprises.districts import district_is_known
from enterprises.feeds import staging
from enterprises.feeds.checking import RowCheck, row_check
from enterprises.feeds.declaration import FEED_BY_FILE, Feed, in_order
from enterprises.feeds.manifest import feed_files
from enterprises.feeds.merging import Merge, Source
from enterprises.feeds.reading import Row, open_feed, read_header, read_rows
from enterprises.feeds.reasons import BadCell, FileRefused, Reason
from enterprises.feeds.rejects import Problem, Spool, read_rejects, write_rejects

ROWS_A_TELL = 5_000

Tell = Callable[[str, int, int], None]
"""Told now and then while a file is read: its name, bytes read so far, bytes in all."""


@dataclass
class FileResult:
    """What became of one file: counts of rows, or the reason why all of it was refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    refused: Reason | None = None
    unknown_districts: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The five counts, as `--json` prints them."""
        return {name: getattr(self, name) for name in ("read", "created", "updated", "unchanged", "rejected")}

    def as_json(self) -> dict:
        """The counts, and the refusal in both languages where there is one."""
        return self.counts() | ({"refused": self.refused._asdict()} if self.refused else {})


@dataclass
class Result:
    """What became of a folder, by file name in loading order."""

    files: dict[str, FileResult] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rejected rows of all files."""
        return sum(result.rejected for result in self.files.values())

    @property
    def refused(self) -> dict[str, Reason]:
        """The files that were refused as a whole, and why."""
        return {file: result.refused for file, result in self.files.items() if result.refused}

    @property
    def nothing_read(self) -> bool:
        """Whether no file could be read at all."""
        return len(self.refused) == len(self.files)

    @property
    def nothing_changed(self) -> bool:
        """Whether the database is as it was."""
        return not any(result.created or result.updated for result in self.files.values())


@dataclass(frozen=True)
class Loading:
    """A folder to load: where its rejected rows go, who is told of progress, and whether anything is to stay.

    `each_file` is called with name and result inside the transaction of the file, so what it writes stands or falls with
    the file's rows. `done` holds results of files that an earlier, interrupted try has finished: they are not read again.
    """

    folder: Path
    rejects: Path
    source: Source
    tell: Tell = lambda file, read, total: None
    each_file: Callable[[str, FileResult], None] = lambda file, result: None
    dry_run: bool = False
    done: dict[str, FileResult] = field(default_factory=dict)

    def run(self) -> Result:
        """Load every feed file of the folder; one that is refused does not stop the others.

        A dry run does all of it in one transaction and takes that back. Raises DeliveryRefused when there is no feed file.
        """
        files = feed_files(self.folder)
        result = Result()
        try:
            if self.dry_run:
                with transaction.atomic():
                    self._load_all(files, result)
                    transaction.set_rollback(True)
            else:
                self._load_all(files, result)
        finally:
            self._clean_up()
        return result

    def _load_all(self, files: list[str], result: Result) -> None:
        staging.remember_rejected_firms(())
        for feed in in_order(files):
            result.files[feed.file] = self.done.get(feed.file) or self._load_or_refuse(feed)
            if feed.is_firms:
                rows = read_rejects(self.rejects / feed.file) if result.files[feed.file].rejected else ()
                staging.remember_rejected_firms(row.get("customs_code", "")[:10] for row, _problem in rows)

    def _clean_up(self) -> None:
        if connection.needs_rollback or not connection.is_usable():
            return
        staging.drop_stage()
        staging.forget_rejected_firms()

    def _load_or_refuse(self, feed: Feed) -> FileResult:
        try:
            with transaction.atomic():
                result = self._load(feed)
                self.each_file(feed.file, result)
        except FileRefused as refused:
            result = FileResult(refused=refused.reason)
            with transaction.atomic():
                self.each_file(feed.file, result)
        return result

    def _load(self, feed: Feed) -> FileResult:
        self._take_turns(feed)
        path = self.folder / feed.file
        result = FileResult()
        with closing(Spool()) as spool:
            with open_feed(path) as stream:
                rows = read_rows(stream)
                # Made before the rows are copied in: a check may ask the database, which answers nothing meanwhile.
                check = row_check(feed, read_header(feed, rows), self.source.today)
                told = self._told(feed, path, rows, stream)
                staging.stage_rows(feed, self._checked(feed, check, told, spool, result))
            merge = Merge(feed, self.source)
            merge.judge()
            for name, count in merge.counts().items():
                setattr(result, name, count)
            found = (Problem(*reject) for reject in merge.rejects())
            result.rejected = write_rejects(path, self.rejects / feed.file, spool, found)
            merge.write()
        if connection.vendor == "postgresql" and result.created and not self.dry_run:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {staging.quoted(feed.model._meta.db_table)}")
        return result

    def _take_turns(self, feed: Feed) -> None:
        """Wait for other imports; where the portal writes rows of its own, hold those writers until the file is in.

        SQLite has one writer at a time anyway.
        """
        if connection.vendor != "postgresql":
            return
        staging.take_turns(staging.LOADING)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            if feed.portal_owned:
                cursor.execute(f"LOCK TABLE {staging.quoted(feed.model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")

    def _told(self, feed: Feed, path: Path, rows: Iterator[Row], stream) -> Iterator[Row]:
        total = path.stat().st_size
        for count, row in enumerate(rows):
            if count % ROWS_A_TELL == 0:
                self.tell(feed.file, stream.buffer.tell(), total)
            yield row
        self.tell(feed.file, total, total)

    def _checked(
        self, feed: Feed, check: RowCheck, rows: Iterator[Row], spool: Spool, result: FileResult
    ) -> Iterator[staging.StagedRow]:
        districts: set[str] = set()  # of at most 10,000 codes
        place = feed.names.index("district") if feed.is_firms else None
        for row in rows:
            result.read += 1
            try:
                values = check(row)
            except BadCell as bad:
                spool.add(Problem(row.line, bad.column, bad.reason))
                continue
            if place is not None:
                districts.add(str(values[place]))
            yield row.line, *values
        result.unknown_districts = sorted(code for code in districts if not district_is_known(code))


def strangers(folder: Path) -> list[str]:
    """CSV files of the folder that are no feed and are left alone: perhaps a name that is misspelt."""
    return sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.name not in FEED_BY_FILE)
