"""`build_partner_lists [--month YYYY-MM] --out DIR`: the full list of a month for every partner."""

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mutual_recognition.exchange.eligibility import partners_told
from mutual_recognition.exchange.outbox import publish
from mutual_recognition.exchange.signing import NoSigningKey
from mutual_recognition.services.exchange import lists_make


class Command(BaseCommand):
    """Makes the lists that are missing and writes all of them; a second call writes the same files."""

    help = "Make the full list of a month for every partner that has none yet, and write all of that month into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", help="as in 2026-11; the current month unless given")
        parser.add_argument("--out", type=Path, required=True, help="the folder: DIR/<partner>/outgoing/<message>/")

    def handle(self, *args: Any, month: str | None, out: Path, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        month = month or today.isoformat()[:7]
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
            raise CommandError(f"{month!r} is not a month, as in 2026-11.")
        try:
            messages = lists_make(month=month, as_of=today, now=now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except NoSigningKey as error:
            raise CommandError(str(error)) from error
        unknown = {terms.partner.pk: terms.unknown for terms in partners_told(today)}
        for message in messages:
            publish(message, out)
            not_sent = ", ".join(level.value for level in unknown.get(message.partner_id, ()))
            said = f"; not sent, recognition not known: {not_sent}" if not_sent else ""
            self.stdout.write(f"{message.name}: {message.lines} firms{said}")
        self.stdout.write(f"{len(messages)} lists of {month} in {out}")
