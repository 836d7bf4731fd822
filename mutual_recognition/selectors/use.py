"""Use of mutual recognition by partner and month: consignments of the feed, firms of the register, codes that were checked."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from enterprises.models import Delivery
from mutual_recognition.models import CodeCheckLine, FirmStatus, Message, Partner, PartnerFirm, PartnerUse

MOST_MONTHS = 36
SHOWN_DELIVERIES = 5
SYNTHETIC = "synthetic-"  # how the reference of a made-up delivery begins
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass
class Figures:
    """What is counted of a partner's month, or of several together; an average or a share counts only what is known.

    `theirs`: the partner's firms recognised here at the month's end; `ours`: our firms on the full list that it was sent in
    the month. Both are None where they cannot be added up, or no list was sent.
    """

    theirs: int | None = None
    ours: int | None = None
    codes: int = 0
    delivered: bool = False
    consignments_with: int = 0
    consignments_without: int = 0
    inspected_with: int = 0
    inspected_of_with: int = 0
    inspected_without: int = 0
    inspected_of_without: int = 0
    hours_with: Decimal = Decimal(0)
    hours_of_with: int = 0
    hours_without: Decimal = Decimal(0)
    hours_of_without: int = 0

    def take(self, row: PartnerUse) -> None:
        """Add a delivered row."""
        self.delivered = True
        for side in ("with", "without"):
            came, inspected = getattr(row, f"consignments_{side}"), getattr(row, f"inspected_{side}")
            self._add(f"consignments_{side}", came)
            if inspected is not None:
                self._add(f"inspected_{side}", inspected)
                self._add(f"inspected_of_{side}", came)
            hours = getattr(row, f"release_hours_{side}")
            if hours is not None:
                self._add(f"hours_{side}", hours * came)
                self._add(f"hours_of_{side}", came)

    def add(self, other: "Figures") -> None:
        """Add other figures; firms are not added: those of one month are the same as those of the next."""
        self.delivered = self.delivered or other.delivered
        self.codes += other.codes
        for side in ("with", "without"):
            for name in ("consignments", "inspected", "inspected_of", "hours", "hours_of"):
                self._add(f"{name}_{side}", getattr(other, f"{name}_{side}"))

    def _add(self, name: str, value: int | Decimal) -> None:
        setattr(self, name, getattr(self, name) + value)

    @property
    def share(self) -> Decimal | None:
        """Per cent of the consignments that had the benefit."""
        return _percent(self.consignments_with, self.consignments_with + self.consignments_without)

    @property
    def rate_with(self) -> Decimal | None:
        """Per cent inspected of those with the benefit."""
        return _percent(self.inspected_with, self.inspected_of_with)

    @property
    def rate_without(self) -> Decimal | None:
        """Per cent inspected of those without the benefit."""
        return _percent(self.inspected_without, self.inspected_of_without)

    @property
    def release_with(self) -> Decimal | None:
        """Hours to release of those with the benefit, on average."""
        return _average(self.hours_with, self.hours_of_with)

    @property
    def release_without(self) -> Decimal | None:
        """Hours to release of those without the benefit, on average."""
        return _average(self.hours_without, self.hours_of_without)


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else None


def _average(hours: Decimal, consignments: int) -> Decimal | None:
    return (hours / consignments).quantize(TENTH, ROUND_HALF_UP) if consignments else None


Use = dict[tuple[str, str], Figures]
"""Figures by partner's code and month."""


