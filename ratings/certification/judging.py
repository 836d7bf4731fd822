"""Judging items by the database: for one firm's score sheet, and for every AEO firm in the night, by the same statement.

A firm has a row for an item only where facts are; without one nothing speaks against it. The numbers and the verdict of a row
are what the database returned; there is no second evaluator.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from ratings.assessment.dialect import PostgreSQL, SQLite, dialect_of
from ratings.certification.automatic import Automatic, automatic_of
from ratings.certification.figures import figures_of
from ratings.certification.grades import Grade
from ratings.regulation.months import add_months
from ratings.regulation.rulebook import Rulebook

FEN = Decimal(100)


class Evidence(NamedTuple):
    """A fact that an item counts: its model's name in lower case, and its id."""

    source: str
    fact_id: int


@dataclass(frozen=True)
class Judged:
    """An item as the database judged it for a firm.

    `fails` is true, false, or None where a figure or number that it needs is not known; `meets` likewise, for items of which
    only that can be shown. Amounts are in yuan, the others are counts; None where there is no number.
    """

    automatic: Automatic
    fails: bool | None
    meets: bool | None
    number: int
    total_cny: Decimal
    largest_cny: Decimal
    documents: int | None
    trade_cny: Decimal | None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def grade(self) -> Grade | None:
        """The grade that the portal fills in; None where the examiner must find it."""
        if self.automatic.fails is None:
            return Grade.MET if self.meets else None
        if self.fails:
            return Grade.UNMET
        return Grade.MET if self.fails is False and not self.automatic.partial else None


def judge_items(
    program: str, rulebook: Rulebook, as_of: date, scope: str, parameters: Mapping[str, Any] | None = None
) -> dict[int, list[Judged]]:
    """Per firm of the scope, the items of the standard for which facts are, judged for the day.

    `scope` is SQL that selects ids of firms. Two queries, however many firms.
    """
    question = _Question(program, rulebook, as_of, dialect_of(connection), scope)
    given = question.parameters() | dict(parameters or {})
    evidence: defaultdict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for firm, item, source, fact in _rows(question.select(_EVIDENCE), given):
        evidence[firm, item].append(Evidence(source, fact))
    judged: defaultdict[int, list[Judged]] = defaultdict(list)
    by_code = {automatic.code: automatic for automatic in automatic_of(program)}
    for firm, item, number, total, largest, documents, trade, fails, meets in _rows(question.select(_VERDICTS), given):
        judged[firm].append(
            Judged(
                automatic=by_code[item],
                fails=_truth(fails),
                meets=_truth(meets),
                number=number,
                total_cny=Decimal(total or 0) / FEN,
                largest_cny=Decimal(largest or 0) / FEN,
                documents=documents,
                trade_cny=None if trade is None else Decimal(trade) / FEN,
                evidence=evidence[firm, item],
            )
        )
    return dict(judged)


def judge_firm(program: str, rulebook: Rulebook, as_of: date, firm_id: int) -> dict[str, Judged]:
    """Every automatic item of the standard for one firm, also those without a fact, by item code."""
    found = judge_items(program, rulebook, as_of, "%(firm)s", {"firm": firm_id}).get(firm_id, [])
    nothing = {automatic.code: _without_facts(automatic) for automatic in automatic_of(program)}
    return nothing | {judged.automatic.code: judged for judged in found}


def _without_facts(automatic: Automatic) -> Judged:
    return Judged(automatic, None if automatic.fails is None else False, None, 0, Decimal(0), Decimal(0), None, None)


_EVIDENCE = "SELECT enterprise_id, item, source, id FROM fact ORDER BY enterprise_id, item, day, source, id"
_VERDICTS = """SELECT enterprise_id, item, number, total, largest, documents, trade, fails, meets FROM verdict
ORDER BY enterprise_id, item"""


