"""From the staging table into the facts: set-based, the same SQL on both databases, differences only.

`judge` says of every staged row what becomes of it; the rest of the module does it. All of it runs in the transaction of
one file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from enterprises.feeds import reasons
from enterprises.feeds.declaration import Feed
from enterprises.feeds.indexes import indexes_built_afterwards
from enterprises.feeds.reasons import Reason
from enterprises.feeds.staging import JUDGED, REJECTED_FIRMS, STAGE, quoted
from enterprises.models import ChangedFirm, Delivery, Enterprise

CREATED, UPDATED, UNCHANGED, REPEATED = "created", "updated", "unchanged", "repeated"
TAKEN = (CREATED, UPDATED, UNCHANGED)

REASON_OF = {
    "unknown_firm": ("customs_code", reasons.UNKNOWN_FIRM),
    "rejected_firm": ("customs_code", reasons.REJECTED_FIRM),
    "other_district": ("customs_code", reasons.OTHER_DISTRICT),
    "not_of_a_district": ("", reasons.NOT_OF_A_DISTRICT),
}


@dataclass(frozen=True)
class Source:
    """Where the rows come from, and the day and time of loading.

    `district` limits the firms whose rows are taken to those of the same first two digits; empty: no limit.
    """

    delivery: Delivery
    today: date
    now: datetime
    district: str = ""


def history_reason(delivery: Delivery) -> str:
    """How a history row names the delivery that made it."""
    return f"delivery:{delivery.reference}"


class Merge:
    """One staged file on its way into its table."""

    def __init__(self, feed: Feed, source: Source) -> None:
        self.feed = feed
        self.source = source
        self.table = quoted(feed.model._meta.db_table)
        self.firms = quoted(Enterprise._meta.db_table)
        self.stored = [quoted(name) for name in feed.stored]
        self._of_a_firm = feed.is_about_firms and not feed.is_firms

    def judge(self) -> None:
        """Write into a temporary table what becomes of each staged row: a count's name, or the name of a reason."""
        district = self.source.district[:2]
        limits = [district] * (2 if district and self.feed.is_about_firms else 0)
        self._run(f"CREATE TEMPORARY TABLE {JUDGED} AS {self._judged()}", limits)
        self._judge_repeated()
        if connection.vendor == "postgresql":
            self._run(f"ANALYZE {JUDGED}")

    def _judged(self) -> str:
        if self.feed.is_firms:
            return self._firms_judged()
        return self._facts_judged() if self.feed.is_about_firms else self._figures_judged()

    def _figures_judged(self) -> str:
        """Of a feed that names no firm; it is of the whole country, so nobody loads it for a district."""
        limit = "WHEN TRUE THEN 'not_of_a_district'" if self.source.district else ""
        return f"""
            SELECT s.line, t.id AS target_id, CASE {limit} {self._difference()} END AS verdict
            FROM {STAGE} s LEFT JOIN {self.table} t ON {self._same_key()}"""

    def _firms_judged(self) -> str:
        limit = "WHEN substr(s.district, 1, 2) <> %s OR substr(t.district, 1, 2) <> %s THEN 'other_district'"
        return f"""
            SELECT s.line, t.id AS firm_id, t.id AS target_id, t.id AS old_firm_id,
                CASE {limit if self.source.district else ""} {self._difference()} END AS verdict
            FROM {STAGE} s LEFT JOIN {self.table} t ON t.customs_code = s.customs_code"""

    def _facts_judged(self) -> str:
        limit = f"""WHEN substr(f.district, 1, 2) <> %s OR substr(
            (SELECT o.district FROM {self.firms} o WHERE o.id = t.enterprise_id), 1, 2) <> %s THEN 'other_district'"""
        return f"""
            SELECT s.line, f.id AS firm_id, t.id AS target_id, t.enterprise_id AS old_firm_id,
                CASE WHEN f.id IS NULL AND r.customs_code IS NOT NULL THEN 'rejected_firm'
                     WHEN f.id IS NULL THEN 'unknown_firm'
                     {limit if self.source.district else ""} {self._difference()} END AS verdict
            FROM {STAGE} s
            LEFT JOIN {self.firms} f ON f.customs_code = s.customs_code
            LEFT JOIN {REJECTED_FIRMS} r ON r.customs_code = s.customs_code
            LEFT JOIN {self.table} t ON {self._same_key()}"""

    def _difference(self) -> str:
        """The last branches of the verdict: new, as it is, the portal's own, or changed."""
        same = [f"t.{name} IS NOT DISTINCT FROM s.{name}" for name in self.stored]
        if self._of_a_firm:
            same.append("t.enterprise_id = f.id")
        portal = "WHEN t.delivery_id IS NULL THEN 'portal_owned'" if self.feed.portal_owned else ""
        return f"WHEN t.id IS NULL THEN '{CREATED}' WHEN {' AND '.join(same)} THEN '{UNCHANGED}' {portal} ELSE '{UPDATED}'"

    def _same_key(self) -> str:
        """How the row that the table already has is found.

        A firm may have several ratings of one day, one delivered and others decided in the portal: the delivered one is
        meant, else the portal's latest.
        """
        rest = [name for name in self.feed.key if name != "customs_code"]
        same = " AND ".join([f"{{0}}.{quoted(name)} = s.{quoted(name)}" for name in rest])
        if "customs_code" in self.feed.key:
            same += " AND {0}.enterprise_id = f.id"
        if not (self.feed.portal_owned and "customs_code" in self.feed.key):
            return same.format("t")
        return f"""t.id = (SELECT p.id FROM {self.table} p WHERE {same.format("p")}
            ORDER BY (p.delivery_id IS NULL), p.id DESC LIMIT 1)"""

    def _judge_repeated(self) -> None:
        """Of several rows with one key that could be taken, only the first is. Few keys repeat: only their rows are sorted."""
        names = [quoted(name) for name in self.feed.key]
        key, same = ", ".join(f"s.{name}" for name in names), " AND ".join(f"d.{name} = s.{name}" for name in names)
        self._run(f"""
            UPDATE {JUDGED} SET verdict = '{REPEATED}' WHERE line IN (
                SELECT line FROM (
                    SELECT s.line, row_number() OVER (PARTITION BY {key} ORDER BY s.line) AS place
                    FROM (SELECT {", ".join(names)} FROM {STAGE} GROUP BY {", ".join(names)} HAVING count(*) > 1) AS d
                    JOIN {STAGE} s ON {same}
                    JOIN {JUDGED} j ON j.line = s.line WHERE j.verdict IN {TAKEN}
                ) AS placed WHERE place > 1)""")

    def counts(self) -> dict[str, int]:
        """How many staged rows are created, updated and unchanged."""
        found = dict(self._rows(f"SELECT verdict, count(*) FROM {JUDGED} GROUP BY verdict"))
        return {name: found.get(name, 0) for name in TAKEN}

    def rejects(self) -> Iterator[tuple[int, str, Reason]]:
        """Line, column and reason of the staged rows that are not taken, by line."""
        named = REASON_OF | {
            "portal_owned": (self.feed.key[0], reasons.PORTAL_OWNED),
            REPEATED: (self.feed.key[0], reasons.repeated(self.feed.key)),
        }
        for line, verdict in self._rows(f"SELECT line, verdict FROM {JUDGED} WHERE verdict NOT IN {TAKEN} ORDER BY line"):
            yield line, *named[verdict]

    def write(self) -> None:
        """Create and update the rows, with their history, and queue the firms that are to be judged again."""
        self._record_first_history()
        self._update()
        self._record_change()
        with indexes_built_afterwards(self.table, self.counts()[CREATED]):
            self._create()
        if self.feed.is_about_firms:
            self._queue_firms()

    def _create(self) -> None:
        given: dict[str, Any] = {"delivery_id": self.source.delivery.pk}
        if self.feed.is_firms:
            given["recorded_on"] = self.source.today
        columns = [*self.stored, *(["enterprise_id"] if self._of_a_firm else []), *given]
        values = [f"s.{name}" for name in self.stored] + (["j.firm_id"] if self._of_a_firm else []) + ["%s"] * len(given)
        self._run(
            f"""INSERT INTO {self.table} ({", ".join(columns)}) SELECT {", ".join(values)}
                FROM {STAGE} s JOIN {JUDGED} j ON j.line = s.line WHERE j.verdict = '{CREATED}' ORDER BY s.line""",
            list(given.values()),
        )

    def _update(self) -> None:
        sets = [f"{name} = s.{name}" for name in self.stored] + ["delivery_id = %s"]
        if self._of_a_firm:
            sets.append("enterprise_id = j.firm_id")
        self._run(
            f"""UPDATE {self.table} SET {", ".join(sets)} FROM {STAGE} s JOIN {JUDGED} j ON j.line = s.line
                WHERE {self.table}.id = j.target_id AND j.verdict = '{UPDATED}'""",
            [self.source.delivery.pk],
        )

    def _record_first_history(self) -> None:
        """A row made in bulk has no history: before its first change, its old values are recorded as of their delivery."""
        deliveries = quoted(Delivery._meta.db_table)
        self._snapshot(
            "+",
            "COALESCE(d.loaded_at, d.received_at, %s)",
            "'delivery:' || d.reference",
            f"""LEFT JOIN {deliveries} d ON d.id = t.delivery_id
                WHERE NOT EXISTS (SELECT 1 FROM {quoted(self._history()._meta.db_table)} h WHERE h.id = t.id) AND""",
            [connection.ops.adapt_datetimefield_value(self.source.now)],
        )

    def _record_change(self) -> None:
        now = connection.ops.adapt_datetimefield_value(self.source.now)
        self._snapshot("~", "%s", "%s", "WHERE", [now, history_reason(self.source.delivery)])

    def _snapshot(self, sign: str, moment: str, reason: str, condition: str, params: list) -> None:
        """Copy the rows that this file changes into the history table as they are now."""
        columns = [quoted(str(field.column)) for field in self.feed.model._meta.concrete_fields]
        if connection.vendor == "postgresql":
            moment = f"CAST({moment} AS timestamptz)"
        self._run(
            f"""INSERT INTO {quoted(self._history()._meta.db_table)}
                ({", ".join(columns)}, history_date, history_change_reason, history_type, history_user_id)
                SELECT {", ".join(f"t.{name}" for name in columns)}, {moment}, {reason}, '{sign}', %s
                FROM {self.table} t {condition}
                t.id IN (SELECT target_id FROM {JUDGED} WHERE verdict = '{UPDATED}')""",
            [*params, self.source.delivery.brought_by_id if sign == "~" else None],
        )

    def _history(self) -> type[models.Model]:
        return self.feed.model.history.model  # type: ignore[attr-defined]

    def _queue_firms(self) -> None:
        """Queue each firm once: of changed facts both firms; a new firm only when it is cancelled, for else it is plain.

        No ground looks at an optional file: its rows give the night nothing to judge.
        """
        if self.feed.optional:
            return
        firms = f"""SELECT firm_id FROM {JUDGED} WHERE verdict IN ('{CREATED}', '{UPDATED}') AND firm_id IS NOT NULL
            UNION SELECT old_firm_id FROM {JUDGED} WHERE verdict = '{UPDATED}'"""
        if self.feed.is_firms:
            firms += f""" UNION SELECT t.id FROM {self.table} t JOIN {STAGE} s ON s.customs_code = t.customs_code
                JOIN {JUDGED} j ON j.line = s.line WHERE j.verdict = '{CREATED}' AND s.cancelled_on IS NOT NULL"""
        self._run(f"INSERT INTO {quoted(ChangedFirm._meta.db_table)} (enterprise_id) {firms}")

    def _run(self, sql: str, params: list | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params or None)

    def _rows(self, sql: str) -> Iterator[tuple]:
        """The rows of a query, read as they are needed."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(2_000):
                yield from rows
