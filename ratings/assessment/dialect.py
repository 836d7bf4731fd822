"""The few words in which PostgreSQL and SQLite differ, for the one statement that judges."""

from collections.abc import Sequence
from datetime import date

from django.db.backends.base.base import BaseDatabaseWrapper

from ratings.regulation.months import add_months

NEVER = "9999-12-31"


class PostgreSQL:
    """PostgreSQL's words; its intervals clip to the month's last day as the law does."""

    def prepare(self, connection: BaseDatabaseWrapper) -> None:
        """Nothing to do: everything is built in."""

    def months_later(self, day: str, months: int) -> str:
        return f"({day} + interval '{int(months)} months')::date"

    def days_later(self, day: str, days: int) -> str:
        return f"({day} + {int(days)})"

    def fen(self, amount: str) -> str:
        return f"({amount} * 100)::bigint"

    def year(self, day: str) -> str:
        return f"EXTRACT(YEAR FROM {day})::int"

    def earliest(self, days: Sequence[str]) -> str:
        return f"LEAST({', '.join(days)})"

    def latest(self, days: Sequence[str]) -> str:
        return f"GREATEST({', '.join(days)})"

    def joined(self, token: str) -> str:
        return f"string_agg({token}, ' ' ORDER BY {token} COLLATE \"C\")"


class SQLite:
    """SQLite's words; month arithmetic is the project's own function."""

    def prepare(self, connection: BaseDatabaseWrapper) -> None:
        """Teach the open connection to add months."""
        connection.ensure_connection()
        connection.connection.create_function("months_later", 2, _months_later, deterministic=True)

    def months_later(self, day: str, months: int) -> str:
        return f"months_later({day}, {int(months)})"

    def days_later(self, day: str, days: int) -> str:
        return f"date({day}, '{int(days):+d} days')"

    def fen(self, amount: str) -> str:
        return f"CAST(ROUND({amount} * 100) AS INTEGER)"

    def year(self, day: str) -> str:
        return f"CAST(substr({day}, 1, 4) AS INTEGER)"

    def earliest(self, days: Sequence[str]) -> str:
        return f"NULLIF(min({', '.join(f'''COALESCE({day}, '{NEVER}')''' for day in days)}), '{NEVER}')"

    def latest(self, days: Sequence[str]) -> str:
        return f"NULLIF(max({', '.join(f'''COALESCE({day}, '')''' for day in days)}), '')"

    def joined(self, token: str) -> str:
        return f"group_concat({token}, ' ')"


def _months_later(day: str | None, months: int) -> str | None:
    return add_months(date.fromisoformat(day), months).isoformat() if day else None


def dialect_of(connection: BaseDatabaseWrapper) -> PostgreSQL | SQLite:
    """The words of the database, with the connection made ready for them."""
    dialect = PostgreSQL() if connection.vendor == "postgresql" else SQLite()
    dialect.prepare(connection)
    return dialect
