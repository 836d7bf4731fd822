"""The table: one line a measurement, the numbers of firms beside each other, then the goals."""

from collections.abc import Callable

from benchmarks import figures
from benchmarks.figures import Figure, Figures

WIDE, COLUMN = 45, 36
NIGHTS = (figures.FIRST_NIGHT, figures.FULL_NIGHT, figures.INCREMENTAL_NIGHT, figures.IDLE_NIGHT)
LIST = "list: "


def table(results: dict[int, Figures]) -> str:
    """The table of all numbers of firms."""
    sizes = list(results)
    labels = list(results[sizes[0]])
    head = " " * WIDE + "".join(f"{f'{firms:,} firms':>{COLUMN}}" for firms in sizes)
    units = " " * WIDE + f"{'time':>11}{'in SQL':>10}{'floors':>9}{'MB':>6}" * len(sizes)
    grows = len(sizes) > 1
    if grows:
        factor = sizes[-1] / sizes[0]
        head += f"{f'{factor:g} x the firms':>18}"
        units += f"{'time x':>10}{'MB x':>8}"
    lines = [head, units]
    for label in labels:
        cells = "".join(_cells(results[firms].get(label), results[firms][figures.FLOOR]) for firms in sizes)
        growth = _growth(results[sizes[0]].get(label), results[sizes[-1]].get(label)) if grows else ""
        lines.append(f"{label:<{WIDE}}{cells}{growth}")
    return "\n".join([*lines, "", *_notes(results, labels), "", *_goals(results)])


def _cells(figure: Figure | None, floor: Figure) -> str:
    if figure is None:
        return " " * COLUMN
    database = _time(figure.in_database) if figure.in_database is not None else ""
    memory = f"{figure.megabytes:.0f}" if figure.megabytes else ""
    floors = figure.seconds / floor.seconds
    return f"{_time(figure.seconds):>11}{database:>10}{floors:>9,.{0 if floors >= 100 else 2}f}{memory:>6}"


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:,.2f} s" if seconds < 1000 else f"{seconds:,.0f} s"


def _growth(first: Figure | None, last: Figure | None) -> str:
    if first is None or last is None:
        return ""
    memory = f"{last.megabytes / first.megabytes:.2f}" if first.megabytes and last.megabytes else ""
    return f"{last.seconds / first.seconds:>10.2f}{memory:>8}"


def _notes(results: dict[int, Figures], labels: list[str]) -> list[str]:
    lines = []
    for label in labels:
        cells = "".join(f"{found[label].note if label in found else '':>{COLUMN}}" for found in results.values())
        lines += [f"{label:<{WIDE}}{cells}"] if cells.strip() else []
    return lines


def _goals(results: dict[int, Figures]) -> list[str]:
    lines = [f"{'Goals':<{WIDE}}" + "".join(f"{f'{firms:,} firms':>{COLUMN}}" for firms in results)]
    goals: list[tuple[str, Callable[[Figures], float], float]] = [
        ("full night, few changes: at most 4 floors", lambda found: _floors(found, figures.FULL_NIGHT), 4),
        ("incremental night: at most 1 floor", lambda found: _floors(found, figures.INCREMENTAL_NIGHT), 1),
        ("slowest page of the list: under 100 ms", _slowest_page, 100),
    ]
    for label, value, limit in goals:
        lines.append(f"{label:<{WIDE}}" + "".join(_verdict(value(found), limit) for found in results.values()))
    if len(results) > 1:
        (few, first), *_between, (many, last) = results.items()
        lines.append(f"time of a full night: linear, {many / few:g} x" + _told(_grew(first, last), 1.25 * many / few))
        lines.append("memory of a night: flat, 1 x" + _told(_swelled(first, last), 1.25))
    return lines


def _floors(found: Figures, label: str) -> float:
    return found[label].seconds / found[figures.FLOOR].seconds


def _slowest_page(found: Figures) -> float:
    return 1000 * max(figure.seconds for label, figure in found.items() if label.startswith(LIST))


def _grew(first: Figures, last: Figures) -> float:
    return last[figures.FULL_NIGHT].seconds / first[figures.FULL_NIGHT].seconds


def _swelled(first: Figures, last: Figures) -> float:
    return max((last[night].megabytes or 0) / (first[night].megabytes or 1) for night in NIGHTS)


def _verdict(value: float, limit: float) -> str:
    return f"{f'{value:.2f}  ' + ('held' if value <= limit else 'missed'):>{COLUMN}}"


def _told(value: float, limit: float) -> str:
    return f": {value:.2f} x, " + ("held" if value <= limit else "missed")
