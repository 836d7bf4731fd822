"""The part `exchange`: codes of partners' firms, lists and events to partners, with as many AEO firms as there are."""

import csv
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from benchmarks.changes import HEADERS
from benchmarks.databases import new_database
from benchmarks.processes import manage, run

FIRMS = os.environ.get("EXCHANGE_FIRMS", "7000")  # 6,876 AEO firms at the end of 2025 (news of February 2026)
WIDE = 42


def measure(place: Path, server: str, rounds: int) -> str:
    """Make a database in which every firm is an AEO, measure in it, remove it; the table."""
    print("exchange: making a database in which every firm is an AEO", file=sys.stderr)
    database = new_database(server, "exchange")
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    feed, made_on = place / "exchange-feed", (day - timedelta(days=1)).isoformat()
    manage("generate_feed", str(feed), "--enterprises", FIRMS, "--seed", "1", "--as-of", made_on, database=database)
    _certify_all(feed)
    manage("import_feed", str(feed), "--json", database=database)
    manage("nightly", "--as-of", day.isoformat(), "--json", database=database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    ended = run("-m", "benchmarks.inside", "exchange", day.isoformat(), str(rounds), database=database)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE exchange")
    return table(ended.said, ended.megabytes)


def _certify_all(feed: Path) -> None:
    """Every firm of the delivery is advanced certified and nothing speaks against any."""
    with (feed / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (feed / "certifications.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(HEADERS["certifications.csv"])
        for number, row in enumerate(rows):
            written.writerow([f"BENCH-{number}", row["customs_code"], "advanced_certified", "2025-06-01", "", ""])
    for name in ("penalties", "criminal_cases", "payables", "investigations", "rectifications", "ratings"):
        (feed / f"{name}.csv").unlink()
    (feed / "manifest.json").unlink()  # it would promise the files that are gone


def table(said: dict[str, list], megabytes: float) -> str:
    """One line a figure: time, its part in SQL, the floor, the time in floors; what else there is to say below."""
    lines = [f"{'':<{WIDE}}{'time':>10}{'in SQL':>10}{'floor':>10}{'floors':>9}"]
    for label, (seconds, _note, in_database, floor) in said.items():
        ratio = seconds / floor
        cells = f"{_time(seconds):>10}{_time(in_database):>10}{_time(floor):>10}{ratio:>9,.2f}"
        lines.append(f"{label:<{WIDE}}{cells}")
    lines.append("")
    lines += [f"{label:<{WIDE}}{note}" for label, (_seconds, note, *_rest) in said.items()]
    return "\n".join([*lines, f"{'memory of the process that did all of it':<{WIDE}}{megabytes:.0f} MB"])


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"
