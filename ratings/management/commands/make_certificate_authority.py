"""`make_certificate_authority FOLDER`: an authority of one's own, to sign certificates where no official one does."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratings.documents.certificates.authority import CHAIN, KEY, TRUST, make_authority


class Command(BaseCommand):
    """Writes a key with its certificate, and the authority's certificate that verifiers are given."""

    help = "Make a key (ECDSA, P-256) with its certificate, and the authority's certificate, in a new folder."
    requires_system_checks: list[str] = []  # missing files may be why it is called

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--name", required=True, help="the authority's name")
        parser.add_argument("--signer", required=True, help="the name that signs, as readers of the PDF see it")

    def handle(self, *args: Any, folder: Path, name: str, signer: str, **options: Any) -> None:
        try:
            make_authority(folder, name=name, signer=signer)
        except OSError as error:
            raise CommandError(f"No authority was made: {error}") from error
        self.stdout.write(
            f"Set CERTIFICATE_KEY={folder / KEY} CERTIFICATE_CHAIN={folder / CHAIN} CERTIFICATE_TRUST={folder / TRUST}; "
            f"{TRUST} is for verifiers."
        )
