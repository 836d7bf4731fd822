"""Compiles the translations: `python -m config.translations`. In Python, so that no gettext tools are needed."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_translations(folder: Path = LOCALE) -> list[Path]:
    """Write the .mo file beside every .po file that is newer than it; returns those written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".mo.unfinished")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)  # a reader sees the old file or the new one, never half
        written.append(target)
    return written


if __name__ == "__main__":
    compile_translations()
