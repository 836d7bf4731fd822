"""`generate_partner_lists DIR`: write synthetic lists of a few partners (docs/partner-lists.md)."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from mutual_recognition.partner_lists.synthetic import write_partner_lists

MOST_FIRMS = 20_000


class Command(BaseCommand):
    """Write synthetic lists, the same for the same number, seed and day, and a file of codes to check against them."""

    help = "Write synthetic lists of a few partners for this month and the one before, and codes to check against them."
    requires_system_checks = []  # needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--firms", metavar="N", type=int, default=300, help="how many a partner")
        parser.add_argument("--seed", metavar="S", type=int, required=True, help="the same seed gives the same lists")
        parser.add_argument("--as-of", metavar="DATE", type=date.fromisoformat, help="a day of the month (default: today)")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["firms"] <= MOST_FIRMS:
            raise CommandError(f"Between 1 and {MOST_FIRMS:,} firms a partner can be written.")
        as_of = options["as_of"] or timezone.localdate()
        for file, rows in write_partner_lists(options["folder"], options["firms"], options["seed"], as_of).items():
            self.stdout.write(f"{file:<22}{rows:>12,}")
