"""The staging table: the good rows of one file, in a temporary table of the session that loads it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection

from enterprises.feeds.checking import Value
from enterprises.feeds.declaration import Feed
from enterprises.models import Enterprise

STAGE = "feed_stage"
JUDGED = "feed_judged"
REJECTED_FIRMS = "feed_rejected_firms"
OPENING, LOADING = 0x0251_0282, 0x0251_0283  # advisory locks: one delivery is opened, one file is loaded at a time
BATCH = 2_000  # rows a statement where the database has no COPY

StagedRow = tuple[int, *tuple[Value, ...]]


def quoted(name: str) -> str:
    """A name as this database quotes it."""
    return connection.ops.quote_name(name)


def take_turns(lock: int) -> None:
    """Wait until no other transaction has this lock, and hold it to the end of this one.

    For PostgreSQL; SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def stage_rows(feed: Feed, rows: Iterable[StagedRow]) -> None:
    """Fill a new staging table with rows of (line, value of each column in the contract's order).

    The rows are taken one after the other and never held together.
    """
    with connection.cursor() as cursor:
        drop_stage()
        cursor.execute(f"CREATE TEMPORARY TABLE {STAGE} ({', '.join(_columns(feed))})")
        names = ", ".join(["line", *map(quoted, feed.names)])
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {STAGE} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {STAGE}")
        else:
            marks = ", ".join(["%s"] * (len(feed.names) + 1))
            for batch in _batches(rows):
                cursor.executemany(f"INSERT INTO {STAGE} ({names}) VALUES ({marks})", batch)


def drop_stage() -> None:
    """Remove what an earlier file left."""
    with connection.cursor() as cursor:
        for table in (STAGE, JUDGED):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def remember_rejected_firms(codes: Iterable[str]) -> None:
    """Note the customs codes of the delivery's rejected firms, so that their facts can be told so."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {REJECTED_FIRMS}")
        cursor.execute(f"CREATE TEMPORARY TABLE {REJECTED_FIRMS} (customs_code varchar(10) PRIMARY KEY)")
        for batch in _batches((code,) for code in codes):
            cursor.executemany(f"INSERT INTO {REJECTED_FIRMS} VALUES (%s) ON CONFLICT DO NOTHING", batch)


def forget_rejected_firms() -> None:
    """Remove the note of the delivery's rejected firms."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {REJECTED_FIRMS}")


def _columns(feed: Feed) -> list[str]:
    """Column definitions with the types of the model's own columns, so that both compare alike."""
    fields = [(Enterprise if name == "customs_code" else feed.model)._meta.get_field(name) for name in feed.names]
    key = "line bigint PRIMARY KEY" if connection.vendor == "sqlite" else "line bigint"
    return [key, *(f"{quoted(str(field.column))} {field.db_type(connection)}" for field in fields)]


def _batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
