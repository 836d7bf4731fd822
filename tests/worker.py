"""A real Celery worker in a process of its own, that a test can kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

POLL_SECONDS = 0.05
STOP_SECONDS = 20


class Worker:
    """Works on the test's own database, broker and files. `start`, `kill` (SIGKILL, as a power cut), `stop` (politely)."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, app: str = "config", **environment: str) -> None:
        """Start it, with another Celery app or more variables if given. Tasks sent before it is up wait in the broker."""
        assert self.process is None, "the worker runs already"
        command = [sys.executable, "-m", "celery", "-A", app, "worker", "-P", "threads", "-c", "2", "-l", "INFO"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": address_of_database()} | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it at once, as a power cut would; what it held is lost to it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely; one that does not go within 20 seconds is killed."""
        self._end(signal.SIGTERM)

    def wait_until(self, predicate: Callable[[], bool], timeout: float = 30) -> None:
        """Wait until the predicate holds, at most `timeout` seconds.

        Raises AssertionError, with the end of the worker's log, when it does not, or when the worker dies meanwhile.
        """
        until = time.monotonic() + timeout
        while not predicate():
            assert time.monotonic() < until, f"waited {timeout} s for nothing. The worker said:\n{self.tail()}"
            self._pause()

    def tail(self, characters: int = 4000) -> str:
        """The end of what the worker wrote."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def _pause(self) -> None:
        if self.process is None:
            time.sleep(POLL_SECONDS)
            return
        try:
            self.process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"the worker died. It said:\n{self.tail()}")

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        group = self.process.pid
        if self.process.poll() is None:
            os.killpg(group, how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(group, signal.SIGKILL)
            self.process.wait(STOP_SECONDS)
        self.process = None


def address_of_database() -> str:
    """The address of the database that this test works on, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    person = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return f"postgres://{person}@{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"
