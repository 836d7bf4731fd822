"""bin/run from a new folder to a second start: it serves, it stops all of it, it keeps the data."""

import os
import pty
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from select import select
from time import monotonic

import pytest
from django.conf import settings

SECONDS = 240
NOT_FOR_IT = {
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "EMAIL_URL",
    "MAIL_FROM",
    "PORTAL_URL",
    "ALARM_RECIPIENTS",
    "HTTPS",
}


class Terminal:
    """bin/run as a person starts it, in a terminal of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
        environment = kept | {"DATA_DIR": str(data), "PORT": str(self.port), "FIRMS": "200"}
        self.screen = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests may run in the background, which ignores it for good
            os.chdir(settings.BASE_DIR)
            os.execve("bin/run", ["bin/run"], environment)

    def read_until(self, text: str) -> None:
        """Read the screen until it shows the text. Raises AssertionError when it ends or four minutes pass before."""
        until = monotonic() + SECONDS
        while text not in self.screen:
            assert monotonic() < until, self.screen
            ready, _, _ = select([self.terminal], [], [], 1)
            if ready:
                self.screen += self._read()

    def press_ctrl_c(self) -> None:
        """Interrupt, and wait for the end. Raises AssertionError when it does not end within a minute."""
        os.write(self.terminal, b"\x03")
        until = monotonic() + 60
        while True:
            ready, _, _ = select([self.terminal], [], [], 1)
            if ready and not self._read():
                break
            assert monotonic() < until, "it did not stop"
        os.waitpid(self.pid, 0)

    def answers(self) -> bool:
        """Whether somebody listens on the portal's port."""
        with socket.socket() as visitor:
            return visitor.connect_ex(("127.0.0.1", self.port)) == 0

    def _read(self) -> str:
        try:
            return os.read(self.terminal, 65536).decode(errors="replace")
        except OSError:  # how Linux tells that the other side of a terminal is closed
            return ""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder for bin/run; whatever still runs on it at the end is ended."""
    yield tmp_path / "data"
    for pid in processes_on(tmp_path / "data"):
        os.kill(pid, signal.SIGKILL)


def processes_on(data: Path) -> list[int]:
    """The processes that were started with this data folder."""
    mark = f"DATA_DIR={data}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and mark in environment_of(process):
            found.append(int(process.name))
    return found


def environment_of(process: Path) -> list[bytes]:
    """A process's environment; nothing of one that has just ended."""
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def test_it_serves_stops_and_starts_again_with_its_data(data: Path):
    first = Terminal(data)
    first.read_until(f"http://127.0.0.1:{first.port}/")
    assert "demo-officer" in first.screen
    assert first.answers()
    assert (data / "secret-key").stat().st_mode & 0o077 == 0
    first.press_ctrl_c()
    assert processes_on(data) == []

    began = monotonic()
    second = Terminal(data)
    second.read_until(f"http://127.0.0.1:{second.port}/")
    assert "First start" not in second.screen
    assert monotonic() - began < 60
    subprocess.run(["kill", "-KILL", str(second.pid)], check=True)
    os.waitpid(second.pid, 0)
    until = monotonic() + 30
    while processes_on(data):
        assert monotonic() < until, "its parts outlived it"
    assert not second.answers()
