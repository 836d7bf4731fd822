"""What partners know of our firms beside what is so: set-based, the same SQL on both databases, differences only.

All of it runs in one transaction of the service that tells the partners.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from mutual_recognition.exchange.eligibility import Terms
from ratings.levels import AEO

RECORD, LISTING, CONSENT = (f"mutual_recognition_{name}" for name in ("firmrecord", "listing", "consent"))
TOLD = ("level", "since", "suspended", "name_zh", "name_en", "address_zh", "address_en", "category")
"""The columns of a firm's record: when one of them changes, partners are told."""

_AEO_LEVELS = ", ".join(f"'{level.value}'" for level in AEO)
AS_IT_IS = f"""SELECT e.id AS enterprise_id, s.level_in_force AS level, s.in_force_since AS since,
    EXISTS (SELECT 1 FROM ratings_suspensionorder o WHERE o.enterprise_id = e.id AND o.scope = 'all'
      AND o.from_on <= %(day)s AND (o.to_on IS NULL OR o.to_on > %(day)s)) AS suspended,
    e.name_zh, e.name_en, e.address_zh, e.address_en, e.category
  FROM ratings_standing s JOIN enterprises_enterprise e ON e.id = s.enterprise_id
  WHERE s.level_in_force IN ({_AEO_LEVELS}) AND (e.cancelled_on IS NULL OR e.cancelled_on > %(day)s)"""
"""What a partner is to be told of each AEO, as the last night and the last delivery left it.

Suspended is a firm whose AEO measures an order in force suspends, all of them; what the night's judge says of a suspension
is a proposal that two people have yet to follow (docs/decisions/0007-suspension.md).
"""


@dataclass(frozen=True)
class Difference:
    """A firm of which a partner knows another record (`told`) than it should (`due`); None: it is not on the list."""

    enterprise_id: int
    told: int | None
    due: int | None


def refresh_records(as_of: date) -> None:
    """Bring the current record of each AEO up to what is so; a firm that is no AEO any more is left without one."""
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM {RECORD}.{name}" for name in TOLD)
    _run(
        f"""UPDATE {RECORD} SET is_current = FALSE WHERE is_current AND NOT EXISTS (
  SELECT 1 FROM ({AS_IT_IS}) n WHERE n.enterprise_id = {RECORD}.enterprise_id AND {same})""",
        {"day": as_of},
    )
    columns = ", ".join(TOLD)
    _run(
        f"""INSERT INTO {RECORD} (enterprise_id, {columns}, recorded_on, is_current)
SELECT n.enterprise_id, {", ".join(f"n.{name}" for name in TOLD)}, %(day)s, TRUE FROM ({AS_IT_IS}) n
WHERE NOT EXISTS (SELECT 1 FROM {RECORD} r WHERE r.enterprise_id = n.enterprise_id AND r.is_current)
ORDER BY n.enterprise_id""",
        {"day": as_of},
    )


def collect_differences(terms: Iterable[Terms], others: Iterable[str], as_of: date) -> list[str]:
    """Collect for partners with these terms, and for `others` that are to be told of no firm any more, what differs.

    Returns the partners for which anything does.
    """
    drop_tables()
    _collect_terms(terms, others)
    # Both sides are put together and grouped, for SQLite does a FULL JOIN by every row beside every row.
    _run(
        f"""CREATE TEMPORARY TABLE exchange_difference AS
SELECT partner, enterprise_id, MAX(told) AS told, MAX(due) AS due FROM (
  SELECT t.partner, r.enterprise_id, NULL AS told, r.id AS due FROM {RECORD} r JOIN exchange_terms t ON t.level = r.level
  WHERE r.is_current AND (t.economy = '' OR EXISTS (SELECT 1 FROM {CONSENT} c
    WHERE c.enterprise_id = r.enterprise_id AND c.economy = t.economy AND c.given_on <= %(day)s
      AND (c.withdrawn_on IS NULL OR c.withdrawn_on > %(day)s)))
  UNION ALL
  SELECT l.partner_id, l.enterprise_id, l.record_id, NULL FROM {LISTING} l
  WHERE l.partner_id IN (SELECT partner FROM exchange_terms)
) AS sides GROUP BY partner, enterprise_id HAVING MAX(told) IS DISTINCT FROM MAX(due)""",
        {"day": as_of},
    )
    _run("CREATE INDEX exchange_difference_partner ON exchange_difference (partner)")
    return [partner for (partner,) in _rows("SELECT DISTINCT partner FROM exchange_difference ORDER BY partner")]


def _collect_terms(terms: Iterable[Terms], others: Iterable[str]) -> None:
    _run("CREATE TEMPORARY TABLE exchange_terms (partner varchar(2), level varchar(25), economy varchar(2))")
    rows = [(found.partner.pk, level.value, found.economy) for found in terms for level in found.levels]
    rows += [(partner, "", "") for partner in others]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO exchange_terms VALUES (%s, %s, %s)", rows)


def differences_of(partner: str) -> Iterator[Difference]:
    """What was collected of a partner, by customs code."""
    for row in _rows(
        """SELECT d.enterprise_id, d.told, d.due FROM exchange_difference d
JOIN enterprises_enterprise e ON e.id = d.enterprise_id WHERE d.partner = %(partner)s ORDER BY e.customs_code""",
        {"partner": partner},
    ):
        yield Difference(*row)


def write_listings() -> None:
    """Note that the partners have been told what differed."""
    _run(
        f"""DELETE FROM {LISTING} WHERE id IN (SELECT l.id FROM exchange_difference d
  JOIN {LISTING} l ON l.partner_id = d.partner AND l.enterprise_id = d.enterprise_id WHERE d.due IS NULL)"""
    )
    _run(
        f"""INSERT INTO {LISTING} (partner_id, enterprise_id, record_id)
SELECT partner, enterprise_id, due FROM exchange_difference WHERE due IS NOT NULL
ON CONFLICT (partner_id, enterprise_id) DO UPDATE SET record_id = excluded.record_id"""
    )


def drop_tables() -> None:
    """Forget what was collected."""
    for name in ("exchange_difference", "exchange_terms"):
        _run(f"DROP TABLE IF EXISTS {name}")


def _run(text: str, parameters: dict[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)


def _rows(text: str, parameters: dict[str, Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return cursor.fetchall()
