"""Whether a discredited firm may apply for repair: each condition with the portal's finding (Order 251 arts. 26-29, carried over).

A point is a dict, frozen as it is with a check: `code`, `holds`, and the figures that its words are made of
(repair_words.py). The periods count from the day the level took effect (portal policy, as for the restoration).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from enterprises.models import CriminalCase, DecidedRating, Enterprise, Investigation, Payable, Penalty
from ratings.assessment.explain import Judgment
from ratings.levels import ADVERSE, Level
from ratings.models import Case, RepairExclusion
from ratings.regulation.grounds import BY_CODE
from ratings.regulation.months import add_months
from ratings.regulation.parameters import Rulebook

Point = dict[str, Any]


@dataclass(frozen=True)
class RepairStanding:
    """A firm of an adverse level on a day: its rating, the first day by time alone, and the points."""

    rating: DecidedRating
    first_day: date | None
    points: list[Point]

    @property
    def waits(self) -> list[Point]:
        """The conditions that do not hold."""
        return [point for point in self.points if not point["holds"]]


def repair_standing(firm: Enterprise, judgment: Judgment, as_of: date) -> RepairStanding | None:
    """How a firm stands toward a repair on the day it was judged for; None for one of no adverse level."""
    if judgment.said["level_in_force"] not in ADVERSE:
        return None
    rating = DecidedRating.objects.filter(enterprise=firm, effective_on__lte=as_of).order_by("effective_on", "pk").last()
    if rating is None:
        return None
    met = [code for code, ground in judgment.said["grounds"].items() if ground["verdict"] == "met"]
    against = Against.of([firm.pk], as_of)
    points = points_of(rating, judgment.rulebook, as_of, against, met)
    first_day = None if rating.pk in against.excluded else first_day_of(rating, judgment.rulebook)
    return RepairStanding(rating, first_day, points)


@dataclass(frozen=True)
class Against:
    """What stands against a repair of some firms on a day.

    By firm, unpaid payables past their deadline and open adverse cases; by rating, what law or policy excludes.
    """

    owed: Mapping[int, list[Payable]]
    cases: Mapping[int, Case]
    excluded: Mapping[int, RepairExclusion]

    @classmethod
    def of(cls, firms: Collection[int], as_of: date) -> "Against":
        """Read for all firms at once: a query each."""
        owed: defaultdict[int, list[Payable]] = defaultdict(list)
        known = Payable.objects.filter(enterprise__in=firms).annotate(deadline=Coalesce(F("deferred_to"), F("due_on")))
        for payable in known.filter(deadline__lt=as_of).order_by("document_no"):
            if _is_unpaid(payable.paid_on, as_of):
                owed[payable.enterprise_id].append(payable)
        adverse = Case.objects.filter(enterprise__in=firms, kind=Case.Kind.LOWER, state=Case.State.OPEN).order_by("-pk")
        return cls(owed, {case.enterprise_id: case for case in adverse}, excluded_by(firms, as_of))


def excluded_by(firms: Collection[int] | None, as_of: date) -> dict[int, RepairExclusion]:
    """By rating, the exclusion that is in force on the day; of some firms, or of all (None)."""
    approved = RepairExclusion.objects.filter(approved_on__lte=as_of).order_by("approved_on", "pk")
    if firms is not None:
        approved = approved.filter(rating__enterprise__in=firms)
    latest = {exclusion.rating_id: exclusion for exclusion in approved}
    return {rating: one for rating, one in latest.items() if one.what == RepairExclusion.What.EXCLUDE}


def points_of(rating: DecidedRating, rulebook: Rulebook, as_of: date, against: Against, met: Sequence[str]) -> list[Point]:
    """The conditions that the portal can find for the firm of a rating; `met` are the grounds that are met today."""
    firm = rating.enterprise_id
    return [
        _serious(rating),
        _ground(rating, rulebook),
        _excluded(against.excluded.get(rating.pk)),
        _time(rating, rulebook, as_of),
        _arrears(against.owed.get(firm, [])),
        _new(against.cases.get(firm), met),
    ]


def first_day_of(rating: DecidedRating, rulebook: Rulebook) -> date | None:
    """The first day by time alone: every ground of the rating has run its time, the last one decides."""
    codes = rating.grounds.split()
    known = [months for months in repair_periods(codes, rulebook).values() if months is not None]
    return add_months(rating.effective_on, max(known)) if codes and len(known) == len(codes) else None


def repair_periods(codes: list[str], rulebook: Rulebook) -> dict[str, int | None]:
    """By ground that may be repaired early, after how many months; None where the rulebook holds no value."""
    figures = {code: rulebook.figures.get(f"repair_months_{code}") for code in codes}
    return {
        code: int(figure.value) if figure.value is not None else None
        for code, figure in figures.items()
        if figure is not None
    }


def _time(rating: DecidedRating, rulebook: Rulebook, as_of: date) -> Point:
    codes, day = rating.grounds.split(), first_day_of(rating, rulebook)
    return {
        "code": "time",
        "holds": day is not None and as_of >= day,
        "from": rating.effective_on.isoformat(),
        "months": repair_periods(codes, rulebook),
        "named": bool(codes),
        "first_day": day.isoformat() if day else None,
    }


def _serious(rating: DecidedRating) -> Point:
    serious = [code for code in rating.grounds.split() if code in BY_CODE and BY_CODE[code].serious]
    listed = rating.level == Level.SERIOUSLY_DISCREDITED or bool(serious)
    return {"code": "serious", "holds": not listed, "level": rating.level, "grounds": serious}


def _ground(rating: DecidedRating, rulebook: Rulebook) -> Point:
    codes = rating.grounds.split()
    never = [code for code in codes if f"repair_months_{code}" not in rulebook.figures]
    return {"code": "ground", "holds": not never, "grounds": never}


def _excluded(exclusion: RepairExclusion | None) -> Point:
    """Law or central policy may exclude the repair; a person recorded it, another approved it."""
    return {
        "code": "excluded",
        "holds": exclusion is None,
        "basis": exclusion.basis if exclusion else "",
        "since": exclusion.approved_on.isoformat() if exclusion and exclusion.approved_on else "",
    }


def _arrears(owed: list[Payable]) -> Point:
    """Whatever is past its deadline and unpaid, also within the time limit of the ground."""
    total = sum((payable.amount_cny for payable in owed), Decimal(0))
    documents = [payable.document_no for payable in owed]
    return {"code": "arrears", "holds": not owed, "documents": documents, "total_cny": str(total)}


def _is_unpaid(paid_on: date | None, as_of: date) -> bool:
    return paid_on is None or paid_on > as_of


def _new(case: Case | None, met: Sequence[str]) -> Point:
    """No ground is met that the rating did not judge, and no adverse case is open."""
    return {
        "code": "new",
        "holds": not met and case is None,
        "grounds": list(met),
        "case": case.number if case else "",
    }


def known_facts(firm: Enterprise, as_of: date) -> list[list[str]]:
    """The penalties, criminal cases and investigations known on the day, each with what may change of it."""
    day = {"enterprise": firm}
    rows: list[tuple[Any, ...]] = [
        *Penalty.objects.filter(**day, decided_on__lte=as_of).values_list("decision_no", "kind", "amount_cny", "revoked_on"),
        *CriminalCase.objects.filter(**day, filed_on__lte=as_of).values_list("case_no", "outcome", "effective_on"),
        *Investigation.objects.filter(**day, opened_on__lte=as_of).values_list("case_no", "closed_on"),
    ]
    return sorted([str(value) if value is not None else "" for value in row] for row in rows)


def freeze_of(firm: Enterprise, judgment: Judgment, standing: RepairStanding, as_of: date) -> dict[str, Any]:
    """Everything that a check freezes."""
    return {
        "as_of": as_of.isoformat(),
        "rulebook": judgment.rulebook.code,
        "rating": standing.rating.pk,
        "points": standing.points,
        "grounds": judgment.said["grounds"],
        "facts": known_facts(firm, as_of),
    }


def differs(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether facts, grounds or findings are others than those of the check."""

    def essence(of: Mapping[str, Any]) -> tuple[Any, ...]:
        grounds = {code: (ground["verdict"], ground["evidence"]) for code, ground in of["grounds"].items()}
        return of["rating"], of["points"], grounds, of["facts"]

    return essence(frozen) != essence(now)
