"""`python -m benchmarks PLACE FIRMS...`: measure each number of firms in a database of its own, then print the table."""

import os
import sys
from pathlib import Path

from benchmarks.size import measure
from benchmarks.table import table


def main(place: Path, sizes: list[int]) -> None:
    """Measure and print."""
    rounds = int(os.environ.get("ROUNDS", "3"))
    results = {firms: measure(firms, place, os.environ["DATABASE_URL"], rounds) for firms in sorted(sizes)}
    print(table(results))


main(Path(sys.argv[1]), [int(number.replace(",", "")) for number in sys.argv[2:]])
