"""Made-up months of trade with each partner in force, for demonstrations: a benefit that can be seen, and no more.

How many consignments have the benefit, are inspected, or how long they take is nowhere published: all of it is invented.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache

from enterprises.feeds.synthetic.dice import Dice
from mutual_recognition.baseline import read_partners

MONTHS = 12  # full months before the day
SIZES = (120, 260, 500, 900, 1_600, 4_000)  # consignments of a month and direction


@cache
def _begun() -> list[tuple[str, str]]:
    """Partners of the shipped list that are in force, each with the month of its beginning, empty where it is not known."""
    rows = [row for row in read_partners() if row["status"] == "implemented"]
    return [(str(row["iso2"]), str(row["implemented_on"] or "")[:7]) for row in rows]


def synthetic_use(seed: int, as_of: date) -> Iterator[str]:
    """The lines of a made-up mr_usage.csv: twelve full months before the day, the same for the same seed and day."""
    dice = Dice(seed)
    for partner, begun in _begun():
        size = dice.pick(SIZES)
        share, inspected = dice.between(4, 18), dice.between(18, 40)  # per cent; per thousand without the benefit
        for month in _months(as_of):
            for direction in ("import", "export"):
                line = _line(dice, size * dice.between(80, 120) // 100, share, inspected)
                if month > begun:
                    yield f"{month},{partner},{direction},{line}\r\n"


def _months(as_of: date) -> list[str]:
    last = as_of.year * 12 + as_of.month - 2
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last - MONTHS + 1, last + 1)]


def _line(dice: Dice, consignments: int, share: int, inspected: int) -> str:
    having = consignments * share // 100
    without = consignments - having
    seen = without * inspected // 1000
    seen_with = min((having * inspected * dice.between(18, 45) + dice.below(100_000)) // 100_000, having)
    slow, quick = dice.between(1_800, 3_600), dice.between(500, 1_400)  # hundredths of an hour
    quick_text = f"{quick // 100}.{quick % 100:02d}" if having else ""
    return f"{having},{without},{seen_with},{seen},{quick_text},{slow // 100}.{slow % 100:02d}"
