"""Levels go out: what customs' clearance systems read every morning."""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ratings.models import Run

COLUMNS = ("customs_code", "level_in_force", "in_force_since", "suspension", "measures_class")
FILE = "levels.csv"
CHUNK = 5000

_LEVELS = """
SELECT f.customs_code,
  CASE WHEN s.enterprise_id IS NULL THEN 'regular' ELSE s.level_in_force END AS level_in_force,
  CASE WHEN s.enterprise_id IS NULL THEN f.registered_on
       WHEN s.level_in_force = 'regular' THEN COALESCE(s.in_force_since, f.registered_on) ELSE s.in_force_since END AS in_force_since,
  COALESCE(s.suspension, '') AS suspension,
  CASE WHEN s.enterprise_id IS NULL THEN 'regular'
       WHEN s.level_in_force IN ('advanced_certified', 'certified') AND EXISTS (
         SELECT 1 FROM ratings_suspensionorder o WHERE o.enterprise_id = f.id AND o.scope = 'all'
           AND o.from_on <= %(as_of)s AND (o.to_on IS NULL OR o.to_on > %(as_of)s)) THEN 'regular'
       ELSE s.level_in_force END AS measures_class
FROM enterprises_enterprise f LEFT JOIN ratings_standing s ON s.enterprise_id = f.id"""

_CHANGED = """
WHERE f.recorded_on >= %(since)s OR f.id IN (
  SELECT enterprise_id FROM ratings_outcome WHERE level_changed AND as_of >= %(since)s
  UNION SELECT enterprise_id FROM ratings_suspensionorder WHERE from_on >= %(since)s OR to_on >= %(since)s
  UNION SELECT c.enterprise_id FROM ratings_case c JOIN ratings_caseact a ON a.case_id = c.id
    WHERE a.act IN ('suspension_serve', 'resumption_serve') AND a."on" >= %(since)s)"""


def levels_export(*, folder: Path, changes_since: date | None = None) -> dict[str, Any]:
    """Write the levels of every firm, or of those whose level, its day or suspension changed on or after a day.

    Writes `levels.csv` and then `manifest.json` into the folder, each whole or not at all; returns the manifest. The levels
    are those of the last night; a firm that is not registered yet, or is cancelled, has an empty level. `suspension` is what
    the night judged (must, may); `measures_class` is the level, or regular where an order suspends all AEO measures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    last = Run.objects.filter(state=Run.State.DONE).first()
    rows, digest = _write(folder / FILE, _levels(changes_since, last.as_of if last else None))
    manifest: dict[str, Any] = {
        "kind": "changes" if changes_since else "full",
        "changes_since": changes_since.isoformat() if changes_since else None,
        "as_of": last.as_of.isoformat() if last else None,
        "night": last.pk if last else None,
        "rulebook": last.rulebook if last else None,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "synthetic": settings.DEMONSTRATION,
        "files": {FILE: {"rows": rows, "sha256": digest}},
    }
    _replace(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return manifest


def levels_export_nightly(*, run: Run) -> None:
    """The night's last step: write every firm's level to a folder of the day, where the settings name one."""
    if settings.LEVELS_EXPORT_DIR:
        levels_export(folder=Path(settings.LEVELS_EXPORT_DIR) / run.as_of.isoformat())
    run.exported_at = timezone.now()
    run.save(update_fields=["exported_at"])


def _levels(changes_since: date | None, as_of: date | None) -> Iterator[tuple]:
    text = _LEVELS + (_CHANGED if changes_since else "") + "\nORDER BY f.customs_code"
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(text, {"since": changes_since, "as_of": as_of})
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _write(path: Path, rows: Iterator[tuple]) -> tuple[int, str]:
    partial = path.with_suffix(".partial")
    number = 0
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(row)
            number += 1
    with partial.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    partial.replace(path)
    return number, digest


def _replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
