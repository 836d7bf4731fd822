"""Why a firm has its level: one line a ground, with its figures against their limits and the facts behind it.

Every number comes from the row that the judging statement returned; here it is only put into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ratings.assessment.evidence import STANDARD
from ratings.assessment.explain import SEVERITY, Judgment, as_date, limits_of
from ratings.regulation.grounds import GROUNDS, Grain, Ground
from ratings.regulation.months import add_months
from ratings.regulation.parameters import Figure, GroundBasis, Rulebook
from ratings.selectors.facts import FactLink, fact_link

ORDER = ("met", "undetermined", "not_met")


@dataclass(frozen=True)
class Measure:
    """A figure against its limit in words, and as a bar where both are numbers."""

    text: str
    value: Decimal | None = None
    limit: Decimal | None = None

    @property
    def met(self) -> bool:
        """Whether the figure is over its limit."""
        return self.value is not None and self.limit is not None and self.value > self.limit


@dataclass(frozen=True)
class GroundLine:
    """One ground as the panel shows it. `mark` is its least certain figure, or the ground where it has none."""

    code: str
    verdict: str
    basis: GroundBasis
    mark: Figure | GroundBasis
    details: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    evidence: list[FactLink] = field(default_factory=list)
    note: str = ""
    missing: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class Failed:
    """A rectification that failed or ran out, and so lowers an AEO level."""

    fact: FactLink
    closed: bool
    day: date


def ground_lines(judgment: Judgment, as_of: date) -> tuple[list[GroundLine], list[GroundLine]]:
    """The grounds to show, met first, then undetermined, then those with something to show; and the rest, to fold."""
    said = judgment.said["grounds"]
    lines = [_line(ground, judgment, as_of) for ground in GROUNDS if ground.code in said]
    lines.sort(key=lambda line: ORDER.index(line.verdict))
    shown = [line for line in lines if line.verdict != "not_met" or line.measures]
    return shown, [line for line in lines if line not in shown]


def failed_rectifications(judgment: Judgment) -> list[Failed]:
    """The rectifications for which a certification no longer stands."""
    found = []
    for founding in judgment.founding:
        if founding.ground == STANDARD:
            fact = judgment.facts[founding.source, founding.fact_id]
            closed = fact.outcome == "failed" and fact.closed_on is not None
            found.append(Failed(fact_link(founding.source, fact), closed, fact.closed_on if closed else fact.due_on))
    return found


def evidence_of(judgment: Judgment, ground: str) -> list[FactLink]:
    """The facts that found a ground, in the order of their days."""
    places = [(founding.source, founding.fact_id) for founding in judgment.founding if founding.ground == ground]
    links = [fact_link(source, judgment.facts[source, fact_id]) for source, fact_id in places]
    return sorted(links, key=lambda link: (link.day or date.min, link.key))


def _line(ground: Ground, judgment: Judgment, as_of: date) -> GroundLine:
    said, rulebook = judgment.said["grounds"][ground.code], judgment.rulebook
    basis = rulebook.grounds[ground.code]
    limits = limits_of(ground, judgment.row, rulebook)
    of_law = [figure for figure in limits.values() if not figure.policy]
    mark = max(of_law, key=lambda figure: SEVERITY.index(figure.status), default=basis)
    details, measures, note = _WORDS[ground.grain](ground, said["figures"], limits, judgment.row, as_of)
    needed = [*limits.values(), *(rulebook.figures[code] for code in ground.periods)]
    if "supervision_violation" in ground.penalties:
        needed.append(rulebook.figures["disclosure_ceiling_cny"])
    missing = {figure.code: figure for figure in needed if figure.value is None}
    return GroundLine(
        ground.code, said["verdict"], basis, mark, details, measures, evidence_of(judgment, ground.code), note,
        list(missing.values()) if said["verdict"] == "undetermined" else [],
    )  # fmt: skip


def measures_as_found(
    ground: Ground, found: Mapping[str, Any], rulebook: Rulebook, category: str, day: date
) -> list[Measure]:
    """The figures of a ground as `explain` printed them for a day, against the limits that were printed with them."""
    row = {"firm_category": category}
    printed = found["limits"]
    limits = {name: _printed(figure, printed[name]) for name, figure in limits_of(ground, row, rulebook).items()}
    return _WORDS[ground.grain](ground, found["figures"], limits, row, day)[1]


def _printed(figure: Figure, value: str | int | None) -> Figure:
    """The figure with the value that was printed, whatever the rulebook says of that day now."""
    if value is None:
        return replace(figure, value=None, text="")
    number = Fraction(value) if figure.unit == "ratio" else Decimal(value) if figure.unit == "cny" else int(value)
    return replace(figure, value=number, text=str(value))


Words = tuple[list[str], list[Measure], str]


def _event_words(
    ground: Ground, figures: Mapping[str, Any], limits: Mapping[str, Figure], row: Mapping[str, Any], as_of: date
) -> Words:
    if "largest_cny" in figures:
        if not figures["seen"]:
            return [], [], ""
        return [], [_amount(figures["largest_cny"], limits["amount_cny"], _("largest"))], ""
    if not figures["count"]:
        return [], [], ""
    told = {"count": f"{figures['count']:,}", "day": figures["latest_on"]}
    return [], [Measure(_("%(count)s counted, the latest of %(day)s") % told)], ""


def _window_words(
    ground: Ground, figures: Mapping[str, Any], limits: Mapping[str, Figure], row: Mapping[str, Any], as_of: date
) -> Words:
    if not figures["count"]:
        return [], [], ""
    broker = row["firm_category"] == "broker"
    details = [
        _("customs broker") if broker else _("not a broker"),
        _("the 12 months to %(day)s") % {"day": figures["window_end"]},
    ]
    return details, [_rate(figures, limits["rate"]), _amount(figures["total_cny"], limits["total_cny"])], ""


def _rate(figures: Mapping[str, Any], rate: Figure) -> Measure:
    count, documents = figures["count"], figures["documents"]
    year = int(figures["window_end"][:4]) - 1
    if rate.value is None:
        return Measure(_penalties(count) + _("; the limit is not known"))
    told = {"count": f"{count:,}", "rate": rate.text, "year": year}
    if not documents:
        return Measure(
            _penalties(count) + _("; no documents of %(year)s to count them against, so any number is over") % told
        )
    exact = Fraction(rate.value) * documents
    limit = Decimal(exact.numerator) / Decimal(exact.denominator)
    told |= {"limit": _number(limit), "documents": f"{documents:,}"}
    text = _("%(count)s of more than %(limit)s (%(rate)s of %(documents)s documents of %(year)s)") % told
    return Measure(text, Decimal(count), limit)


def _penalties(count: int) -> str:
    return ngettext("%(count)s penalty", "%(count)s penalties", count) % {"count": f"{count:,}"}


def _number(value: Decimal) -> str:
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def _yuan(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _amount(amount: str, limit: Figure, word: str = "") -> Measure:
    value = Decimal(amount)
    if limit.value is None:
        text = _("%(amount)s yuan; the limit is not known") % {"amount": _yuan(value)}
        return Measure(f"{word} {text}".strip())
    most = Decimal(limit.value)
    text = _("%(amount)s of more than %(limit)s yuan") % {"amount": _yuan(value), "limit": _yuan(most)}
    return Measure(f"{word} {text}".strip(), value, most)


def _arrears_words(
    ground: Ground, figures: Mapping[str, Any], limits: Mapping[str, Figure], row: Mapping[str, Any], as_of: date
) -> Words:
    if not figures["unpaid"]:
        return [], [], ""
    details = [_("%(n)s unpaid") % {"n": f"{figures['unpaid']:,}"}]
    if figures["count"]:
        details.append(_("%(n)s past the time limit") % {"n": f"{figures['count']:,}"})
    measures, months = [], limits["months"].value
    deadline = as_date(figures["earliest_deadline"] or figures["next_deadline"])
    if deadline and months is not None:
        measures.append(_overdue(deadline, int(months), as_of))
    if "total_cny" in limits and figures["count"]:
        measures.append(_amount(figures["total_cny"], limits["total_cny"]))
    following = as_date(figures["next_deadline"])
    note = ""
    if following and months is not None and following.year < 9000:
        note = _("Past the limit from %(day)s") % {"day": overdue_from(following, int(months)).isoformat()}
    return details, measures, note


def _overdue(deadline: date, months: int, as_of: date) -> Measure:
    told = {"deadline": deadline.isoformat(), "months": months, "days": f"{(as_of - deadline).days:,}"}
    if deadline >= as_of:
        return Measure(_("due on %(deadline)s, limit %(months)s months after") % told)
    limit = Decimal((overdue_from(deadline, months) - deadline).days - 1) if deadline.year < 9000 else None
    text = _("%(days)s days past %(deadline)s, of more than %(months)s months") % told
    return Measure(text, Decimal((as_of - deadline).days), limit)


def overdue_from(deadline: date, months: int) -> date:
    """The first day that is more than so many months after the deadline."""
    return add_months(deadline, months) + timedelta(days=1)


_WORDS = {Grain.EVENT: _event_words, Grain.WINDOW: _window_words, Grain.ARREARS: _arrears_words}
