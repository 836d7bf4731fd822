"""Made-up rows of the optional files: what the items of certification look at, of firms with an AEO level or one that ended.

Chance is a stream of its own, so that the other files are the same with these and without them.
"""

from collections.abc import Callable, Iterator

from enterprises.feeds.synthetic import names
from enterprises.feeds.synthetic.dice import Dice
from enterprises.feeds.synthetic.events import Line
from enterprises.feeds.synthetic.firms import Firm, Part

OWN_STREAM = 0x2026_0034
PARTS = (Part.ADVANCED, Part.CERTIFIED, Part.FORMER)
COVERED_DAYS = 1826  # 5 years: every look-back of the standards
LATEST_DAYS = 720  # how far back most of the rows lie
ROLES = ("legal_representative", "finance_head", "customs_head", "declarant")
RELATIONS = ("person_serves", "branch", "head_office", "sibling_branch", "investor")


class StandardsFacts:
    """The rows of one firm after the other; related firms are those that came before it."""

    def __init__(self, today: int, seed: int, day: Callable[[int], str]) -> None:
        self.today, self.dice, self.day = today, Dice(seed ^ OWN_STREAM), day
        self._numbers = 0
        self._brokers: list[str] = []
        self._others: list[str] = []

    def of(self, firm: Firm) -> Iterator[Line]:
        """Every line of the optional files that the firm has."""
        if firm.part in PARTS:
            yield from self._recovered(firm)
            yield from self._inspections(firm)
            yield from self._persons(firm)
            yield from self._firms(firm)
        if firm.part is not Part.DORMANT and len(known := self._brokers if firm.broker else self._others) < 200:
            known.append(firm.code)

    def _next(self, letter: str) -> str:
        self._numbers += 1
        return f"SYN-{letter}{self._numbers:08d}"

    def _recent(self, firm: Firm) -> int:
        return max(self.today - self.dice.below(LATEST_DAYS), firm.registered)

    def _recovered(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        if dice.one_in(3):
            for _row in range(dice.between(1, 3)):
                amount = dice.pick((800, 6_000, 30_000, 90_000, 180_000)) * dice.between(50, 150) // 100
                line = f"{self._next('T')},{firm.code},{self.day(self._recent(firm))},{amount}.00,\r\n"
                yield "recovered_taxes.csv", line

    def _inspections(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        for _row in range(dice.pick((0, 3, 8, 20, 45, 90))):
            result = "clean"
            if dice.one_in(25):
                result = "high_quality_finding" if dice.one_in(6) else "finding"
            by = "agent" if dice.one_in(3) else "self"
            yield (
                "inspection_results.csv",
                f"{self._next('B')},{firm.code},{self.day(self._recent(firm))},{by},{result}\r\n",
            )

    def _persons(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        for role in ROLES:
            started = max(self.today - dice.between(100, 4000), firm.registered)
            ended = self.day(dice.between(started, self.today)) if dice.one_in(10) else ""
            convicted = self.day(dice.between(started, self.today)) if dice.one_in(400) else ""
            row = f"{firm.code},{names.person(dice)},{role},{self.day(started)},{ended},{convicted}"
            yield "related_persons.csv", f"{self._next('N')},{row}\r\n"

    def _firms(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        related = [(relation, self._others) for relation in RELATIONS if dice.one_in(4)]
        related.append(("principal", self._others) if firm.broker else ("broker", self._brokers))
        for relation, known in related:
            started = max(self.today - dice.between(100, 2000), firm.registered)
            ended = self.day(dice.between(started, self.today)) if dice.one_in(5) else ""
            if known:
                row = f"{firm.code},{dice.pick(known)},{relation},{self.day(started)},{ended}"
                yield "related_firms.csv", f"{self._next('L')},{row}\r\n"
