"""`generate_feed DIR`: write a synthetic delivery (docs/feeds.md)."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override
from tqdm import tqdm

from enterprises.feeds.synthetic.firms import MOST_FIRMS
from enterprises.feeds.synthetic.writing import write_delivery

EARLIEST = date(2020, 1, 1)


class Command(BaseCommand):
    """Write a synthetic delivery, the same for the same number, seed and day."""

    help = "Write a synthetic delivery: made-up firms and facts in the published proportions, marked as synthetic."
    requires_system_checks = []  # needs no database and no settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--enterprises", metavar="N", type=int, required=True, help="how many firms")
        parser.add_argument("--seed", metavar="S", type=int, required=True, help="the same seed gives the same delivery")
        parser.add_argument("--as-of", metavar="DATE", type=date.fromisoformat, help="its day (default: today)")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args, **options) -> None:
        firms, as_of = options["enterprises"], options["as_of"] or timezone.localdate()
        if not 1 <= firms <= MOST_FIRMS:
            raise CommandError(f"Between 1 and {MOST_FIRMS:,} firms can be written.")
        if as_of < EARLIEST:
            raise CommandError(f"The day cannot be before {EARLIEST}.")
        with tqdm(total=firms, unit=" firms", disable=not sys.stderr.isatty()) as bar:
            rows = write_delivery(
                options["folder"], firms, options["seed"], as_of, tell=lambda done: bar.update(done - bar.n)
            )
        for file, count in rows.items():
            self.stdout.write(f"{file:<22}{count:>12,}")
