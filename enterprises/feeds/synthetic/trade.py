"""Made-up trade years and duties: what an ordinary firm has."""

from datetime import date

from enterprises.feeds.synthetic import calibration
from enterprises.feeds.synthetic.dice import Dice
from enterprises.feeds.synthetic.firms import Firm, Part

YEARS = 11  # trade years that a delivery goes back, with the one that runs
AEO_PARTS = (Part.ADVANCED, Part.CERTIFIED)


class Trade:
    """The trade of a firm, year by year, and the duties on it."""

    def __init__(self, as_of: date, dice: Dice, iso: list[str], base: int) -> None:
        self.as_of, self.dice, self.today = as_of, dice, as_of.toordinal()
        self._iso, self._base = iso, base

    def day(self, ordinal: int) -> str:
        """The ISO text of a day."""
        return self._iso[ordinal - self._base]

    def years(self, firm: Firm) -> list[str]:
        """The firm's lines of trade_years.csv, the current year with what has passed of it."""
        first = max(date.fromordinal(firm.registered).year, self.as_of.year - YEARS + 1)
        line = self._broker_year if firm.broker else self._trade_year
        size = self._size(firm)
        return [line(firm, year, size) for year in range(first, self.as_of.year + 1)]

    def _size(self, firm: Firm) -> int:
        """Yearly trade in thousand yuan; of a broker, documents a year."""
        dice = self.dice
        if firm.broker:
            return dice.pick((200, 600, 1500, 3000, 6000, 12_000, 20_000, 40_000))
        if firm.part is Part.ADVANCED:
            size = dice.pick(calibration.TRADE_MILLIONS_AEO) * dice.between(750, 1250)
            return size * calibration.HUANGPU_AEO_PERCENT // 100 if firm.place.district == calibration.HUANGPU else size
        if firm.part is Part.CERTIFIED:
            return dice.between(20_000, 400_000)
        return dice.pick(calibration.TRADE_MILLIONS) * dice.between(500, 1500)

    def _share_of_year(self, year: int) -> int:
        """Per cent of the year that has passed."""
        return max(self.as_of.month * 8, 1) if year == self.as_of.year else 100

    def _trade_year(self, firm: Firm, year: int, size: int) -> str:
        dice = self.dice
        value = size * dice.between(70, 130) * self._share_of_year(year) // 10  # yuan
        imports = value * dice.below(100) // 100
        documents = max(value // calibration.YUAN_A_DOCUMENT, 1)
        rate = calibration.INSPECTED_PER_MILLION_AEO if firm.part in AEO_PARTS else calibration.INSPECTED_PER_MILLION
        inspected = (documents * rate + dice.below(1_000_000)) // 1_000_000
        return (
            f"{firm.code},{year},{documents},{imports}.{dice.below(100):02d},{value - imports}.{dice.below(100):02d},"
            f"{inspected},{imports * 12 // 100}.00\r\n"
        )

    def _broker_year(self, firm: Firm, year: int, size: int) -> str:
        documents = max(size * self.dice.between(70, 130) * self._share_of_year(year) // 10_000, 1)
        return f"{firm.code},{year},{documents},,,{documents * 2 // 100},\r\n"

    def duties(self, firm: Firm) -> list[str]:
        """The firm's duties in payables.csv: paid, but for those that are not due yet and a few that are a little late."""
        if firm.broker:
            return []
        count = self.dice.below(11)
        return [self._duty(firm, number) for number in range(count)]

    def _duty(self, firm: Firm, number: int) -> str:
        dice = self.dice
        assessed = max(self.today - dice.below(1500), firm.registered)
        due = assessed + 15
        paid = assessed + dice.below(14)
        if dice.one_in(300):
            paid = due + dice.between(1, 60)
        if paid > self.today:
            paid = 0
        deferred = self.day(due + 90) if dice.one_in(500) else ""
        amount = dice.pick((900, 4_000, 15_000, 60_000, 250_000)) * dice.between(50, 150)
        return (
            f"SYN-D{firm.number:07d}-{number},{firm.code},duty,{amount // 100}.{amount % 100:02d},"
            f"{self.day(due)},{deferred},{self.day(paid) if paid else ''}\r\n"
        )
