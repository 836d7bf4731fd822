"""`verify_certificate FILE [--trust PEM] [--json]`: whether a file is a certificate of the authority, unchanged; offline."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratings.documents.certificates.authority import NoAuthority, certificates_of, trusted_certificates
from ratings.documents.certificates.verify import Finding, Verdict, Why, verify

STATUS = {Verdict.UNCHANGED: 0, Verdict.CHANGED: 1, Verdict.NOT_OURS: 3}
"""What the command ends with; 2 is argparse's, and any other mistake's."""

CANNOT_SAY = 2
WORDS = {
    Why.INTACT: "Issued by the authority and unchanged since.",
    Why.ALTERED: "Changed after it was signed.",
    Why.APPENDED: "Changed after it was signed: something was added behind the signature.",
    Why.NO_PDF: "Not ours: this is no PDF.",
    Why.UNSIGNED: "Not ours: it carries no signature.",
    Why.FOREIGN: "Not ours: signed by somebody else, or its signature is damaged beyond reading.",
}


class Command(BaseCommand):
    """Needs the file and the authority's certificate alone: no database, no network."""

    help = "Tell whether a PDF is a certificate of the authority. Exit status: 0 unchanged, 1 changed, 3 not ours."
    requires_system_checks: list[str] = []  # who verifies needs no portal

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--trust", type=Path, help="the authority's certificate in PEM; else CERTIFICATE_TRUST's")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one line of JSON")

    def handle(self, *args: Any, file: Path, trust: Path | None, as_json: bool, **options: Any) -> None:
        try:
            pdf = file.read_bytes()
            found = verify(pdf, certificates_of(trust) if trust else trusted_certificates())
        except (OSError, NoAuthority) as error:
            raise CommandError(str(error), returncode=CANNOT_SAY) from error
        self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False) if as_json else _in_words(found))
        if STATUS[found.verdict]:
            sys.exit(STATUS[found.verdict])


def _as_json(found: Finding) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "why": found.why,
        "signer": found.signer or None,
        "signed_at": found.signed_at.isoformat() if found.signed_at else None,
        "certificate": found.facts or None,
    }


def _in_words(found: Finding) -> str:
    lines = [WORDS[found.why]]
    if found.facts:
        firm = found.facts.get("firm", {})
        lines += [
            f"Number:  {found.facts.get('number', '')}",
            f"Firm:    {firm.get('name_zh', '')} {firm.get('name_en', '')} {firm.get('aeo_code', '')}".rstrip(),
            f"Level:   {found.facts.get('level', '')}, granted on {found.facts.get('granted_on', '')}",
        ]
    if found.signed_at:
        lines.append(f"Signed:  {found.signed_at.isoformat()} by {found.signer}")
    if found.facts.get("demonstration"):
        lines.append("This is a certificate of a demonstration: it certifies nothing.")
    return "\n".join(lines)
