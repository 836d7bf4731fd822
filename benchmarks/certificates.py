"""Certificates: how quickly they are printed and signed, by one process and by two, and how long an export of 500 takes.

The yardstick is plain WeasyPrint: the same page, in the distribution's own Noto Serif CJK, by a process that does nothing else.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import psycopg

from benchmarks.databases import new_database
from benchmarks.processes import manage, run

EXPORTED = int(os.environ.get("CERTIFICATES", "500"))
PRINTED = min(60, EXPORTED)
"""Certificates that a process prints in one try."""

PLAIN, OURS, SIGNED = "plain", "printed", "signed"
LABELS = {
    PLAIN: "plain WeasyPrint, Noto Serif CJK",
    OURS: "printed by the portal",
    SIGNED: "printed and signed by the portal",
}
WIDE = 40


@dataclass(frozen=True)
class Printed:
    """What a number of processes printed: certificates a second, the most memory of one, bytes of a certificate."""

    processes: int
    a_second: float
    megabytes: float
    size: float


@dataclass(frozen=True)
class Exported:
    """An export of EXPORTED certificates by the portal's own job: its seconds, the bytes of its file, its peak memory."""

    form: str
    seconds: float
    size: int
    megabytes: float


def measure(place: Path, server: str, rounds: int) -> str:
    """Measure everything about certificates in a database of its own, and give the table."""
    with _installation(place, server) as database:
        run("-m", "benchmarks.printing", "prepare", str(EXPORTED), database=database)
        printed: dict[str, list[Printed]] = {}
        for way in LABELS:
            for processes in (1, 2):
                best = max((_print(way, processes, database) for _round in range(rounds)), key=lambda each: each.a_second)
                printed.setdefault(way, []).append(best)
                _tell(f"{LABELS[way]}, {processes}: {best.a_second:.2f} a second")
        exported = []
        for form in ("zip", "pdf"):  # the first one issues them all, the second finds them stored
            exported.append(_export(form, database))
            _tell(f"export of {EXPORTED}, {form}: {exported[-1].seconds:.1f} s")
    return table(printed, exported)


@contextmanager
def _installation(place: Path, server: str) -> Iterator[str]:
    """A database, and an authority that signs."""
    folder = place / "certificates"
    database = new_database(server, "certificates")
    names = ("--name", "Authority of the benchmark", "--signer", "Signer of the benchmark")
    manage("make_certificate_authority", str(folder), *names, database=database)
    files = {"CERTIFICATE_KEY": "key.pem", "CERTIFICATE_CHAIN": "chain.pem", "CERTIFICATE_TRUST": "authority.pem"}
    before = dict(os.environ)
    os.environ.update({name: str(folder / file) for name, file in files.items()} | {"LETTER_SEAL": "演示用章"})
    yield database
    os.environ.clear()
    os.environ.update(before)
    rmtree(folder)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE certificates")


def _print(way: str, processes: int, database: str) -> Printed:
    """Processes beside each other that begin together, each when all are warm."""
    environment = os.environ | {"DATABASE_URL": database}
    command = [sys.executable, "-m", "benchmarks.printing", way, str(PRINTED)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        for _process in range(processes)
    ]
    for process in started:
        assert process.stdout and process.stdout.readline() == "warm\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [json.loads(process.communicate()[0]) for process in started]
    slowest = max(each["seconds"] for each in said)
    size = sum(each["bytes"] for each in said) / (processes * PRINTED)
    return Printed(processes, processes * PRINTED / slowest, max(each["megabytes"] for each in said), size)


def _export(form: str, database: str) -> Exported:
    ended = run("-m", "benchmarks.printing", "export", form, database=database)
    return Exported(form, ended.said["seconds"], ended.said["size"], ended.megabytes)


def _tell(text: str) -> None:
    print(f"certificates: {text}", file=sys.stderr)


def table(printed: dict[str, list[Printed]], exported: list[Exported]) -> str:
    """One line a way of printing and number of processes, with its speed against plain WeasyPrint's; then the exports."""
    lines = [f"{'':<{WIDE}}{'processes':>10}{'a second':>10}{'ms each':>10}{'x plain':>9}{'KB each':>9}{'MB':>6}"]
    for way, tries in printed.items():
        for each in tries:
            plain = next(other.a_second for other in printed[PLAIN] if other.processes == each.processes)
            lines.append(
                f"{LABELS[way]:<{WIDE}}{each.processes:>10}{each.a_second:>10.2f}{1000 / each.a_second:>10.0f}"
                f"{each.a_second / plain:>9.2f}{each.size / 1000:>9.1f}{each.megabytes:>6.0f}"
            )
    lines += ["", f"{'':<{WIDE}}{'seconds':>10}{'a second':>10}{'MB of file':>11}{'MB':>6}"]
    told = {"zip": f"export of {EXPORTED}: issued, into a ZIP", "pdf": f"export of {EXPORTED}: reprinted, into one PDF"}
    for export in exported:
        lines.append(
            f"{told[export.form]:<{WIDE}}{export.seconds:>10.1f}{EXPORTED / export.seconds:>10.1f}"
            f"{export.size / 1_000_000:>11.1f}{export.megabytes:>6.0f}"
        )
    return "\n".join(lines)
