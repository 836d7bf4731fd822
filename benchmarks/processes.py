"""Commands in processes of their own, as an operator starts them: their seconds, peak memory and output."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Ended:
    """A process that ended well: wall-clock seconds, the most memory it held at once, and what it printed."""

    seconds: float
    megabytes: float
    output: str

    @property
    def said(self) -> Any:
        """Its last line, which is JSON."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(*arguments: str, database: str) -> Ended:
    """Run Python with these arguments on a database. Raises SystemExit when it fails."""
    environment = os.environ | {"DATABASE_URL": database}
    began = perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout
    output = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)  # unlike Popen.wait, it tells the memory of this one child
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}:\n{output}")
    return Ended(perf_counter() - began, used.ru_maxrss / 1024, output)


def manage(*arguments: str, database: str) -> Ended:
    """Run a command of the portal."""
    return run("manage.py", *arguments, database=database)
