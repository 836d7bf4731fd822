"""A progress bar on a terminal, and silence elsewhere."""

import sys
from types import TracebackType

from tqdm import tqdm


class Bar:
    """One bar a file, on standard error, while a folder is loaded."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._file = ""

    def tell(self, file: str, read: int, total: int) -> None:
        """Show that so many bytes of the file are read."""
        if file != self._file:
            self._close()
            self._file = file
            self._bar = tqdm(total=total, desc=file, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
        if self._bar is not None:
            self._bar.update(read - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()
