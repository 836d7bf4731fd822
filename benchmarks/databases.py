"""The databases of what is measured: migrated once, copied for each."""

import psycopg

from benchmarks.processes import manage

MIGRATED = "migrated"


def new_database(server: str, name: str) -> str:
    """An empty database of this name with the portal's tables, on the server; returns its address."""
    place = server.rpartition("/")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED]).fetchone():
            connection.execute(f"CREATE DATABASE {MIGRATED}")
            manage("migrate", "--verbosity", "0", database=f"{place}/{MIGRATED}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
    return f"{place}/{name}"
