"""A second judge for tests only: slow, in plain Python, one firm and one day at a time.

Written from the text of the rating rules and not from the statement, so that the two can be held against each other.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

NEW_ORDER = date(2026, 4, 1)
RANK = ["advanced_certified", "certified", "regular", "discredited", "seriously_discredited"]
SERIOUS = ("serious_crime", "solid_waste_import")
EVENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "smuggling_crime": ((), ("smuggling", "smuggling_solid_waste")),
    "smuggling_act": (("smuggling_act",), ()),
    "obstruction": (("obstruction",), ()),
    "bribery": (("bribery",), ("bribery",)),
    "serious_crime": ((), ("food_safety", "cosmetics", "smuggling_solid_waste")),
    "solid_waste_import": (("solid_waste_import",), ()),
}
"""By ground: the kinds of penalties and the charges of convictions that meet it."""


def months_on(day: date, months: int) -> date:
    """The day so many months later (or earlier), on the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class FirmFacts:
    """A firm and every fact of it: model instances, saved or not."""

    firm: Any
    penalties: list[Any] = field(default_factory=list)
    criminal_cases: list[Any] = field(default_factory=list)
    payables: list[Any] = field(default_factory=list)
    trade_years: list[Any] = field(default_factory=list)
    investigations: list[Any] = field(default_factory=list)
    certifications: list[Any] = field(default_factory=list)
    rectifications: list[Any] = field(default_factory=list)
    ratings: list[Any] = field(default_factory=list)


def known_date(value: date | None, day: date) -> date | None:
    """A date that is after the day is as if empty."""
    return value if value is not None and value <= day else None


