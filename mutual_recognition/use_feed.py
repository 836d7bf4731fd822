"""The feed of consignments with and without the benefit of mutual recognition: `mr_usage.csv` (docs/feeds.md)."""

import re
from dataclasses import dataclass
from datetime import date

from enterprises.feeds import declaration, reasons
from enterprises.feeds.columns import FIRST_YEAR, Check, Choice, Count, Kind
from enterprises.feeds.declaration import AtMost, Column, Feed
from enterprises.feeds.reasons import BadCell, Reason, shown
from mutual_recognition.models import Partner, PartnerUse
from mutual_recognition.models.use import HOURS_DECIMALS, HOURS_DIGITS
from mutual_recognition.use_synthetic import synthetic_use

FILE = "mr_usage.csv"
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_HOURS = re.compile(rf"([0-9]+)(?:\.[0-9]{{1,{HOURS_DECIMALS}}})?")
_WHOLE_DIGITS = HOURS_DIGITS - HOURS_DECIMALS


class Month(Kind):
    """A month `YYYY-MM` that has begun."""

    name = ("月份", "month")

    def check(self, today: date) -> Check:
        first, last = f"{FIRST_YEAR}-10", today.isoformat()[:7]

        def month(cell: str) -> str:
            if not _MONTH.fullmatch(cell):
                raise BadCell(
                    Reason(f"月份“{shown(cell)}”无效，应为 YYYY-MM", f"“{shown(cell)}” is no month of the form YYYY-MM")
                )
            if not first <= cell <= last:
                raise BadCell(Reason(f"月份应在 {first} 至 {last} 之间", f"a month is between {first} and {last}"))
            return cell

        return month


class PartnerCode(Kind):
    """The code of a partner that the portal knows when the file is checked."""

    name = ("互认伙伴代码", "code of a partner")

    def check(self, today: date) -> Check:
        known = frozenset(Partner.objects.values_list("pk", flat=True))  # now, since no row can ask while rows are copied in

        def partner(cell: str) -> str:
            if cell not in known:
                code = shown(cell)
                raise BadCell(
                    Reason(
                        f"“{code}”不是已签署互认安排的国家或地区的代码",
                        f"no partner of mutual recognition has the code “{code}”",
                    )
                )
            return cell

        return partner


@dataclass(frozen=True)
class Hours(Kind):
    """An average of hours: digits with at most two decimals."""

    name = ("小时", "hours")

    def check(self, today: date) -> Check:
        def hours(cell: str) -> str:
            found = _HOURS.fullmatch(cell)
            if found is None:
                negative = cell.startswith("-") and _HOURS.fullmatch(cell[1:])
                raise BadCell(
                    reasons.NEGATIVE
                    if negative
                    else Reason(
                        "不是小时数：应为数字，最多两位小数", "not a number of hours: digits with at most 2 decimals"
                    )
                )
            if len(found[1].lstrip("0")) > _WHOLE_DIGITS:
                raise BadCell(reasons.TOO_LARGE)
            return cell

        return hours


FEED = Feed(
    FILE,
    PartnerUse,
    ("month", "partner", "direction"),
    (
        Column("month", Month(), required=True),
        Column("partner", PartnerCode(), required=True),
        Column("direction", Choice(tuple(PartnerUse.Direction.values)), required=True),
        Column("consignments_with", Count(), required=True),
        Column("consignments_without", Count(), required=True),
        Column("inspected_with", Count()),
        Column("inspected_without", Count()),
        Column("release_hours_with", Hours()),
        Column("release_hours_without", Hours()),
    ),
    (AtMost("inspected_with", "consignments_with"), AtMost("inspected_without", "consignments_without")),
    synthetic=synthetic_use,
)


def register() -> None:
    """Add the feed to those that a delivery may hold; called once from the app's `ready`."""
    declaration.register(FEED)
