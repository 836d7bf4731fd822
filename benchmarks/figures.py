"""What was measured."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Figure:
    """One measurement: the time it took, the peak memory of its process, and what else there is to say.

    `in_database` is the part of the time that queries took, where it was measured apart.
    """

    seconds: float
    megabytes: float | None = None
    note: str = ""
    in_database: float | None = None


Figures = dict[str, Figure]
"""The measurements of one number of firms, by their label in the table."""

FLOOR = "the floor: one pass over firms and facts"
GENERATING = "generate_feed"
LOADING = "import_feed"
FIRST_NIGHT = "first night, full"
FULL_NIGHT = "full night, few changes"
INCREMENTAL_NIGHT = "incremental night, 0.5% of firms touched"
IDLE_NIGHT = "incremental night, nothing to do"
BY_OBJECTS = "full night object by object (sample, scaled)"


def best(figures: list[Figure]) -> Figure:
    """The quickest of several tries, with the highest memory of any."""
    quickest = min(figures, key=lambda figure: figure.seconds)
    peaks = [figure.megabytes for figure in figures if figure.megabytes is not None]
    return replace(quickest, megabytes=max(peaks, default=None))
