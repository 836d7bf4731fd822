"""One firm as a partner's list has it."""

from datetime import date
from typing import NamedTuple


class Entry(NamedTuple):
    """Number without the partner's code; `status` active, suspended or revoked; the firm's own first and last day."""

    number: str
    name: str
    tier: str
    status: str
    valid_from: date | None
    valid_to: date | None
