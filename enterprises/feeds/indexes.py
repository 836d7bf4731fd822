"""Indexes while very many rows come in: built once afterwards, which is several times quicker than row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

MANY = 50_000  # new rows from which it pays

_INDEXES = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE i.indrelid = %s::regclass AND NOT i.indisunique AND NOT i.indisprimary
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    ORDER BY 1"""


@contextmanager
def indexes_built_afterwards(table: str, new_rows: int) -> Iterator[None]:
    """Without the table's indexes, unique ones excepted, while more rows come than it has; else with them.

    Part of the caller's transaction: whoever kills it finds the indexes as they were. Readers of the table wait for its
    end, which only the first delivery makes them do. PostgreSQL only; elsewhere nothing happens.
    """
    if connection.vendor != "postgresql" or new_rows < MANY or _holds(table, new_rows):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index cannot be touched while checks of its table wait
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(_INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _holds(table: str, rows: int) -> bool:
    """Whether the table has at least so many rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT %s) AS first_rows", [rows])
        return cursor.fetchone()[0] >= rows
