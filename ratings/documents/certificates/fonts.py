"""The faces of certificates: Debian's Noto Serif CJK cut to GB 2312 and turned into TrueType, made once and kept.

The whole collection costs 0.2 s and 250 KB a certificate, the cut faces a fraction of it. Characters beyond GB 2312, which
occur in names, fall back to the whole face.
"""

import fcntl
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import uharfbuzz
from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCES = {
    "regular": Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    "bold": Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
}
SIMPLIFIED_CHINESE = "Noto Serif CJK SC"
CUT = "2"  # raised when the way of cutting changes, so that kept faces are made anew
LATIN = range(0x20, 0x250)
MARKS = "–—‘’“”…№·"
LEADING_BYTES = range(0xA1, 0xF8)
TRAILING_BYTES = range(0xA1, 0xFF)
TOLERANCE = 1.0  # of 1,000 units: how far a quadratic curve may be off the cubic one


class NoFont(Exception):
    """The system lacks the face that certificates are printed in; the text says what to install."""


def certificate_fonts() -> dict[str, Path]:
    """The cut faces by weight, made at first use. Raises NoFont where Debian's fonts-noto-cjk is missing."""
    return {weight: _kept(weight, source) for weight, source in SOURCES.items()}


def characters() -> set[int]:
    """The characters of GB 2312 and of Latin scripts, as code points."""
    found = set(LATIN) | {ord(mark) for mark in MARKS}
    for leading in LEADING_BYTES:
        for trailing in TRAILING_BYTES:
            found |= {ord(character) for character in bytes([leading, trailing]).decode("gb2312", "ignore")}
    return found


def _kept(weight: str, source: Path) -> Path:
    """The face in FONTS_DIR; of several processes that need it at once, one makes it and the others wait."""
    if not source.exists():
        raise NoFont(_("The font %(font)s is missing: install Debian's fonts-noto-cjk.") % {"font": source.name})
    made_of = sha256(f"{source}|{source.stat().st_size}|{CUT}".encode()).hexdigest()[:12]
    face = Path(settings.FONTS_DIR) / f"certificate-{weight}-{made_of}.ttf"
    if face.exists():
        return face
    with face.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not face.exists():
            part = face.with_suffix(".part")
            part.write_bytes(_true_type(_cut(source)))
            part.rename(face)
    return face


def _cut(source: Path) -> bytes:
    """The Simplified Chinese face of a collection with no other characters than ours."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(characters())
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(source), _number_in_collection(source))
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _number_in_collection(source: Path) -> int:
    number = 0
    while True:
        with TTFont(source, fontNumber=number, lazy=True) as font:  # raises once there are no more faces
            if font["name"].getDebugName(1) == SIMPLIFIED_CHINESE or font["name"].getDebugName(16) == SIMPLIFIED_CHINESE:
                return number
        number += 1


def _true_type(content: bytes) -> bytes:
    """The same face with quadratic outlines, which embed smaller and faster than those of CFF."""
    font = TTFont(BytesIO(content), recalcTimestamp=False)
    drawn, glyphs = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), glyphs
    for table in {"CFF ", "VORG", "vhea", "vmtx"} & set(font.keys()):
        del font[table]
    most = font["maxp"]
    most.tableVersion, most.maxZones = 0x00010000, 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(most, name, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    made = BytesIO()
    font.save(made)
    return made.getvalue()
