"""The facts that the items look at, as SQL: one row for each fact of a firm that an item counts.

Every row says how it counts: `fen` (its amount), `finding` (1 where it speaks against the item, or for it where only that can
be shown), `large` (an amount above a figure of the item), `high` (a high-quality finding), `unrated` (a related firm that the
portal does not know).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ratings.assessment.dialect import PostgreSQL, SQLite
from ratings.certification.automatic import Automatic
from ratings.levels import ADVERSE

COUNTED = ("finding", "large", "high", "unrated")


@dataclass(frozen=True)
class FactRows:
    """The rows for the firms that `scope` selects, in the words of a database."""

    words: PostgreSQL | SQLite
    scope: str

    def of(self, automatic: Automatic) -> Iterator[str]:
        """One statement a kind of fact that the item looks at."""
        facts = automatic.facts
        if facts.every_penalty or facts.penalties:
            kinds = "" if facts.every_penalty else f" AND kind IN ({_quoted(facts.penalties)})"
            yield f"{_row(automatic, 'penalty', 'day', 'fen')} FROM penalty WHERE day > {_after(automatic)}{kinds}"
        if facts.convictions:
            yield self._convictions(automatic)
        if facts.payables:
            yield self._payables(automatic)
        if facts.years_of_trade:
            yield self._trade(automatic)
        if facts.recovered_above:
            yield self._recovered(automatic)
        if facts.inspections:
            yield self._inspections(automatic)
        if facts.convicted_persons:
            yield self._persons(automatic)
        if facts.relations:
            yield self._related(automatic)

    def penalties(self) -> str:
        """Counted penalties: known on the day, not revoked, and no disclosed one up to the ceiling."""
        fen = self.words.fen("amount_cny")
        disclosed = "kind = 'supervision_violation' AND voluntarily_disclosed"
        counts = f"(NOT ({disclosed}) OR {fen} > %(ceiling)s)"
        return f"""  SELECT id, enterprise_id, kind, decided_on AS day, {fen} AS fen FROM enterprises_penalty
  WHERE {self._within()} AND decided_on <= %(day)s AND (revoked_on IS NULL OR revoked_on > %(day)s) AND {counts}"""

    def _within(self) -> str:
        return f"enterprise_id IN ({self.scope})"

    def _convictions(self, automatic: Automatic) -> str:
        return f"""{_row(automatic, "criminalcase", "effective_on")} FROM enterprises_criminalcase
  WHERE {self._within()} AND outcome = 'convicted' AND filed_on <= %(day)s AND effective_on > {_after(automatic)}
    AND effective_on <= %(day)s AND charge IN ({_quoted(automatic.facts.convictions)})"""

    def _payables(self, automatic: Automatic) -> str:
        deadline = "COALESCE(deferred_to, due_on)"
        paid = "CASE WHEN paid_on <= %(day)s THEN paid_on END"
        return f"""{_row(automatic, "payable", deadline, self.words.fen("amount_cny"))} FROM enterprises_payable
  WHERE {self._within()} AND kind IN ({_quoted(automatic.facts.payables)}) AND {deadline} < %(day)s
    AND ({paid} IS NULL OR ({paid} > {deadline} AND {paid} > {_after(automatic)}))"""

    def _trade(self, automatic: Automatic) -> str:
        value = f"COALESCE({self.words.fen('import_cny')}, 0) + COALESCE({self.words.fen('export_cny')}, 0)"
        years = int(automatic.facts.years_of_trade)
        return f"""{_row(automatic, "tradeyear", "CAST(NULL AS DATE)", value)} FROM enterprises_tradeyear
  WHERE {self._within()} AND year <= %(year)s AND year > %(year)s - {years} AND (import_cny > 0 OR export_cny > 0)"""

    def _recovered(self, automatic: Automatic) -> str:
        fen = self.words.fen("amount_cny")
        large = f"CASE WHEN {fen} > %(fig_{automatic.name}_{automatic.facts.recovered_above})s THEN 1 ELSE 0 END"
        return f"""{_row(automatic, "recoveredtax", "decided_on", fen, large=large)} FROM enterprises_recoveredtax
  WHERE {self._within()} AND decided_on > {_after(automatic)} AND decided_on <= %(day)s
    AND (revoked_on IS NULL OR revoked_on > %(day)s)"""

    def _inspections(self, automatic: Automatic) -> str:
        finding = "CASE WHEN result <> 'clean' THEN 1 ELSE 0 END"
        high = "CASE WHEN result = 'high_quality_finding' THEN 1 ELSE 0 END"
        row = _row(automatic, "inspecteddeclaration", "inspected_on", finding=finding, high=high)
        return f"""{row} FROM enterprises_inspecteddeclaration
  WHERE {self._within()} AND declared_by = 'self' AND inspected_on > {_after(automatic)} AND inspected_on <= %(day)s"""

    def _persons(self, automatic: Automatic) -> str:
        """Who holds or held a post, punished within the look-back and not only after leaving."""
        return f"""{_row(automatic, "relatedperson", "convicted_on")} FROM enterprises_relatedperson
  WHERE {self._within()} AND convicted_on > {_after(automatic)} AND convicted_on <= %(day)s AND started_on <= %(day)s
    AND (ended_on IS NULL OR ended_on > convicted_on)"""

    def _related(self, automatic: Automatic) -> str:
        """Related firms that were discredited while related: on a day of the look-back, or today where there is none.

        Their level in force is adverse from a decided rating to the next one.
        """
        first = f"%(first_{automatic.name})s"
        finding = "CASE WHEN a.level IS NULL THEN 0 ELSE 1 END"
        row = _row(automatic, "relatedfirm", "r.started_on", finding=finding, unrated=f"1 - {finding}", table="r.")
        return f"""{row.replace("SELECT", "SELECT DISTINCT", 1)} FROM enterprises_relatedfirm r
  LEFT JOIN enterprises_enterprise o ON o.customs_code = r.related_code
  LEFT JOIN (SELECT enterprise_id, level, effective_on,
      LEAD(effective_on) OVER (PARTITION BY enterprise_id ORDER BY effective_on, id) AS until
    FROM enterprises_decidedrating WHERE effective_on <= %(day)s AND enterprise_id IN (
      SELECT e.id FROM enterprises_enterprise e JOIN enterprises_relatedfirm n ON n.related_code = e.customs_code
      WHERE n.{self._within()})
  ) a ON a.enterprise_id = o.id AND a.level IN ({_quoted(tuple(level.value for level in ADVERSE))})
    AND (a.until IS NULL OR (a.until > {first} AND a.until > r.started_on))
    AND (r.ended_on IS NULL OR a.effective_on < r.ended_on)
  WHERE r.{self._within()} AND r.relation IN ({_quoted(automatic.facts.relations)}) AND r.started_on <= %(day)s
    AND (r.ended_on IS NULL OR r.ended_on > {first}) AND (o.id IS NULL OR a.level IS NOT NULL)"""


def _row(automatic: Automatic, source: str, day: str, fen: str = "0", *, table: str = "", **counts: str) -> str:
    values = {"finding": "1", "large": "0", "high": "0", "unrated": "0"} | counts
    counted = ", ".join(f"{values[name]} AS {name}" for name in COUNTED)
    what = f"'{automatic.code}' AS item, '{source}' AS source, {table}id AS id"
    return f"  SELECT {table}enterprise_id AS enterprise_id, {what}, {day} AS day, {fen} AS fen, {counted}"


def _after(automatic: Automatic) -> str:
    return f"%(after_{automatic.name})s"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
