"""Judging items by the database: for one firm's score sheet, and for every AEO firm in the night, by the same statement.

A firm has a row for an item only where facts are; without one nothing speaks against it. The numbers and the verdict of a row
are what the database returned; there is no second evaluator.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from enterprises.feeds.manifest import Period
from enterprises.selectors.coverage import covered_periods, covering
from ratings.assessment.dialect import PostgreSQL, SQLite, dialect_of
from ratings.certification.automatic import Automatic, automatic_of
from ratings.certification.fact_rows import FactRows
from ratings.certification.figures import figures_of
from ratings.certification.grades import Grade
from ratings.regulation.months import add_months
from ratings.regulation.rulebook import Rulebook

FEN = Decimal(100)
DAY = timedelta(days=1)
PARTS_OF = {"ratio": 1, "percent": 100}
"""The units of figures that are shares, with what makes a whole."""


class Evidence(NamedTuple):
    """A fact that an item counts: its model's name in lower case, and its id."""

    source: str
    fact_id: int


@dataclass(frozen=True)
class Judged:
    """An item as the database judged it for a firm.

    `fails` is true, false, or None where a figure or number that it needs is not known; `meets` likewise, for items of which
    only that can be shown. Amounts are in yuan, the others are counts; None where there is no number. `tax_cny` is what the firm
    paid the year before. `covered`: for which period the deliveries say that they hold every fact, of an item of an optional
    feed; None where they do not say so for the whole look-back.
    """

    automatic: Automatic
    fails: bool | None
    meets: bool | None
    number: int
    total_cny: Decimal
    largest_cny: Decimal
    documents: int | None
    trade_cny: Decimal | None
    findings: int = 0
    large: int = 0
    high: int = 0
    unrated: int = 0
    tax_cny: Decimal | None = None
    covered: Period | None = None
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

    `scope` is SQL that selects ids of firms. Three queries, however many firms.
    """
    covered = periods_covered(program, as_of)
    return _judged(_Question(program, rulebook, as_of, dialect_of(connection), scope, covered), parameters)


def _judged(question: "_Question", parameters: Mapping[str, Any] | None) -> dict[int, list[Judged]]:
    given = question.parameters() | dict(parameters or {})
    evidence: defaultdict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for firm, item, source, fact, _day in _rows(question.select(_EVIDENCE), given):
        evidence[firm, item].append(Evidence(source, fact))
    judged: defaultdict[int, list[Judged]] = defaultdict(list)
    by_code = {automatic.code: automatic for automatic in automatic_of(question.program)}
    for firm, item, fails, meets, *numbers in _rows(question.select(_VERDICTS), given):
        said: dict[str, Any] = dict(zip(NUMBERS, numbers, strict=True))
        yuan: dict[str, Any] = {f"{name}_cny": None if said[name] is None else Decimal(said[name]) / FEN for name in AMOUNTS}
        judged[firm].append(
            Judged(
                automatic=by_code[item],
                fails=_truth(fails),
                meets=_truth(meets),
                **{name: said[name] for name in COUNTS},
                **yuan,
                covered=question.covered.get(item),
                evidence=evidence[firm, item],
            )
        )
    return dict(judged)


def judge_firm(program: str, rulebook: Rulebook, as_of: date, firm_id: int) -> dict[str, Judged]:
    """The items of the standard that have a source, for one firm, also those without a fact, by item code.

    An item of an optional feed has one where the firm has facts of it, or the deliveries say that there are none.
    """
    covered = periods_covered(program, as_of)
    question = _Question(program, rulebook, as_of, dialect_of(connection), "%(firm)s", covered)
    found = _judged(question, {"firm": firm_id}).get(firm_id, [])
    known = [each for each in automatic_of(program) if not each.feed or covered[each.code]]
    nothing = {each.code: _without_facts(each, covered.get(each.code)) for each in known}
    return nothing | {judged.automatic.code: judged for judged in found}


def periods_covered(program: str, as_of: date) -> dict[str, Period | None]:
    """By item of an optional feed, the period for which its deliveries are complete, where that is the whole look-back.

    The last COVERAGE_LAG_DAYS need not be covered yet, since a delivery is always of the days before.
    """
    periods = covered_periods()
    found: dict[str, Period | None] = {}
    for each in automatic_of(program):
        if each.feed:
            months = each.item.lookback_months
            first = add_months(as_of, -months) + DAY if months else as_of
            found[each.code] = covering(periods.get(each.feed, []), first, as_of, settings.COVERAGE_LAG_DAYS)
    return found


def _without_facts(automatic: Automatic, covered: Period | None) -> Judged:
    fails = None if automatic.fails is None else False
    return Judged(automatic, fails, None, 0, Decimal(0), Decimal(0), None, None, covered=covered)


COUNTS = ("number", "documents", "findings", "large", "high", "unrated")
AMOUNTS = ("total", "largest", "trade", "tax")
NUMBERS = (*COUNTS, *AMOUNTS)
_EVIDENCE = """SELECT enterprise_id, item, source, id, day FROM fact WHERE finding = 1 OR unrated = 1
ORDER BY enterprise_id, item, day, source, id"""
_VERDICTS = f"""SELECT enterprise_id, item, fails, meets, {", ".join(NUMBERS)} FROM verdict
ORDER BY enterprise_id, item"""


@dataclass(frozen=True)
class _Question:
    program: str
    rulebook: Rulebook
    as_of: date
    words: PostgreSQL | SQLite
    scope: str
    covered: Mapping[str, Period | None]

    def select(self, text: str) -> str:
        rows = FactRows(self.words, self.scope)
        facts = "\n  UNION ALL\n".join(part for automatic in automatic_of(self.program) for part in rows.of(automatic))
        parts = {"penalty": rows.penalties(), "fact": facts, "sheet": self._sheet(), "verdict": self._verdict()}
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
            after = add_months(self.as_of, -item.lookback_months) if item.lookback_months else self.as_of - DAY
            values |= {f"after_{automatic.name}": after, f"first_{automatic.name}": after + DAY}
            if automatic.feed:
                values[f"covered_{automatic.name}"] = self.covered[automatic.code] is not None
            for name in automatic.figures():
                figure = figures_of(automatic.code)[name]
                code = f"fig_{automatic.name}_{name}"
                if figure.unit in PARTS_OF:
                    ratio = Fraction(figure.value) / PARTS_OF[figure.unit]
                    values |= {f"{code}_over": ratio.numerator, f"{code}_per": ratio.denominator}
                else:
                    values[code] = int(figure.value * FEN) if figure.unit == "CNY" else int(figure.value)
        return values

    def _sheet(self) -> str:
        trade = f"{self.words.fen('(COALESCE(t.import_cny, 0) + COALESCE(t.export_cny, 0))')}"
        known = "t.import_cny IS NOT NULL OR t.export_cny IS NOT NULL"
        covered = self._covered()
        counted = ", ".join(f"SUM(f.{name}) AS {name}" for name in ("large", "high", "unrated"))
        return f"""  SELECT f.enterprise_id, f.item, COUNT(*) AS number, SUM(f.fen) AS total, MAX(f.fen) AS largest,
    SUM(f.finding) AS findings, {counted}, {covered} AS covered, CASE WHEN {covered} THEN COUNT(*) END AS inspected,
    MAX(t.documents) AS documents, MAX(CASE WHEN {known} THEN {trade} END) AS trade, MAX({self.words.fen("t.tax_cny")}) AS tax
  FROM fact f LEFT JOIN enterprises_tradeyear t ON t.enterprise_id = f.enterprise_id AND t.year = %(year)s - 1
  GROUP BY f.enterprise_id, f.item"""

    def _covered(self) -> str:
        """Whether the facts of a row's item are complete: those of the base contract are taken to be."""
        optional = [each for each in automatic_of(self.program) if each.feed]
        cases = " ".join(f"WHEN '{each.code}' THEN %(covered_{each.name})s" for each in optional)
        return f"CASE f.item {cases} ELSE TRUE END"

    def _verdict(self) -> str:
        items = automatic_of(self.program)
        fails = " ".join(f"WHEN '{each.code}' THEN {each.fails.sql()}" for each in items if each.fails)
        meets = " ".join(f"WHEN '{each.code}' THEN {each.meets.sql()}" for each in items if each.meets)
        return f"  SELECT s.*, CASE item {fails} END AS fails, CASE item {meets} END AS meets FROM sheet s"


def _rows(text: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, dict(parameters))
        return cursor.fetchall()


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)
