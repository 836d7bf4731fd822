"""Explaining: the row that the statement returned, said with figures, limits, status and evidence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, models

from enterprises.models import Enterprise
from ratings.assessment.evidence import Founding, facts_of, key_of, parse
from ratings.assessment.statement import judge
from ratings.levels import Level
from ratings.regulation.grounds import GROUNDS, Grain, Ground
from ratings.regulation.parameters import Figure, Rulebook
from ratings.rulebooks import next_rulebook_change, rulebook_for

Explanation = dict[str, Any]
"""What the portal says of one firm on one day; the shape is the contract of the command `explain`."""

CHUNK = 1000
SEVERITY = ("confirmed", "reported", "carried_over", "unknown")


def explain_one(enterprise: Enterprise, as_of: date) -> Explanation:
    """What is said of the firm for the day. Raises NoRulebook for a day before the first rulebook."""
    return next(explain_firms(as_of, enterprise_id=enterprise.pk))


class Judgment(NamedTuple):
    """One firm's explanation with what it was made from: the statement's row, the rulebook, the facts that found a finding.

    `row` holds, beside the outcome, the days of the part `levels` (DAYS_AHEAD) from which the next review follows;
    `rulebook_change` is the first later day on which the rulebook is another.
    """

    said: Explanation
    row: Mapping[str, Any]
    rulebook: Rulebook
    rulebook_change: date | None
    founding: list[Founding]
    facts: Mapping[tuple[str, int], models.Model]


DAYS_AHEAD = (
    "rated",
    "rated_on",
    "first_founding",
    "review_comes",
    "penalty_comes",
    "payable_comes",
    "crime_comes",
    "inquiry_comes",
    "rectification_comes",
    "rectification_closes",
    "cert_comes",
    "cert_ends",
    "rating_comes",
    "cancelled_on",
)


def judge_one(enterprise: Enterprise, as_of: date) -> Judgment:
    """What is said of the firm for the day, with the row and the facts behind it. Raises NoRulebook."""
    rulebook, change = rulebook_for(as_of), next_rulebook_change(as_of)
    statement = judge(rulebook, as_of, connection, scope="%(enterprise)s")
    ahead = ", ".join(f"l.{name} AS {name}" for name in DAYS_AHEAD)
    text = statement.select(
        f"""SELECT f.customs_code, f.name_zh, f.category AS firm_category, f.id AS firm_id, {ahead}, o.*
FROM enterprises_enterprise f LEFT JOIN outcome o ON o.enterprise_id = f.id LEFT JOIN levels l ON l.enterprise_id = f.id
WHERE f.id = %(enterprise)s"""
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {**statement.parameters, "enterprise": enterprise.pk})
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    facts = facts_of([row["founding"] or ""])
    keys = {place: key_of(place[0], fact) for place, fact in facts.items()}
    said = explain_row(row, rulebook, as_of, change, keys)
    return Judgment(said, row, rulebook, change, parse(row["founding"] or ""), facts)


def explain_firms(as_of: date, enterprise_id: int | None = None) -> Iterator[Explanation]:
    """What is said of every firm, or of one, for the day; streams, and changes nothing. Raises NoRulebook."""
    rulebook, change = rulebook_for(as_of), next_rulebook_change(as_of)
    one = enterprise_id is not None
    statement = judge(rulebook, as_of, connection, scope="%(enterprise)s" if one else "")
    text = statement.select(_FIRMS + ("WHERE f.id = %(enterprise)s" if one else "ORDER BY f.id"), stored=not one)
    with connection.cursor() as plain, connection.cursor() if one else connection.chunked_cursor() as cursor:
        if not one:
            statement.store(plain)
        cursor.execute(text, {**statement.parameters, "enterprise": enterprise_id})
        names: list[str] = []
        while rows := cursor.fetchmany(CHUNK):
            names = names or [column[0] for column in cursor.description]
            yield from explain_rows([dict(zip(names, row, strict=True)) for row in rows], rulebook, as_of, change)
        if not one:
            cursor.close()
            statement.drop(plain)


_FIRMS = """SELECT f.customs_code, f.name_zh, f.category AS firm_category, f.id AS firm_id, o.*
FROM enterprises_enterprise f LEFT JOIN outcome o ON o.enterprise_id = f.id
"""


def explain_rows(
    rows: Sequence[Mapping[str, Any]], rulebook: Rulebook, as_of: date, rulebook_change: date | None
) -> Iterator[Explanation]:
    """Explanations of rows of the part `outcome`, joined with the firm's code, name and category."""
    facts = facts_of(row["founding"] or "" for row in rows)
    keys = {place: key_of(place[0], fact) for place, fact in facts.items()}
    for row in rows:
        yield explain_row(row, rulebook, as_of, rulebook_change, keys)