def months_between(first: str, last: str) -> list[str]:
    """Months from the first to the last, both as in 2026-02."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(start, end + 1)]


def months_before(last: str, months: int) -> str:
    """The month some months before."""
    month = int(last[:4]) * 12 + int(last[5:]) - 1 - months
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def last_month_of_use(today: date) -> str:
    """The latest month that was delivered; this month before anything is."""
    return PartnerUse.objects.aggregate(last=Max("month"))["last"] or today.isoformat()[:7]


def use_of(months: Sequence[str], *, partner: str, direction: str, today: date) -> Use:
    """Figures of every partner, or of one, in every month of the period for which something is known."""
    use: Use = {}
    rows = PartnerUse.objects.filter(month__gte=months[0], month__lte=months[-1])
    if partner:
        rows = rows.filter(partner=partner)
    for row in rows.filter(direction=direction) if direction else rows:
        _figures(use, row.partner_id, row.month).take(row)
    for code, month, number in _codes_checked(months, partner):
        _figures(use, code, month).codes = number
    for code, month, number in _firms_recognised(months, partner, today):
        _figures(use, code, month).theirs = number
    lists = Message.objects.filter(kind=Message.Kind.FULL, month__gte=months[0], month__lte=months[-1])
    for code, month, number in lists.values_list("partner", "month", "lines"):
        if not partner or code == partner:
            _figures(use, code, month).ours = number
    return use


def _figures(use: Use, partner: str, month: str) -> Figures:
    return use.setdefault((partner, month), Figures())


def _codes_checked(months: Sequence[str], partner: str) -> Iterable[tuple[str, str, int]]:
    zone = timezone.get_default_timezone()
    first, last = _bounds(months, zone)  # type: ignore[arg-type]
    lines = CodeCheckLine.objects.filter(check_of__made_at__gte=first, check_of__made_at__lt=last).exclude(partner="")
    if partner:
        lines = lines.filter(partner=partner)
    found = (
        lines.order_by().values("partner", month=TruncMonth("check_of__made_at", tzinfo=zone)).annotate(number=Count("pk"))
    )
    return [(row["partner"], row["month"].strftime("%Y-%m"), row["number"]) for row in found]


def _bounds(months: Sequence[str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    after = months_before(months[-1], -1)
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{after}-01")
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.min, zone)


def _firms_recognised(months: Sequence[str], partner: str, today: date) -> Iterable[tuple[str, str, int]]:
    """Active firms on the register at each month's end, today for this month; in one reading of the register."""
    ends = {month: min(_last_day(month), today) for month in months if f"{month}-01" <= today.isoformat()}
    firms = PartnerFirm.objects.as_known_now().filter(status=FirmStatus.ACTIVE)
    if partner:
        firms = firms.filter(partner=partner)
    counts = {f"m{place}": Count("pk", filter=_listed(day)) for place, day in enumerate(ends.values())}
    rows: Any = firms.order_by().values("partner").annotate(**counts) if counts else ()
    for row in rows:
        for place, month in enumerate(ends):
            if row[f"m{place}"]:
                yield row["partner"], month, row[f"m{place}"]


def _last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


def _listed(day: date) -> Q:
    listed = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))
    return listed & (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))


def by_month(use: Use, months: Sequence[str]) -> list[tuple[str, Figures]]:
    """The figures of all partners together, month by month; their firms are added up, ours are the same firms for each."""
    totals = {month: Figures() for month in months}
    for (_partner, month), figures in use.items():
        totals[month].add(figures)
        if figures.theirs is not None:
            totals[month].theirs = (totals[month].theirs or 0) + figures.theirs
    return list(totals.items())


def by_partner(use: Use, months: Sequence[str]) -> list[tuple[Partner, Figures]]:
    """The figures of the whole period, partner by partner, the most consignments first; firms as of its last month."""
    totals: dict[str, Figures] = {}
    for (code, month), figures in use.items():
        total = totals.setdefault(code, Figures())
        total.add(figures)
        if month == months[-1]:
            total.theirs, total.ours = figures.theirs, figures.ours
    partners = Partner.objects.in_bulk(totals)
    rows = [(partners[code], figures) for code, figures in totals.items()]
    return sorted(rows, key=lambda row: (-row[1].consignments_with - row[1].consignments_without, row[0].pk))


def deliveries_of_use(months: Sequence[str]) -> list[Delivery]:
    """The last deliveries that brought figures of these months."""
    rows = PartnerUse.objects.filter(month__gte=months[0], month__lte=months[-1]).order_by()
    return list(Delivery.objects.filter(pk__in=rows.values("delivery")).order_by("-pk")[:SHOWN_DELIVERIES])


def is_made_up(months: Sequence[str]) -> bool:
    """Whether any figure of these months came with a synthetic delivery, whose reference says so."""
    rows = PartnerUse.objects.filter(month__gte=months[0], month__lte=months[-1])
    return rows.filter(delivery__reference__startswith=SYNTHETIC).exists()
