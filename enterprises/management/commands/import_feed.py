"""`import_feed DIR`: load a delivery (docs/feeds.md)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from enterprises.feeds.loading import FileResult, strangers
from enterprises.feeds.reasons import DeliveryRefused
from enterprises.management.progress import Bar
from enterprises.services.delivery_loads import LoadReport, delivery_load

ALL_TAKEN, SOME_REJECTED, NOTHING_READ = 0, 1, 2


class Command(BaseCommand):
    """Load a folder of CSV files; exit status 0: all rows taken, 1: some rejected, 2: nothing could be read."""

    help = "Load a folder of CSV files from customs' source systems (docs/feeds.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing to the database")
        parser.add_argument("--rejects", metavar="DIR", type=Path, help="where rejected rows go (default: below DATA_DIR)")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args, **options) -> None:
        try:
            with Bar() as bar:
                report = delivery_load(
                    folder=options["folder"],
                    rejects=options["rejects"],
                    dry_run=options["dry_run"],
                    now=timezone.now(),
                    tell=bar.tell,
                )
        except DeliveryRefused as refused:
            if options["as_json"]:
                self._print_json({"files": {}, "rejected": 0, "refused": refused.reason._asdict()})
            raise CommandError(str(refused.reason), returncode=NOTHING_READ) from refused
        self._tell_problems(options["folder"], report)
        if options["as_json"]:
            files = {file: result.as_json() for file, result in report.result.files.items()}
            self._print_json({"files": files, "rejected": report.result.rejected})
        else:
            self._print_table(report)
        if status := _status(report):
            sys.exit(status)

    def _print_json(self, content: dict) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False))

    def _tell_problems(self, folder: Path, report: LoadReport) -> None:
        for file, reason in report.result.refused.items():
            self.stderr.write(f"{file} is refused: {reason}")
        for file, result in report.result.files.items():
            if result.unknown_districts:
                codes = ", ".join(result.unknown_districts[:20])
                self.stderr.write(f"{file}: customs districts that are not in the list: {codes}")
        for name in strangers(folder):
            self.stderr.write(f"{name} is no file of a delivery and is left alone")
        if report.result.rejected and report.rejects:
            self.stderr.write(f"Rejected rows are in {report.rejects}")

    def _print_table(self, report: LoadReport) -> None:
        titles = ("file", "read", "created", "updated", "unchanged", "rejected")
        self.stdout.write("{:<22}{:>12}{:>12}{:>12}{:>12}{:>12}".format(*titles))
        for file, result in report.result.files.items():
            self.stdout.write(_line(file, result))
        if report.result.nothing_read:
            return
        if report.delivery is None:
            self.stdout.write("Dry run: nothing was written.")
        elif report.result.nothing_changed:
            self.stdout.write("Nothing changed: every row that was taken was known already.")
        if report.delivery:
            self.stdout.write(f"Delivery {report.delivery.reference}")


def _line(file: str, result: FileResult) -> str:
    return f"{file:<22}" + "".join(f"{count:>12,}" for count in result.counts().values())


def _status(report: LoadReport) -> int:
    if report.result.nothing_read:
        return NOTHING_READ
    return SOME_REJECTED if report.result.rejected or report.result.refused else ALL_TAKEN
