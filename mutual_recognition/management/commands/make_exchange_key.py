"""`make_exchange_key PATH`: a key to sign messages to partners with."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mutual_recognition.exchange.signing import key_at, make_key


class Command(BaseCommand):
    """Writes a new private key, and beside it the public half that partners are given."""

    help = "Make a key (ECDSA, P-256) that signs messages to partners, and PATH.pub, which partners are given."
    requires_system_checks: list[str] = []  # a wrong key may be why it is called

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            make_key(path)
        except OSError as error:
            raise CommandError(f"No key was made: {error}") from error
        key = key_at(path)
        public = path.with_name(path.name + ".pub")
        public.write_bytes(key.public_pem)
        self.stdout.write(f"{path}: key {key.name}; {public} is for the partners. Set EXCHANGE_KEY={path}")
