"""The night's temporary tables: which firms are due, and which outcomes differ from the standing.

Only differences are written. All of it is set-based, so memory does not grow with the number of firms.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from ratings.assessment.parts_outcome import figure_columns
from ratings.assessment.statement import judge
from ratings.regulation.parameters import Rulebook

PLAIN: dict[str, str] = {
    "level_in_force": "'regular'",
    "in_force_since": "CAST(NULL AS DATE)",
    "indicated_level": "'regular'",
    "serious_list": "FALSE",
    "protected_until": "CAST(NULL AS DATE)",
    "suspension": "''",
    "watch": "''",
    "next_review_on": "CAST(NULL AS DATE)",
    "met": "''",
    "undetermined": "''",
    "founding": "''",
    "lower": "FALSE",
}
"""What is said of a firm without a live fact: the columns of an outcome, and their values as SQL."""

OF_CLEARANCE = ("level_in_force", "in_force_since", "suspension")
CHUNK = 1000


def _run(text: str, parameters: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return int(cursor.rowcount)


def _number(text: str, parameters: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return int(cursor.fetchone()[0])


def collect_due(as_of: date) -> int:
    """Collect the firms that an incremental night judges; returns how many.

    Facts changed, or the next review has come; and, in a night for a past day, firms that were registered only later: a
    delivery queues no new firm that has nothing but its registration.
    """
    _run("DROP TABLE IF EXISTS night_due")
    _run(
        """CREATE TEMPORARY TABLE night_due AS
SELECT enterprise_id FROM enterprises_changedfirm
UNION SELECT enterprise_id FROM ratings_standing WHERE next_review_on <= %(day)s
UNION SELECT id FROM enterprises_enterprise WHERE registered_on > %(day)s""",
        {"day": as_of},
    )
    _run("ANALYZE night_due")
    return _number("SELECT COUNT(*) FROM night_due")


def collect_scope(name: str, text: str, parameters: dict[str, Any] | None = None) -> int:
    """Collect firms into a temporary table of that name (column enterprise_id). Returns how many."""
    _run(f"DROP TABLE IF EXISTS {name}")
    _run(f"CREATE TEMPORARY TABLE {name} AS {text}", parameters)
    return _number(f"SELECT COUNT(*) FROM {name}")


def collect_differences(rulebook: Rulebook, as_of: date, scope: str) -> None:
    """Judge the firms in scope and collect the outcomes that differ from the standing into a temporary table."""
    _run("DROP TABLE IF EXISTS night_difference")
    statement = judge(rulebook, as_of, connection, scope, complete=False)
    with connection.cursor() as cursor:
        statement.store(cursor)
        text = statement.select(_differing(scope), stored=True)
        cursor.execute(f"CREATE TEMPORARY TABLE night_difference AS {text}", statement.parameters)
        statement.drop(cursor)
    _run("CREATE INDEX night_difference_firm ON night_difference (enterprise_id)")
    _run("ANALYZE night_difference")


def replace_differences(rulebook: Rulebook, as_of: date, scope: str) -> None:
    """Judge a few firms again, whose ratings this night changed, and put their differences in place of the earlier ones."""
    _run(f"DELETE FROM night_difference WHERE enterprise_id IN ({scope})")
    statement = judge(rulebook, as_of, connection, scope, complete=False)
    _run(f"INSERT INTO night_difference {statement.select(_differing(scope))}", statement.parameters)


def _differing(scope: str) -> str:
    """What is selected: the outcomes that differ from the standing, a firm without either being plainly regular."""
    new = {name: f"CASE WHEN o.enterprise_id IS NULL THEN {plain} ELSE o.{name} END" for name, plain in PLAIN.items()}
    old = {name: f"CASE WHEN s.enterprise_id IS NULL THEN {plain} ELSE s.{name} END" for name, plain in PLAIN.items()}
    changed = {name: f"({new[name]}) IS DISTINCT FROM ({old[name]})" for name in PLAIN}
    said = " OR ".join(test for name, test in changed.items() if name != "next_review_on")
    clearance = " OR ".join(changed[name] for name in OF_CLEARANCE)
    standing = (
        f"SELECT * FROM ratings_standing WHERE enterprise_id IN ({scope})" if scope else "SELECT * FROM ratings_standing"
    )
    return f"""SELECT COALESCE(o.enterprise_id, s.enterprise_id) AS enterprise_id, o.enterprise_id IS NULL AS plain,
  {", ".join(f"{expression} AS {name}" for name, expression in new.items())},
  {old["level_in_force"]} AS level_before, ({said}) AS outcome_changed, ({clearance}) AS level_changed,
  COALESCE(o.restorable, FALSE) AS restorable, {", ".join(f"o.{name}" for name in figure_columns())}
