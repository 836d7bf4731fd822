"""Make the people of the demonstration and print them: `DEMONSTRATION=1 manage.py make_demonstration_accounts`."""

import unicodedata
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from accounts.roles import Role
from accounts.services.bootstrap import (
    DEMONSTRATION_PASSWORD,
    DEMONSTRATION_PEOPLE,
    demonstration_accounts_close,
    demonstration_accounts_make,
)


class Command(BaseCommand):
    help = "Make the demonstration accounts, one a role and the second people that four eyes need, and print them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--close", action="store_true", help="deactivate them instead; allowed in every installation")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, **options: Any) -> None:
        if options["close"]:
            self.stdout.write(f"{demonstration_accounts_close()} demonstration accounts closed.")
            return
        try:
            demonstration_accounts_make()
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = [("username", "name", "role", "customs district", "password")]
        for username, name, role, district in DEMONSTRATION_PEOPLE:
            rows.append((username, name, str(Role(role).label), district, DEMONSTRATION_PASSWORD))
        widths = [max(_width(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write("  ".join(_padded(str(cell), width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
