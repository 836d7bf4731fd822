"""Say which level a firm has on a day, and why; nothing is changed."""

import json
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import override

from enterprises.models import Enterprise
from ratings.assessment.explain import Explanation, explain_firms, explain_one
from ratings.regulation.parameters import NoRulebook


class Command(BaseCommand):
    """`explain CUSTOMS_CODE [--as-of DATE] [--json]`, `explain --all --json`, `explain --all --jsonl FILE`."""

    help = "Say which level a firm has on a day, by which grounds and facts. Judges as the night does and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("customs_code", nargs="?", help="the firm's customs code, 10 characters")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day, YYYY-MM-DD; today without it")
        parser.add_argument("--all", action="store_true", help="every firm, one JSON object a line")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--jsonl", type=Path, metavar="FILE", help="with --all: write the lines to FILE")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args, **options) -> None:
        as_of = options["as_of"] or timezone.localdate()
        try:
            if options["all"] or options["jsonl"]:
                self._explain_all(as_of, options["jsonl"])
            else:
                self._explain_one(options["customs_code"], as_of, as_json=options["json"])
        except NoRulebook as error:
            self._refuse(str(error))

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(2)

    def _explain_all(self, as_of: date, path: Path | None) -> None:
        with path.open("w", encoding="utf-8") if path else nullcontext(self.stdout) as out:
            for explanation in explain_firms(as_of):
                out.write(json.dumps(explanation, ensure_ascii=False) + ("\n" if path else ""))

    def _explain_one(self, customs_code: str | None, as_of: date, *, as_json: bool) -> None:
        if not customs_code:
            self._refuse("Give a customs code, or --all --json for every firm.")
        enterprise = Enterprise.objects.filter(customs_code=customs_code).first()
        if enterprise is None:
            self._refuse(f"No enterprise with the customs code {customs_code} is registered here.")
        explanation = explain_one(enterprise, as_of)
        if as_json:
            self.stdout.write(json.dumps(explanation, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(explanation)))


def lines_of(explanation: Explanation) -> list[str]:
    """The explanation as a person reads it on a terminal: the level, what is met first, and what comes next."""
    lines = [
        f"{explanation['customs_code']} {explanation['name_zh']}",
        f"as of {explanation['as_of']}, {explanation['rulebook']}",
        f"level in force   {explanation['level_in_force'] or 'not judged'}",
        f"indicated level  {explanation['indicated_level'] or 'not judged'}",
    ]
    for name in ("protected_until", "suspension", "next_review_on"):
        if explanation[name]:
            lines.append(f"{name.replace('_', ' '):<16} {explanation[name]}")
    lines += [f"watch            {code}" for code in explanation["watch"]]
    order = {"met": 0, "undetermined": 1, "not_met": 2}
    for code, ground in sorted(explanation["grounds"].items(), key=lambda item: order[item[1]["verdict"]]):
        figures = ", ".join(f"{name} {value}" for name, value in ground["figures"].items() if value is not None)
        limits = ", ".join(f"{name} {value}" for name, value in ground["limits"].items())
        lines.append(f"{ground['verdict']:<13}{code:<20}{figures} (limit: {limits}; {ground['basis']}, {ground['status']})")
        if ground["evidence"]:
            lines.append(f"{'':<13}evidence: {', '.join(ground['evidence'])}")
    return lines