@dataclass(frozen=True)
class _Question:
    program: str
    rulebook: Rulebook
    as_of: date
    words: PostgreSQL | SQLite
    scope: str

    def select(self, text: str) -> str:
        parts = {"penalty": self._penalty(), "fact": self._fact(), "sheet": self._sheet(), "verdict": self._verdict()}
        return "WITH " + ",\n".join(f"{name} AS (\n{part}\n)" for name, part in parts.items()) + f"\n{text}"

    def parameters(self) -> dict[str, Any]:
        ceiling = self.rulebook.value("disclosure_ceiling_cny")
        values: dict[str, Any] = {
            "day": self.as_of,
            "year": self.as_of.year,
            "ceiling": None if ceiling is None else int(Decimal(str(ceiling)) * FEN),
        }
        for automatic in automatic_of(self.program):
            item = automatic.item
            if item.lookback_months is not None:
                values[f"after_{automatic.name}"] = add_months(self.as_of, -item.lookback_months)
            for name in automatic.figures():
                figure = figures_of(automatic.code)[name]
                code = f"fig_{automatic.name}_{name}"
                if figure.unit == "ratio":
                    ratio = Fraction(figure.value)
                    values |= {f"{code}_over": ratio.numerator, f"{code}_per": ratio.denominator}
                else:
                    values[code] = int(figure.value * FEN) if figure.unit == "CNY" else int(figure.value)
        return values

    def _within(self, column: str = "enterprise_id") -> str:
        return f"{column} IN ({self.scope})"

    def _penalty(self) -> str:
        """Counted penalties: known on the day, not revoked, and no disclosed one up to the ceiling."""
        fen = self.words.fen("amount_cny")
        disclosed = "kind = 'supervision_violation' AND voluntarily_disclosed"
        counts = f"(NOT ({disclosed}) OR {fen} > %(ceiling)s)"
        return f"""  SELECT id, enterprise_id, kind, decided_on AS day, {fen} AS fen FROM enterprises_penalty
  WHERE {self._within()} AND decided_on <= %(day)s AND (revoked_on IS NULL OR revoked_on > %(day)s) AND {counts}"""

    def _fact(self) -> str:
        return "\n  UNION ALL\n".join(part for automatic in automatic_of(self.program) for part in self._facts_of(automatic))

    def _facts_of(self, automatic: Automatic) -> Iterator[str]:
        facts, after = automatic.facts, f"%(after_{automatic.name})s"
        row = f"SELECT enterprise_id, '{automatic.code}' AS item"
        if facts.every_penalty or facts.penalties:
            kinds = "" if facts.every_penalty else f" AND kind IN ({_quoted(facts.penalties)})"
            yield f"  {row}, 'penalty' AS source, id, day, fen FROM penalty WHERE day > {after}{kinds}"
        if facts.convictions:
            yield f"""  {row}, 'criminalcase' AS source, id, effective_on AS day, 0 AS fen FROM enterprises_criminalcase
  WHERE {self._within()} AND outcome = 'convicted' AND filed_on <= %(day)s AND effective_on > {after}
    AND effective_on <= %(day)s AND charge IN ({_quoted(facts.convictions)})"""
        if facts.payables:
            deadline = "COALESCE(deferred_to, due_on)"
            paid = "CASE WHEN paid_on <= %(day)s THEN paid_on END"
            yield f"""  {row}, 'payable' AS source, id, {deadline} AS day, {self.words.fen("amount_cny")} AS fen
  FROM enterprises_payable WHERE {self._within()} AND kind IN ({_quoted(facts.payables)}) AND {deadline} < %(day)s
    AND ({paid} IS NULL OR ({paid} > {deadline} AND {paid} > {after}))"""
        if facts.years_of_trade:
            yield f"""  {row}, 'tradeyear' AS source, id, CAST(NULL AS DATE) AS day,
    COALESCE({self.words.fen("import_cny")}, 0) + COALESCE({self.words.fen("export_cny")}, 0) AS fen
  FROM enterprises_tradeyear WHERE {self._within()} AND year <= %(year)s AND year > %(year)s - {int(facts.years_of_trade)}
    AND (import_cny > 0 OR export_cny > 0)"""

    def _sheet(self) -> str:
        trade = f"{self.words.fen('(COALESCE(t.import_cny, 0) + COALESCE(t.export_cny, 0))')}"
        known = "t.import_cny IS NOT NULL OR t.export_cny IS NOT NULL"
        return f"""  SELECT f.enterprise_id, f.item, COUNT(*) AS number, SUM(f.fen) AS total, MAX(f.fen) AS largest,
    MAX(t.documents) AS documents, MAX(CASE WHEN {known} THEN {trade} END) AS trade
  FROM fact f LEFT JOIN enterprises_tradeyear t ON t.enterprise_id = f.enterprise_id AND t.year = %(year)s - 1
  GROUP BY f.enterprise_id, f.item"""

    def _verdict(self) -> str:
        items = automatic_of(self.program)
        fails = " ".join(f"WHEN '{each.code}' THEN {each.fails.sql()}" for each in items if each.fails)
        meets = " ".join(f"WHEN '{each.code}' THEN {each.meets.sql()}" for each in items if each.meets)
        return f"  SELECT s.*, CASE item {fails} END AS fails, CASE item {meets} END AS meets FROM sheet s"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _rows(text: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, dict(parameters))
        return cursor.fetchall()


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)