FROM outcome o FULL JOIN ({standing}) s ON s.enterprise_id = o.enterprise_id
WHERE {" OR ".join(changed.values())}"""


def write_standings(run_id: int) -> None:
    """Bring the standings of the differing firms up to the night's outcomes."""
    columns = ", ".join(PLAIN)
    _run(
        f"""INSERT INTO ratings_standing (enterprise_id, run_id, {columns})
SELECT enterprise_id, %(run)s, {columns} FROM night_difference WHERE TRUE
ON CONFLICT (enterprise_id) DO UPDATE SET run_id = excluded.run_id,
  {", ".join(f"{name} = excluded.{name}" for name in PLAIN)}""",
        {"run": run_id},
    )


def count_changed() -> int:
    """How many outcomes changed, apart from their next review."""
    return _number("SELECT COUNT(*) FROM night_difference WHERE outcome_changed")


def changed_rows(rulebook: Rulebook, as_of: date) -> Iterator[list[dict[str, Any]]]:
    """The outcomes that changed, in chunks, each row ready to be explained.

    The night leaves out figures that cannot found anything; those firms are asked for theirs, so that an outcome keeps
    what `explain` says.
    """
    last = 0
    while True:
        page = f"WHERE outcome_changed AND enterprise_id > {last} ORDER BY enterprise_id LIMIT {CHUNK}"
        rows = _rows(
            f"""SELECT f.customs_code, f.name_zh, f.category AS firm_category, f.id AS firm_id,
  CASE WHEN d.plain THEN NULL ELSE d.enterprise_id END AS enterprise_id, d.level_changed,
  {", ".join(f"d.{name}" for name in (*PLAIN, *figure_columns()))}
FROM (SELECT * FROM night_difference {page}) d JOIN enterprises_enterprise f ON f.id = d.enterprise_id ORDER BY f.id""",
            {},
        )
        if not rows:
            return
        last = rows[-1]["firm_id"]
        scope = f"SELECT enterprise_id FROM (SELECT enterprise_id FROM night_difference {page}) page"
        figures = {row["firm_id"]: row for row in judged_rows(rulebook, as_of, scope)}
        yield [row | {name: figures.get(row["firm_id"], row)[name] for name in figure_columns()} for row in rows]


def judged_rows(rulebook: Rulebook, as_of: date, scope: str) -> list[dict[str, Any]]:
    """The rows of the firms in scope as the statement returns them for the day, ready to be explained."""
    statement = judge(rulebook, as_of, connection, scope)
    text = """SELECT f.customs_code, f.name_zh, f.category AS firm_category, f.district, f.id AS firm_id, o.*
FROM outcome o JOIN enterprises_enterprise f ON f.id = o.enterprise_id ORDER BY f.id"""
    return _rows(statement.select(text), statement.parameters)


def _rows(text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def drop_tables() -> None:
    """Forget the night's temporary tables."""
    for name in ("night_due", "night_difference", "night_restorable", "night_finding"):
        _run(f"DROP TABLE IF EXISTS {name}")
