"""The measures in force for a firm, reduced by suspension, and those of a transaction between two firms.

Parties of different levels in one transaction: the lower level's measures (Order 251 art. 30 and 31, carried over).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from enterprises.search import parse
from ratings.assessment.explain import explain_one
from ratings.levels import AEO, Level
from ratings.models import SuspensionOrder
from ratings.regulation.measures import Measure, measures_of
from ratings.regulation.parameters import Rulebook
from ratings.selectors.suspensions import orders_of

ORDER = list(Level)
MOST = 10
"""How many firms an officer may choose from when a name fits several."""


@dataclass(frozen=True)
class Applied:
    """What a firm's level brings on a day: the measures that apply, and those that fall away while suspended.

    `applied_level` is the level whose measures apply: the level, or regular while all AEO measures are suspended. `level` is
    None for a firm that is not judged.
    """

    level: str | None
    applied_level: str | None
    measures: tuple[Measure, ...]
    fallen: tuple[Measure, ...]
    orders: tuple[SuspensionOrder, ...]


@dataclass(frozen=True)
class Transaction:
    """Two parties of one transaction, each with what it brings, and the measures of the lower level, which apply to both."""

    own: Applied
    other: Applied
    other_firm: Enterprise
    applied_level: str | None
    measures: tuple[Measure, ...]


def measures_class(level: str | None, orders: Sequence[SuspensionOrder]) -> str | None:
    """The level whose measures apply to a firm of the level under these orders: regular where all AEO measures are suspended."""
    suspended = level in AEO and any(order.whole for order in orders)
    return Level.REGULAR.value if suspended else level


def applied_measures(level: str | None, orders: Sequence[SuspensionOrder], rulebook: Rulebook) -> Applied:
    """What the level brings, reduced by the orders in force; an order does nothing to a firm that is not an AEO."""
    orders = tuple(orders) if level in AEO else ()
    applied_level = measures_class(level, orders)
    own = measures_of(level, rulebook) if level else ()
    if applied_level != level:
        return Applied(level, applied_level, measures_of(str(applied_level), rulebook), own, orders)
    kept = tuple(measure for measure in own if not (measure.guarantee and orders))
    return Applied(level, applied_level, kept, tuple(measure for measure in own if measure not in kept), orders)


def transaction_of(own: Applied, other_firm: Enterprise, day: date, rulebook: Rulebook) -> Transaction:
    """What applies when the two firms trade on the day; no level where one of them is not judged."""
    orders = orders_of(other_firm, day)
    other = applied_measures(explain_one(other_firm, day)["level_in_force"], orders, rulebook)
    if own.applied_level is None or other.applied_level is None:
        return Transaction(own, other, other_firm, None, ())
    lower = max(own, other, key=lambda party: ORDER.index(Level(party.applied_level)))
    waived = {measure.code for party in (own, other) for measure in party.fallen if measure.guarantee}
    measures = tuple(measure for measure in lower.measures if measure.code not in waived)
    return Transaction(own, other, other_firm, lower.applied_level, measures)


def parties_found(typed: str, firm: Enterprise) -> list[Enterprise]:
    """The firms that a code or a part of a name means, at most MOST and without the firm itself; an exact code means one.

    Raises ValidationError for what is too short to search for, or finds nothing.
    """
    term = parse(typed)
    if term is None:
        return []
    exact = _others(firm).filter(Q(customs_code=term.text) | Q(uscc=term.text) | Q(name_zh=typed.strip()))
    found = list(exact[:MOST]) or list(_others(firm).filter(term.indexed()).order_by("customs_code")[:MOST])
    if not found:
        raise ValidationError(_("No other firm has this code or name: %(typed)s.") % {"typed": typed.strip()[:60]})
    return found


def _others(firm: Enterprise) -> QuerySet[Enterprise]:
    return Enterprise.objects.exclude(pk=firm.pk)
