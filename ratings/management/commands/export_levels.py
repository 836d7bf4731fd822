"""Write the levels of firms for customs' clearance systems."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from ratings.services.export import levels_export


class Command(BaseCommand):
    """`export_levels DIR [--changes-since DATE]`."""

    help = "Write level in force, since when, suspension and measures' class of every firm as CSV with a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where levels.csv and manifest.json are written")
        parser.add_argument(
            "--changes-since", type=date.fromisoformat, metavar="DATE", help="only firms that changed on or after DATE"
        )

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args, **options) -> None:
        try:
            manifest = levels_export(folder=options["folder"], changes_since=options["changes_since"])
        except OSError as error:
            self.stderr.write(f"The levels could not be written: {error}. Name a folder that can be written.")
            raise SystemExit(2) from None
        for name, file in manifest["files"].items():
            self.stdout.write(f"{options['folder'] / name}: {file['rows']} firms")
