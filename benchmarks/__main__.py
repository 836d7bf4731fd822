"""`python -m benchmarks PLACE WHAT...`: measure each number of firms in a database of its own, and print the table.

The words `certificates` and `exchange` measure those, and each prints a table of its own.
"""

import os
import sys
from pathlib import Path

from benchmarks import certificates, exchange
from benchmarks.size import measure
from benchmarks.table import table

PARTS = {"certificates": certificates.measure, "exchange": exchange.measure}


def main(place: Path, asked: list[str]) -> None:
    """Measure and print."""
    rounds, server = int(os.environ.get("ROUNDS", "3")), os.environ["DATABASE_URL"]
    sizes = sorted(int(number.replace(",", "")) for number in asked if number not in PARTS)
    tables = []
    if sizes:
        tables.append(table({firms: measure(firms, place, server, rounds) for firms in sizes}))
    tables += [part(place, server, rounds) for name, part in PARTS.items() if name in asked]
    print("\n\n".join(tables))


main(Path(sys.argv[1]), sys.argv[2:])
