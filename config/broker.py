"""The broker on files of a portal without Redis: kombu's, with messages that appear whole."""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Takes up what another process sends through a folder."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Write the message under another name and rename it: a worker that met a half-written one would end."""
        message = str_to_bytes(dumps(payload))
        whole = Path(self.data_folder_out) / f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        part = whole.with_suffix(".part")
        part.write_bytes(message)
        part.rename(whole)


class Transport(filesystem.Transport):
    """Named by CELERY_BROKER_TRANSPORT."""

    Channel = Channel
