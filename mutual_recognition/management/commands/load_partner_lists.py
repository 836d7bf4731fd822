"""`load_partner_lists DIR`: load partners' lists into the register (docs/partner-lists.md)."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from accounts.reasons import MADE_ON_THE_COMMAND_LINE
from mutual_recognition.models import Partner, PartnerList
from mutual_recognition.services.partner_lists import partner_list_accept, partner_list_upload

NAME = re.compile(r"([A-Z]{2})-([0-9]{4}-[0-9]{2}-[0-9]{2})\.(csv|xlsx)")
SOME_NOT, NOTHING_READ = 1, 2


class Command(BaseCommand):
    """Exit status 0: every row is taken; 1: rows are rejected, or a list waits or is refused; 2: there is no list."""

    help = (
        "Load the lists of a folder, named as SG-2026-11-01.csv by partner and day, the oldest first. A list by which an "
        "unusual share of firms would lose recognition stays a preview, which a second person decides in the portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        named = [(path, NAME.fullmatch(path.name)) for path in sorted(folder.glob("*"))]
        lists = sorted((found[2], found[1], path) for path, found in named if found)
        if not lists:
            raise CommandError(f"{folder} holds no list named as SG-2026-11-01.csv.", returncode=NOTHING_READ)
        whole = [self._load(partner, day, path) for day, partner, path in lists]
        if not all(whole):
            sys.exit(SOME_NOT)

    def _load(self, partner: str, day: str, path: Path) -> bool:
        """Whether the list is in the register with all its rows."""
        now = timezone.now()
        try:
            listed = partner_list_upload(
                by=None,
                partner=Partner.objects.get(pk=partner),
                as_of=date.fromisoformat(day),
                today=timezone.localdate(now),
                file_name=path.name,
                content=path.read_bytes(),
                reason=MADE_ON_THE_COMMAND_LINE,
                now=now,
            )
        except (Partner.DoesNotExist, ValueError):
            self.stderr.write(f"{path.name}: {partner} is no partner, or {day} is no day.")
            return False
        except ValidationError as refused:
            self.stderr.write(f"{path.name}: {' '.join(refused.messages)}")
            return False
        counts = ", ".join(f"{number:,} {kind}" for kind, number in sorted(listed.counts.items())) or "no differences"
        told = f"{path.name}: {listed.rows:,} rows, {counts}, {listed.rejected:,} rejected"
        if listed.state == PartnerList.State.HELD:
            self.stdout.write(f"{told}; held: a second person decides in the portal")
            return False
        partner_list_accept(by=None, listed=listed, reason=MADE_ON_THE_COMMAND_LINE, now=now)
        self.stdout.write(told)
        return not listed.rejected
