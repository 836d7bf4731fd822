"""Made-up certifications, penalties, cases, arrears and ratings: what makes a firm other than plain."""

from collections.abc import Callable, Iterator
from datetime import date

from enterprises.feeds.synthetic.dice import Dice
from enterprises.feeds.synthetic.firms import Firm, Part

Line = tuple[str, str]  # file, line
ORDER_282 = date(2026, 4, 1).toordinal()
REVIEW_DAYS = 1826  # 5 years

FINDINGS = (
    *["penalty_rate"] * 5,
    *["overdue_duty"] * 5,
    *["overdue_fine"] * 3,
    *["smuggling_act"] * 2,
    "smuggling_crime",
    "obstruction",
    "bribery",
    "serious_crime",
    "solid_waste_import",
)
"""The grounds that firms meet, in the proportion in which they do."""


class Events:
    """The events of one firm after the other; each makes lines of several files."""

    def __init__(self, today: int, dice: Dice, day: Callable[[int], str]) -> None:
        self.today, self.dice, self.day = today, dice, day
        self._numbers = 0

    def of(self, firm: Firm) -> Iterator[Line]:
        """Every line that the firm has besides its trade and its duties."""
        if firm.part in (Part.ADVANCED, Part.CERTIFIED):
            yield from self._certified(firm)
        elif firm.part is Part.FORMER:
            yield from self._formerly_certified(firm)
        elif firm.part is Part.FINDING:
            yield from self._finding(firm)
        elif firm.part is Part.DECIDED:
            yield from self._decided(firm)
        if firm.part is not Part.DORMANT:
            yield from self._now_and_then(firm)

    def _next(self, letter: str) -> str:
        self._numbers += 1
        return f"SYN-{letter}{self._numbers:08d}"

    def _ago(self, least: int, most: int) -> int:
        return self.today - self.dice.between(least, most)

    def _optional(self, ordinal: int) -> str:
        return self.day(ordinal) if ordinal else ""

    # --- lines --------------------------------------------------------------------

    def _penalty(self, firm: Firm, decided: int, kind: str, amount: int, disclosed: str = "", revoked: int = 0) -> Line:
        return "penalties.csv", (
            f"{self._next('P')},{firm.code},{self.day(decided)},{kind},{amount}.00,{disclosed},{self._optional(revoked)}\r\n"
        )

    def _case(self, firm: Firm, filed: int, charge: str, outcome: str, effective: int = 0) -> Line:
        return "criminal_cases.csv", (
            f"{self._next('C')},{firm.code},{charge},{self.day(filed)},{outcome},{self._optional(effective)}\r\n"
        )

    def _payable(self, firm: Firm, due: int, kind: str, amount: int, paid: int = 0) -> Line:
        return "payables.csv", (
            f"{self._next('F')},{firm.code},{kind},{amount}.00,{self.day(due)},,{self._optional(paid)}\r\n"
        )

    def _investigation(self, firm: Firm, opened: int, closed: int = 0) -> Line:
        return "investigations.csv", f"{self._next('I')},{firm.code},{self.day(opened)},{self._optional(closed)}\r\n"

    def _certification(self, firm: Firm, level: str, granted: int, reviewed: int = 0, ended: int = 0) -> Line:
        dates = f"{self.day(granted)},{self._optional(reviewed)},{self._optional(ended)}"
        return "certifications.csv", f"{self._next('Z')},{firm.code},{level},{dates}\r\n"

    def _rectification(self, firm: Firm, started: int, days: int, outcome: str = "open", closed: int = 0) -> Line:
        dates = f"{self.day(started)},{self.day(started + days)},{outcome},{self._optional(closed)}"
        return "rectifications.csv", f"{self._next('R')},{firm.code},{dates}\r\n"

    def _rating(self, firm: Firm, level: str, effective: int, grounds: str = "") -> Line:
        return "ratings.csv", f"{firm.code},{level},{self.day(effective)},{grounds}\r\n"

    # --- what happens to a firm ---------------------------------------------------

    def _certified(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        if firm.part is Part.CERTIFIED:
            granted = dice.between(max(ORDER_282, firm.registered), self.today)
            yield self._certification(firm, "certified", granted)
        else:
            granted = max(self._ago(200, 5500), firm.registered)
            reviewed = 0
            if self.today - granted > REVIEW_DAYS:
                reviewed = max(self._ago(0, REVIEW_DAYS - 10), granted + 1000)
                if dice.one_in(40):
                    reviewed = max(self._ago(REVIEW_DAYS, REVIEW_DAYS + 200), granted)  # a review is due
            yield self._certification(firm, "advanced_certified", granted, reviewed)
        if dice.one_in(25):
            yield self._repaired(firm)
        if dice.one_in(200):
            yield self._case(firm, self._ago(5, 300), "smuggling", "pending")  # its measures must be suspended
        elif dice.one_in(100):
            yield self._investigation(firm, self._ago(5, 200))  # they may be

    def _repaired(self, firm: Firm) -> Line:
        """A period of repair: most run, some ended well, few failed or ran out."""
        dice, roll = self.dice, self.dice.below(20)
        days = dice.pick((90, 180, 270, 365))
        if roll < 11:
            return self._rectification(firm, self.today - dice.below(days), days)
        if roll < 18:
            started = self._ago(days, days + 900)
            return self._rectification(firm, started, days, "passed", started + dice.between(20, days))
        if roll == 18:
            started = self._ago(days + 5, days + 60)
            return self._rectification(firm, started, days)  # ran out with no result
        started = self._ago(100, 300)
        return self._rectification(firm, started, days, "failed", started + dice.between(20, 90))

    def _formerly_certified(self, firm: Firm) -> Iterator[Line]:
        granted = max(self._ago(1000, 5000), firm.registered)
        yield self._certification(firm, "advanced_certified", granted, 0, self.dice.between(granted + 300, self.today))

    def _finding(self, firm: Firm) -> Iterator[Line]:
        dice, ground = self.dice, self.dice.pick(FINDINGS)
        happened = self._ago(20, 600)
        if ground == "penalty_rate":
            for place in range(3):
                amount = dice.between(380_000, 900_000)
                yield self._penalty(firm, happened - 30 * place, "supervision_violation", amount)
                yield self._payable(firm, happened - 30 * place + 15, "fine", amount, happened - 30 * place + 10)
        elif ground == "overdue_duty":
            yield self._payable(firm, self._ago(95, 500), "duty", dice.between(2_000, 900_000))
        elif ground == "overdue_fine":
            yield self._payable(firm, self._ago(190, 700), "fine", dice.between(10_001, 400_000))
        elif ground in ("smuggling_act", "obstruction", "bribery"):
            yield self._penalty(firm, happened, ground, dice.between(5_000, 600_000))
        elif ground == "solid_waste_import":
            yield self._penalty(firm, happened, ground, dice.between(2_500_001, 9_000_000))
        else:
            charge = "smuggling" if ground == "smuggling_crime" else dice.pick(("food_safety", "cosmetics"))
            yield self._case(firm, happened - dice.between(60, 500), charge, "convicted", happened)

    def _decided(self, firm: Firm) -> Iterator[Line]:
        """A decided rating over a penalty that it judged; the older ones were restored, a few come up for it now."""
        dice = self.dice
        effective = self._ago(30, 1500)
        level, kind, amount = "discredited", "smuggling_act", dice.between(20_000, 900_000)
        ground = kind
        if dice.one_in(8):
            level, kind, amount = "seriously_discredited", "solid_waste_import", dice.between(2_500_001, 8_000_000)
            ground = kind
        yield self._penalty(firm, effective - dice.between(40, 150), kind, amount)
        yield self._rating(firm, level, effective, ground)
        restored = effective + 731 + dice.below(3)
        if restored < self.today and not dice.one_in(20):
            yield self._rating(firm, "regular", restored)

    def _now_and_then(self, firm: Firm) -> Iterator[Line]:
        """Small things that happen to any firm and found nothing."""
        dice = self.dice
        if dice.one_in(30):
            yield from self._small_penalty(firm)
        if dice.one_in(250):
            opened = max(self._ago(10, 1500), firm.registered)
            yield self._investigation(firm, opened, min(opened + dice.between(20, 200), self.today))
        if dice.one_in(4000):
            filed = max(self._ago(300, 1200), firm.registered)
            yield self._case(firm, filed, "other", dice.pick(("acquitted", "withdrawn")), min(filed + 200, self.today))

    def _small_penalty(self, firm: Firm) -> Iterator[Line]:
        dice = self.dice
        decided, amount = max(self._ago(5, 1800), firm.registered), dice.pick((1_000, 3_000, 8_000, 20_000, 60_000))
        disclosed = "1" if dice.one_in(5) else dice.pick(("", "0"))
        revoked = min(decided + 60, self.today) if dice.one_in(60) else 0
        yield self._penalty(firm, decided, "supervision_violation", amount, disclosed, revoked)
        if not revoked:
            paid = decided + dice.below(15)
            yield self._payable(firm, decided + 15, "fine", amount, paid if paid <= self.today else 0)
