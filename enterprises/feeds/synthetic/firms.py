"""Made-up firms: what each one is, and its row of enterprises.csv."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import accumulate

from enterprises.feeds.columns import USCC_ALPHABET, uscc_check_character
from enterprises.feeds.synthetic import calibration, names
from enterprises.feeds.synthetic.calibration import PLACES, Place, share
from enterprises.feeds.synthetic.dice import Dice, Quota

SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of a customs code; letters occur
MOST_FIRMS = 5_000_000  # so that the serials of every area suffice


class Part(Enum):
    """What a firm plays in the delivery; nearly all trade, or do not, and are otherwise plain."""

    ADVANCED = auto()
    CERTIFIED = auto()
    FORMER = auto()  # its certification ended
    FINDING = auto()  # it meets a ground
    DECIDED = auto()  # it has a decided adverse rating
    BROKER = auto()
    TRADING = auto()
    DORMANT = auto()


@dataclass(slots=True)
class Firm:
    """What the facts of a firm need to know of it; `registered` is the ordinal of a day."""

    number: int
    part: Part
    code: str
    place: Place
    broker: bool
    registered: int
    cancelled: int


class Firms:
    """The firms of a delivery, one after the other, each with its line of enterprises.csv."""

    def __init__(self, count: int, as_of: date, dice: Dice) -> None:
        self.count, self.dice, self.today = count, dice, as_of.toordinal()
        self._quotas = self._parts(count, as_of)
        self._serials = dict.fromkeys((place.area for place in PLACES), 0)
        self._by_firms = list(accumulate(place.firms for place in PLACES))
        self._by_aeo = list(accumulate(place.aeo for place in PLACES))

    @staticmethod
    def _parts(count: int, as_of: date) -> list[tuple[Part, Quota]]:
        reference = calibration.REFERENCE_FIRMS
        certified = calibration.CERTIFIED * count // reference if as_of >= date(2026, 5, 1) else 0
        counts = (
            (Part.ADVANCED, calibration.ADVANCED * count // reference),
            (Part.CERTIFIED, certified),
            (Part.FORMER, share(calibration.FORMER_PER_MILLION, calibration.FORMER_AT_LEAST, count)),
            (Part.FINDING, share(calibration.FINDINGS_PER_MILLION, calibration.FINDINGS_AT_LEAST, count)),
            (Part.DECIDED, share(calibration.DECIDED_PER_MILLION, calibration.DECIDED_AT_LEAST, count)),
            (Part.BROKER, calibration.BROKERS_PER_MILLE * count // 1000),
        )
        return [(part, Quota(many, count, 7 * place + 3)) for place, (part, many) in enumerate(counts)]

    def __iter__(self) -> Iterator[tuple[Firm, str]]:
        for number in range(self.count):
            firm = self._firm(number)
            yield firm, self._line(firm)

    def _part(self, number: int) -> Part:
        for part, quota in self._quotas:
            if quota.takes(number):
                return part
        return Part.TRADING if self.dice.below(1000) < calibration.TRADING_PER_MILLE - 6 else Part.DORMANT

    def _firm(self, number: int) -> Firm:
        dice, part = self.dice, self._part(number)
        place = self._place(self._by_aeo if part in (Part.ADVANCED, Part.CERTIFIED) else self._by_firms)
        broker = part is Part.BROKER or (part is Part.FINDING and dice.one_in(12))
        plain = part in (Part.TRADING, Part.DORMANT, Part.BROKER)
        registered = self.today - dice.between(30 if plain else 2200, 9000)
        cancelled = 0
        if part is Part.DORMANT and dice.one_in(40):
            cancelled = dice.between(registered, self.today)
        return Firm(number, part, self._code(place), place, broker, registered, cancelled)

    def _place(self, weights: list[int]) -> Place:
        roll = self.dice.below(weights[-1])
        return PLACES[next(place for place, limit in enumerate(weights) if roll < limit)]

    def _code(self, place: Place) -> str:
        """Area, economic zone, ownership, serial: unique, for an area never gives a serial twice."""
        serial = self._serials[place.area]
        self._serials[place.area] = serial + 1
        text = ""
        for _position in range(4):
            serial, digit = divmod(serial, len(SERIAL))
            text = SERIAL[digit] + text
        return f"{place.area}{self.dice.pick('1239')}{self.dice.pick('234569')}{text}"

    def _uscc(self, firm: Firm) -> str:
        number, text = firm.number * 7919 + 1_000_003, ""
        for _position in range(9):
            number, digit = divmod(number, len(USCC_ALPHABET))
            text = USCC_ALPHABET[digit] + text
        first17 = f"91{firm.place.area}00{text}"
        return first17 + uscc_check_character(first17)

    def _line(self, firm: Firm) -> str:
        dice = self.dice
        name_zh, name_en, production = names.firm_name(dice, firm.place, firm.broker)
        address_zh, address_en = names.address(dice, firm.place)
        small = dice.below(1000)
        sme = "little_giant" if small < 2 else "specialized" if small < 12 else ""
        if firm.part is Part.CERTIFIED:
            sme = dice.pick(("specialized", "little_giant"))
        registered = date.fromordinal(firm.registered).isoformat()
        cancelled = date.fromordinal(firm.cancelled).isoformat() if firm.cancelled else ""
        return (
            f'{firm.code},{self._uscc(firm)},{name_zh},"{name_en}",{"broker" if firm.broker else "consignee"},{production},'
            f'{firm.place.district},{address_zh},"{address_en}",{names.person(dice)},{registered},{cancelled},{sme}\r\n'
        )
