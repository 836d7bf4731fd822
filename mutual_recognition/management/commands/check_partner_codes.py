"""`check_partner_codes FILE.csv [--on DATE] [--json]`: codes of partners' firms, checked for a day."""

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from enterprises.feeds.reasons import FileRefused
from mutual_recognition.checking import SENTENCES
from mutual_recognition.models import Finding
from mutual_recognition.partner_lists.codes_file import read_codes
from mutual_recognition.selectors.code_checks import Checked, check_codes

ALL_RECOGNISED, SOME_NOT, NOTHING_READ = 0, 1, 2


class Command(BaseCommand):
    """Exit status 0: every code is recognised; 1: some are not, or must be looked at; 2: the file cannot be read."""

    help = "Check the codes of a file with the columns code and name (docs/partner-lists.md). Nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--on", metavar="DATE", help="the day, as in 2026-11-20; today unless given")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, file: Path, on: str | None, as_json: bool, **options: Any) -> None:
        day = _day(on)
        try:
            asked = read_codes(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=NOTHING_READ) from error
        except FileRefused as refused:
            raise CommandError(f"{file} is refused: {refused.reason.en}.", returncode=NOTHING_READ) from refused
        checked = list(check_codes(asked, as_of=day))
        counts = Counter(each.finding.value for each in checked)
        if as_json:
            said = {"on": day.isoformat(), "counts": {f.value: counts[f.value] for f in Finding}}
            self.stdout.write(json.dumps(said | {"codes": [_as_json(each) for each in checked]}, ensure_ascii=False))
        else:
            for each in checked:
                self.stdout.write(_as_text(each))
            told = ", ".join(f"{counts[f.value]:,} {f.label}" for f in Finding)
            self.stdout.write(f"{len(checked):,} codes on {day}: {told}")
        if counts[Finding.RECOGNISED.value] < len(checked):
            sys.exit(SOME_NOT)


def _day(text: str | None) -> date:
    if text is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no date, as in 2026-11-20.", returncode=NOTHING_READ) from error


def _as_json(each: Checked) -> dict[str, Any]:
    return {
        "line": each.asked.line,
        "code": each.asked.code,
        "name": each.asked.name,
        "partner": each.partner or None,
        "finding": each.finding.value,
        "reasons": [reason.value for reason in each.reasons],
        "known_name": each.firm.name if each.firm else None,
    }


def _as_text(each: Checked) -> str:
    why = " ".join(str(SENTENCES[reason]) for reason in each.reasons)
    return f"{each.asked.line}\t{each.asked.code}\t{each.finding.label}\t{why}".rstrip()
