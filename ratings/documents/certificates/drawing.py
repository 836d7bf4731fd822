"""What is drawn on a certificate: the code that leads to the public page, the seal's ring of characters, the ground."""

from functools import cache
from math import cos, gcd, pi, sin
from typing import NamedTuple

import segno

STEPS = 900
QUIET_ZONE = 2
ARC_DEGREES = 26  # between two characters of a seal
WIDEST_ARC = 250


class QrCode(NamedTuple):
    """A QR code as one path of an SVG; `size` is its width and height in modules, the quiet zone included."""

    path: str
    size: int


class Placed(NamedTuple):
    """A character on the ring of a seal, turned so many degrees from the top."""

    character: str
    degrees: int


def qr_code(text: str) -> QrCode:
    """The QR code of a text, with enough repetition to be read from a creased print."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    parts = []
    for y, row in enumerate(code.matrix, QUIET_ZONE):
        x = 0
        while x < len(row):
            run = 1
            while x + run < len(row) and row[x + run] == row[x]:
                run += 1
            if row[x]:
                parts.append(f"M{x + QUIET_ZONE} {y}h{run}v1h-{run}z")
            x += run
    return QrCode("".join(parts), len(code.matrix) + 2 * QUIET_ZONE)


def seal_ring(text: str) -> list[Placed]:
    """The seal's text around the upper half of its ring, evenly and symmetrically."""
    if len(text) < 2:
        return [Placed(character, 0) for character in text]
    step = min(ARC_DEGREES * (len(text) - 1), WIDEST_ARC) / (len(text) - 1)
    return [Placed(character, round(step * place - step * (len(text) - 1) / 2)) for place, character in enumerate(text)]


@cache
def rosette(outer: int, petals: int, depth: int) -> str:
    """A closed guilloche around 0, 0 as the path of an SVG: a fine line that weaves between two rings.

    `outer` is the radius, `depth` how far it swings inwards, `petals` how often, in two turns where their number is odd.
    """
    turns = 2 if gcd(petals, 2) == 1 else 1
    points = []
    for step in range(STEPS):
        angle = 2 * pi * turns * step / STEPS
        radius = outer - depth * (1 - cos(petals * angle / turns)) / 2
        points.append(f"{round(radius * cos(angle))} {round(radius * sin(angle))}")
    return f"M{'L'.join(points)}z"
