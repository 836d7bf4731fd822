"""python manage.py write_casework_doc [--check]: writes docs/casework.md, or says that it is not current."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from ratings.casework.procedures import procedures_document


class Command(BaseCommand):
    help = "Write docs/casework.md from the declared procedures of cases."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the document is not current")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "casework.md"
        with override("en"):
            document = procedures_document()
        if not check:
            path.write_text(document, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != document:
            raise CommandError("docs/casework.md is not current: run python manage.py write_casework_doc.")
