"""python manage.py write_rulebook_doc [--check]: writes docs/rulebook.md, or says that it is not current."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from ratings.regulation.document import rulebook_document


class Command(BaseCommand):
    help = "Write docs/rulebook.md from the shipped rulebooks."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the document is not current")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "rulebook.md"
        document = rulebook_document()
        if not check:
            path.write_text(document, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != document:
            raise CommandError("docs/rulebook.md is not current: run python manage.py write_rulebook_doc.")
