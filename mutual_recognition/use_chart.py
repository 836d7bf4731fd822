"""Bars drawn by the server: figures by month as places in a drawing, which a template writes as SVG without any style."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 560, 236
LEFT, RIGHT, TOP, BOTTOM = 52, 6, 12, 28
LINES = 4  # of the grid above its ground line
LABELS = 8  # months that have room to be named
ROUND = (1, 2, 4, 6, 8, 10)  # times a power of ten: numbers that the grid divides well

Number = int | Decimal


@dataclass(frozen=True)
class Series:
    """Figures of one kind, one a month, None where nothing is known. `kind` is `with` or `without`: how bars look."""

    name: str
    kind: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Bar:
    """One bar: its place as text that SVG reads in any language, and what it says."""

    kind: str
    x: str
    y: str
    width: str
    height: str
    says: str


@dataclass(frozen=True)
class Mark:
    """A line of the grid or a month below the bars, with its words."""

    place: str
    says: str


@dataclass(frozen=True)
class Chart:
    """A drawing of WIDTH x HEIGHT with its title, the names of its series, bars, grid and months."""

    name: str
    title: str
    description: str
    legend: list[tuple[str, str]]
    bars: list[Bar]
    grid: list[Mark]
    months: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    ground: int = HEIGHT - BOTTOM
    words: int = HEIGHT - 8


def bar_chart(
    name: str, title: str, description: str, months: Sequence[str], series: Sequence[Series], *, stacked: bool = False
) -> Chart:
    """Bars a month: beside each other, or on top of each other. `name` is unique on a page."""
    top = _scale(_highest(series, stacked))
    step = Decimal(WIDTH - LEFT - RIGHT) / max(len(months), 1)
    bars = [bar for place in range(len(months)) for bar in _bars(place, months[place], series, step, top, stacked)]
    every = -(-len(months) // LABELS) or 1
    named = [
        Mark(_text(LEFT + step * place + step / 2), month)
        for place, month in enumerate(months)
        if (len(months) - 1 - place) % every == 0
    ]
    grid = [Mark(_text(_y(top * line / LINES, top)), f"{(top * line / LINES).normalize():,f}") for line in range(LINES + 1)]
    return Chart(name, title, description, [(each.kind, each.name) for each in series], bars, grid, named)


def _highest(series: Sequence[Series], stacked: bool) -> Decimal:
    known = [[Decimal(value or 0) for value in each.values] for each in series]
    if stacked:
        return max((sum(values, Decimal(0)) for values in zip(*known, strict=True)), default=Decimal(0))
    return max((value for values in known for value in values), default=Decimal(0))


def _scale(highest: Decimal) -> Decimal:
    """The next higher number that the grid divides into round ones."""
    if highest <= 0:
        return Decimal(LINES)
    power = Decimal(10) ** highest.adjusted()
    return next(power * step for step in ROUND if power * step >= highest)


def _bars(place: int, month: str, series: Sequence[Series], step: Decimal, top: Decimal, stacked: bool) -> list[Bar]:
    wide = step * Decimal("0.7") / (1 if stacked else len(series))
    x, base, bars = LEFT + step * place + step * Decimal("0.15"), Decimal(0), []
    for each in series:
        value = each.values[place]
        if value:
            upper = _y(base + value, top)
            height = _text(_y(base, top) - upper)
            bars.append(Bar(each.kind, _text(x), _text(upper), _text(wide), height, f"{month} {each.name}: {value:,}"))
            base += value if stacked else 0
        x += 0 if stacked else wide
    return bars


def _y(value: Decimal, top: Decimal) -> Decimal:
    room = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - room * value / top


def _text(number: Decimal) -> str:
    return f"{number:.1f}"
