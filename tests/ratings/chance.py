"""Firms and facts by chance, the same for the same seed, with dates crowded at the boundaries of the rules."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import models

from enterprises.models import ChangedFirm, Enterprise
from tests.ratings.building import MODELS, build_fact, build_firm, delivery, save_facts
from tests.ratings.oracle import EVENTS, FACTS, FirmFacts, months_on

ANCHORS = [date(2024, 2, 29), date(2025, 8, 31), date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 11, 20)]
SPANS = (0, 0, 0, 1, 2, 3, 3, 6, 6, 11, 12, 12, 18, 23, 24, 24, 36, 60)
AMOUNTS = ["0.00", "0.10", "0.20", "5000.00", "5000.01", "9999.99", "10000.00", "10000.01", "100000.10", "300000.00"]
AMOUNTS += ["300000.01", "333333.33", "333333.34", "500000.00", "999999.99", "1000000.00", "1000000.01", "2500000.00"]
AMOUNTS += ["2500000.01", "12345678901.23"]
DOCUMENTS = [None, 0, 1, 400, 999, 1000, 1001, 1999, 2000, 2001, 3000, 4000, 1_000_000]
GROUNDS = [*EVENTS, "penalty_rate", "overdue_duty", "overdue_fine"]


class Chance:
    """Makes the facts of firms, as one delivery; `seed` decides all of them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.numbers: defaultdict[str, int] = defaultdict(int)
        self.source = delivery()

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def day(self) -> date:
        """A day at, or one day beside, a boundary that an anchor has."""
        moved = months_on(self.random.choice(ANCHORS), -self.random.choice(SPANS))
        return moved + timedelta(days=self.random.choice((-1, 0, 0, 1)))

    def after(self, first: date) -> date:
        """A day on or after another one."""
        for _attempt in range(5):
            if (day := self.day()) >= first:
                return day
        return months_on(first, self.random.choice((0, 1, 3, 6, 12, 24))) + timedelta(days=self.random.choice((0, 1)))

    def sometimes_after(self, first: date, share: float) -> date | None:
        return self.after(first) if self.often(share) else None

    def amount(self) -> Decimal:
        return Decimal(self.random.choice(AMOUNTS))

    def firm(self, number: int) -> Enterprise:
        fields: dict[str, Any] = {"category": "broker" if self.often(0.3) else "consignee"}
        fields["district"] = self.random.choice(["5200", "5301", "0100"])
        if self.often(0.08):
            fields["registered_on"] = self.day()
        if self.often(0.08):
            fields["cancelled_on"] = self.after(fields.get("registered_on", date(2010, 1, 1)))
        return build_firm(number, self.source, **fields)

    def penalties(self) -> dict[str, Any]:
        kinds = ["supervision_violation"] * 12 + ["smuggling_act", "solid_waste_import", "obstruction", "bribery"]
        decided = self.day()
        disclosed, revoked = self.often(0.25), self.sometimes_after(decided, 0.15)
        kind = self.random.choice(kinds)
        return {"kind": kind, "decided_on": decided, "amount_cny": self.amount()} | {
            "voluntarily_disclosed": disclosed,
            "revoked_on": revoked,
        }

    def criminal_cases(self) -> dict[str, Any]:
        charges = ["smuggling", "smuggling_solid_waste", "food_safety", "cosmetics", "bribery", "other"]
        filed, outcome = self.day(), self.random.choice(["pending", "convicted", "convicted", "acquitted", "withdrawn"])
        effective = None if outcome == "pending" else self.after(filed)
        return {"charge": self.random.choice(charges), "filed_on": filed, "outcome": outcome, "effective_on": effective}

    def payables(self) -> dict[str, Any]:
        due = self.day()
        kind = self.random.choice(["duty", "fine", "illegal_gains", "goods_value"])
        paid = self.day() if self.often(0.5) else None
        return {"kind": kind, "amount_cny": self.amount(), "due_on": due} | {
            "deferred_to": self.sometimes_after(due, 0.3),
            "paid_on": paid,
        }

    def trade_years(self, year: int) -> dict[str, Any]:
        return {"year": year, "documents": self.random.choice(DOCUMENTS)}

    def investigations(self) -> dict[str, Any]:
        opened = self.day()
        return {"opened_on": opened, "closed_on": self.sometimes_after(opened, 0.6)}

    def certifications(self) -> dict[str, Any]:
        granted = self.day()
        ended = self.sometimes_after(granted, 0.2)
        reviewed = self.sometimes_after(granted, 0.4)
        if ended and reviewed and reviewed > ended:
            reviewed = ended
        level = self.random.choice(["advanced_certified", "certified"])
        return {"level": level, "granted_on": granted, "reviewed_on": reviewed, "ended_on": ended}

    def rectifications(self) -> dict[str, Any]:
        started = self.day()
        due = months_on(started, self.random.choice((1, 3, 6, 12)))
        outcome = self.random.choice(["open", "open", "passed", "failed"])
        closed = None if outcome == "open" else self.random.choice([due, due + timedelta(days=1), self.after(started)])
        return {"started_on": started, "due_on": due, "outcome": outcome, "closed_on": closed}

    def ratings(self) -> dict[str, Any]:
        level = self.random.choice(["regular", "discredited", "discredited", "seriously_discredited"])
        named = self.random.sample(GROUNDS, self.random.choice((0, 1, 2, 3)))
        return {"level": level, "effective_on": self.day(), "grounds": named}

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The facts of one kind that one firm has: mostly none."""
        if kind == "trade_years":
            return [self.trade_years(year) for year in range(2020, 2027) if self.often(0.6)]
        share = {"penalties": 0.55, "certifications": 0.45, "payables": 0.35}.get(kind, 0.25)
        if not self.often(share):
            return []
        rows = [getattr(self, kind)() for _n in range(self.random.choice((1, 1, 2, 3, 6)))]
        return list({row["effective_on"]: row for row in rows}.values()) if kind == "ratings" else rows

    def build(self, kind: str, firm: Enterprise) -> list[models.Model]:
        """The facts of one kind of one firm, not saved."""
        facts = []
        for row in self.rows(kind):
            self.numbers[kind] += 1
            facts.append(build_fact(kind, firm, row, f"{kind[:3].upper()}-{self.numbers[kind]:05d}", self.source))
        return facts

    def save_firms(self, count: int) -> None:
        """Make and save so many firms with their facts."""
        Enterprise.objects.bulk_create([self.firm(number) for number in range(1, count + 1)])
        firms = list(Enterprise.objects.order_by("pk"))
        ChangedFirm.objects.bulk_create(ChangedFirm(enterprise=firm) for firm in firms)
        for kind in FACTS:
            save_facts(kind, [fact for firm in firms for fact in self.build(kind, firm)])

    def change_some(self, share: float) -> None:
        """What a later delivery does: new facts for some firms, changed ones, and some that move to another firm."""
        firms = list(Enterprise.objects.order_by("pk"))
        for kind in FACTS:
            some = [firm for firm in firms if self.often(share)]
            self._add(kind, some)
            self._replace(kind, share, firms)

    def _add(self, kind: str, firms: list[Enterprise]) -> None:
        known = known_keys(kind)
        save_facts(kind, [fact for firm in firms for fact in self.build(kind, firm) if key_in(kind, fact) not in known])

    def _replace(self, kind: str, share: float, firms: list[Enterprise]) -> None:
        model, key = MODELS[kind]
        for fact in model._default_manager.order_by("pk"):
            if not self.often(share / 2):
                continue
            year = {"year": fact.year} if kind == "trade_years" else {}
            fields = self.trade_years(fact.year) if year else getattr(self, kind)()
            if kind == "ratings":
                fields["effective_on"] = fact.effective_on
            moved_to = self.random.choice(firms) if key and self.often(0.2) else fact.enterprise
            number = getattr(fact, key) if key else ""
            new = build_fact(kind, moved_to, fields, number, self.source)
            new.pk = fact.pk
            new.save(force_update=True)
            ChangedFirm.objects.bulk_create(ChangedFirm(enterprise=firm) for firm in (fact.enterprise, moved_to))


def key_in(kind: str, fact: Any) -> tuple[Any, ...]:
    """What may be in the database once: the fact's number, or the firm with its year or day."""
    if key := MODELS[kind][1]:
        return (getattr(fact, key),)
    return (fact.enterprise_id, fact.year if kind == "trade_years" else fact.effective_on)


def known_keys(kind: str) -> set[tuple[Any, ...]]:
    return {key_in(kind, fact) for fact in MODELS[kind][0]._default_manager.all()}


def all_facts() -> list[FirmFacts]:
    """Every firm with its facts, as the database holds them."""
    firms = {firm.pk: FirmFacts(firm) for firm in Enterprise.objects.order_by("pk")}
    for kind in FACTS:
        for fact in MODELS[kind][0]._default_manager.all():
            getattr(firms[fact.enterprise_id], kind).append(fact)  # type: ignore[attr-defined]
    return list(firms.values())