class Oracle:
    """What is said of one firm on one day."""

    def __init__(self, facts: FirmFacts, day: date) -> None:
        self.facts, self.day = facts, day
        self.old_order = day < NEW_ORDER
        self.ratings = sorted(
            (rating for rating in facts.ratings if rating.effective_on <= day), key=lambda r: (r.effective_on, r.pk or 0)
        )
        self.latest = self.ratings[-1] if self.ratings else None
        self.adverse = self.latest is not None and self.latest.level != "regular"
        self.evidence: dict[str, list[str]] = {}
        self.window: dict[str, Any] | None = None

    def says(self) -> dict[str, Any]:
        """The outcome, in the words of `explain`, with the evidence and the reported window."""
        firm, day = self.facts.firm, self.day
        short = {"customs_code": firm.customs_code, "level_in_force": None, "indicated_level": None, "serious_list": False}
        short |= {"met": [], "undetermined": [], "protected_until": None, "suspension": None, "watch": []}
        if firm.registered_on > day or known_date(firm.cancelled_on, day):
            return short | {"evidence": {}, "window": None}
        self.find()
        indicated = self.indicated_level()
        serious = self.old_order and indicated == "seriously_discredited"
        in_force = self.level_in_force()
        if self.old_order:
            indicated, in_force = (
                "discredited" if level == "seriously_discredited" else level for level in (indicated, in_force)
            )
        return short | {
            "level_in_force": in_force,
            "indicated_level": indicated,
            "serious_list": serious,
            "met": sorted(self.evidence),
            "protected_until": self.protected_until(),
            "suspension": self.suspension(),
            "watch": self.watch(),
            "evidence": self.evidence,
            "window": self.window,
        }

    def find(self) -> None:
        """Note the evidence of each ground that is met."""
        for ground, (kinds, charges) in EVENTS.items():
            events = [(p.decided_on, p.decision_no) for p in self.counted(kinds) if self.large_enough(ground, p)]
            events += [(c.effective_on, c.case_no) for c in self.convictions(charges)]
            self.note(ground, [key for on, key in events if self.in_lookback(on) and not self.judged(ground, on)])
        self.find_rate()
        duties = [p for p in self.facts.payables if p.kind == "duty" and self.overdue(p, 3)]
        self.note("overdue_duty", [p.document_no for p in duties])
        fines = [p for p in self.facts.payables if p.kind != "duty" and self.overdue(p, 6)]
        if sum(p.amount_cny for p in fines) > 10_000:
            self.note("overdue_fine", [p.document_no for p in fines])

    def note(self, ground: str, evidence: list[str]) -> None:
        if evidence:
            self.evidence[ground] = sorted(evidence)

    def large_enough(self, ground: str, penalty: Any) -> bool:
        return ground != "solid_waste_import" or penalty.amount_cny > 2_500_000

    def counted(self, kinds: Iterable[str]) -> list[Any]:
        """The penalties of these kinds that count on the day."""
        return [p for p in self.facts.penalties if p.kind in kinds and p.decided_on <= self.day and self.counts(p)]

    def counts(self, penalty: Any) -> bool:
        if known_date(penalty.revoked_on, self.day):
            return False
        disclosed = penalty.kind == "supervision_violation" and penalty.voluntarily_disclosed
        return not (disclosed and penalty.amount_cny <= 1_000_000)

    def convictions(self, charges: Iterable[str]) -> list[Any]:
        return [
            case
            for case in self.facts.criminal_cases
            if case.charge in charges
            and case.filed_on <= self.day
            and case.outcome == "convicted"
            and known_date(case.effective_on, self.day)
        ]

    def in_lookback(self, on: date) -> bool:
        return on > months_on(self.day, -24)

    def judged(self, ground: str, on: date) -> bool:
        """Whether an adverse rating judged the events of this day for the ground."""
        return any(
            rating.level != "regular"
            and on <= rating.effective_on
            and (not rating.grounds or ground in rating.grounds.split())
            for rating in self.ratings
        )

    def find_rate(self) -> None:
        open_events = [p for p in self.counted(["supervision_violation"]) if not self.judged("penalty_rate", p.decided_on)]
        broker = self.facts.firm.category == "broker"
        for last in sorted({p.decided_on for p in open_events if self.in_lookback(p.decided_on)}, reverse=True):
            members = [p for p in open_events if months_on(last, -12) < p.decided_on <= last]
            n, s = len(members), sum((p.amount_cny for p in members), Decimal(0))
            t = next((y.documents for y in self.facts.trade_years if y.year == last.year - 1), None)
            rate = not t or (n * 10_000 > 5 * t if broker else n * 1000 > t)
            if rate and s > (300_000 if broker else 1_000_000):
                self.note("penalty_rate", [p.decision_no for p in members])
                self.window = {"count": n, "total_cny": f"{s:.2f}", "documents": t, "window_end": last.isoformat()}
                return

    def overdue(self, payable: Any, months: int) -> bool:
        unpaid = known_date(payable.paid_on, self.day) is None
        return unpaid and self.day > months_on(payable.deferred_to or payable.due_on, months)

    def in_force(self) -> list[Any]:
        """The certifications in force on the day."""
        if self.adverse:
            return []
        return [
            c
            for c in self.facts.certifications
            if c.granted_on <= self.day
            and not known_date(c.ended_on, self.day)
            and (self.latest is None or c.granted_on > self.latest.effective_on)
            and not (self.old_order and c.level == "certified")
        ]

    def confirmed(self, certification: Any) -> date:
        return max(certification.granted_on, known_date(certification.reviewed_on, self.day) or certification.granted_on)

    def stands(self, certification: Any) -> bool:
        confirmed = self.confirmed(certification)
        return all(failed < confirmed for failed in self.failures().values())

    def failures(self) -> dict[str, date]:
        """The days on which rectifications failed or ran out, by reference."""
        failures = {}
        for rectification in self.facts.rectifications:
            if rectification.started_on > self.day:
                continue
            closed = known_date(rectification.closed_on, self.day) if rectification.outcome != "open" else None
            if closed is None and self.day > rectification.due_on:
                failures[rectification.reference] = rectification.due_on
            elif closed is not None and rectification.outcome == "failed":
                failures[rectification.reference] = closed
        return failures

    def indicated_level(self) -> str:
        if any(ground in self.evidence for ground in SERIOUS):
            return "seriously_discredited"
        if self.evidence:
            return "seriously_discredited" if self.latest and self.latest.level == RANK[-1] else "discredited"
        if self.latest is not None and self.adverse:
            return str(self.latest.level) if self.day < months_on(self.latest.effective_on, 24) else "regular"
        return min((c.level for c in self.in_force() if self.stands(c)), key=RANK.index, default="regular")

    def level_in_force(self) -> str:
        if self.latest is not None and self.adverse:
            return str(self.latest.level)
        return min((c.level for c in self.in_force()), key=RANK.index, default="regular")

    def protected_until(self) -> str | None:
        running = [
            r.due_on
            for r in self.facts.rectifications
            if r.started_on <= self.day <= r.due_on and (r.outcome == "open" or not known_date(r.closed_on, self.day))
        ]
        return max(running).isoformat() if running and self.in_force() else None

    def suspension(self) -> str | None:
        cases = [c for c in self.facts.criminal_cases if c.filed_on <= self.day]
        if any(c.outcome == "pending" or not known_date(c.effective_on, self.day) for c in cases):
            return "must"
        opened = [i for i in self.facts.investigations if i.opened_on <= self.day]
        return "may" if any(not known_date(i.closed_on, self.day) for i in opened) else None

    def watch(self) -> list[str]:
        due = [c for c in self.in_force() if c.level == RANK[0] and self.day >= months_on(self.confirmed(c), 60)]
        return ["review_due"] if due else []


def turning_days(facts: FirmFacts) -> set[date]:
    """Every day on which time alone can change what is said of the firm: its dates, moved by each period of the rules."""
    dates = {facts.firm.registered_on, facts.firm.cancelled_on, NEW_ORDER}
    for rows in (getattr(facts, name) for name in FACTS):
        for row in rows:
            dates |= {value for value in vars(row).values() if isinstance(value, date)}
    days = set()
    for on in filter(None, dates):
        for months in (0, 3, 6, 12, 24, 60):
            moved = months_on(on, months)
            days |= {date.fromordinal(moved.toordinal() + step) for step in (-1, 0, 1)}
    return days


FACTS = (
    "penalties",
    "criminal_cases",
    "payables",
    "trade_years",
    "investigations",
    "certifications",
    "rectifications",
    "ratings",
)
Judge = Callable[[FirmFacts, date], dict[str, Any]]
