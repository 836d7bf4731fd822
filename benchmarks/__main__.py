"""`python -m benchmarks PLACE WHAT...`: measure each number of firms in a database of its own, and print the table.

The word `certificates` measures those, and prints a table of its own.
"""

import os
import sys
from pathlib import Path

from benchmarks import certificates
from benchmarks.size import measure
from benchmarks.table import table

CERTIFICATES = "certificates"


def main(place: Path, asked: list[str]) -> None:
    """Measure and print."""
    rounds, server = int(os.environ.get("ROUNDS", "3")), os.environ["DATABASE_URL"]
    sizes = sorted(int(number.replace(",", "")) for number in asked if number != CERTIFICATES)
    tables = []
    if sizes:
        tables.append(table({firms: measure(firms, place, server, rounds) for firms in sizes}))
    if CERTIFICATES in asked:
        tables.append(certificates.measure(place, server, rounds))
    print("\n\n".join(tables))


main(Path(sys.argv[1]), sys.argv[2:])