def explain_row(
    row: Mapping[str, Any],
    rulebook: Rulebook,
    as_of: date,
    rulebook_change: date | None,
    keys: Mapping[tuple[str, int], str],
) -> Explanation:
    """The explanation of one row; a firm that the statement returned no row for is plainly regular."""
    plain = row["enterprise_id"] is None
    judged = plain or row["indicated_level"] is not None
    review = as_date(row["next_review_on"])
    days = [day for day in (review, rulebook_change if judged else None) if day]
    return {
        "customs_code": row["customs_code"],
        "name_zh": row["name_zh"],
        "as_of": as_of.isoformat(),
        "rulebook": rulebook.code,
        "level_in_force": Level.REGULAR.value if plain else row["level_in_force"],
        "indicated_level": Level.REGULAR.value if plain else row["indicated_level"],
        "serious_list": bool(row["serious_list"]),
        "grounds": {ground.code: explain_ground(ground, row, rulebook, keys) for ground in GROUNDS} if judged else {},
        "protected_until": _iso(row["protected_until"]),
        "suspension": row["suspension"] or None,
        "watch": (row["watch"] or "").split(),
        "next_review_on": min(days).isoformat() if days else None,
    }


def explain_ground(
    ground: Ground, row: Mapping[str, Any], rulebook: Rulebook, keys: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    """One ground's verdict with its figures, limits, status, legal basis and evidence."""
    basis = rulebook.grounds[ground.code]
    limits = limits_of(ground, row, rulebook)
    founding = [fact for fact in parse(row["founding"] or "") if fact.ground == ground.code]
    return {
        "verdict": _verdict(ground.code, row),
        "level": basis.level,
        "figures": _FIGURES[ground.grain](ground, row),
        "limits": {name: None if figure.value is None else _limit(figure) for name, figure in limits.items()},
        "status": _status(basis.status, [figure for figure in limits.values() if not figure.policy]),
        "basis": basis.basis_en,
        "evidence": sorted(keys[fact.source, fact.fact_id] for fact in founding),
    }


def _verdict(code: str, row: Mapping[str, Any]) -> str:
    if code in (row["met"] or "").split():
        return "met"
    return "undetermined" if code in (row["undetermined"] or "").split() else "not_met"


def _status(of_ground: str, figures: Sequence[Figure]) -> str:
    """The least certain of the figures; a ground without one is as certain as its list."""
    return max((figure.status for figure in figures), key=SEVERITY.index, default=of_ground)


def _event_figures(ground: Ground, row: Mapping[str, Any]) -> dict[str, Any]:
    code = ground.code
    figures: dict[str, Any] = {"count": row[f"{code}_count"] or 0, "latest_on": _iso(row[f"{code}_latest"])}
    if ground.test.figures():
        figures.update(seen=row[f"{code}_seen"] or 0, largest_cny=_yuan(row[f"{code}_largest"]))
    return figures


def _window_figures(ground: Ground, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "count": row["violations"] or 0,
        "total_cny": _yuan(row["total"]),
        "documents": row["documents"],
        "window_end": _iso(row["window_end"]),
    }


def _arrears_figures(ground: Ground, row: Mapping[str, Any]) -> dict[str, Any]:
    code = ground.code
    return {
        "count": row[f"{code}_count"] or 0,
        "total_cny": _yuan(row[f"{code}_total"]),
        "earliest_deadline": _iso(row[f"{code}_first"]),
        "unpaid": row[f"{code}_seen"] or 0,
        "next_deadline": _iso(row[f"{code}_next"]),
    }


_FIGURES = {Grain.EVENT: _event_figures, Grain.WINDOW: _window_figures, Grain.ARREARS: _arrears_figures}


def limits_of(ground: Ground, row: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Figure]:
    """The figures that the ground compares with, by what they limit."""
    figures = rulebook.figures
    if ground.grain is Grain.WINDOW:
        category = "broker" if row["firm_category"] == "broker" else "consignee"
        return {"rate": figures[f"penalty_rate_{category}"], "total_cny": figures[f"penalty_total_{category}_cny"]}
    limits = {"months": figures[ground.term]} if ground.term else {"lookback_months": figures["lookback_months"]}
    if ground.test.figures():
        limits["total_cny" if ground.grain is Grain.ARREARS else "amount_cny"] = figures[ground.test.figures()[0]]
    return limits


def _limit(figure: Figure) -> str | int:
    if figure.unit == "ratio":
        return figure.text
    return format(figure.value, "f") if isinstance(figure.value, Decimal) else int(figure.value or 0)


def _yuan(fen: int | None) -> str:
    return str(Decimal(fen or 0).scaleb(-2).quantize(Decimal("0.01")))


def as_date(value: date | str | None) -> date | None:
    """A day as the database returned it: SQLite hands computed days over as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _iso(value: date | str | None) -> str | None:
    day = as_date(value)
    return day.isoformat() if day else None
