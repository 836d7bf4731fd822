"""Run a night: judge the firms, open cases, restore firms."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import override

from ratings.models import Run
from ratings.regulation.parameters import NoRulebook
from ratings.services.night import night_run


class Command(BaseCommand):
    """`nightly [--as-of DATE] [--full] [--json]`; exit status 3 when the brake holds the night."""

    help = "Judge the firms whose facts changed or whose next review has come (--full: all), and write what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day, YYYY-MM-DD; today without it")
        parser.add_argument("--full", action="store_true", help="judge every firm")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @override("en")  # docs/glossary.md: commands print English
    def handle(self, *args, **options) -> None:
        as_of = options["as_of"] or timezone.localdate()
        try:
            run = night_run(as_of=as_of, trigger=Run.Trigger.COMMAND, full=options["full"])
        except NoRulebook as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from None
        self.stdout.write(json.dumps(record(run)) if options["json"] else summary(run))
        if run.state == Run.State.HELD:
            self.stderr.write(run.error)
            raise SystemExit(3)


def record(run: Run) -> dict[str, object]:
    """The run as one object, as the contract names its fields."""
    counts = ("enterprises", "judged", "rectifications_expired", "cases_opened", "levels_changed", "seconds")
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "mode": run.mode,
        **{name: getattr(run, name) for name in counts},
    }


def summary(run: Run) -> str:
    """The run in one line for a terminal."""
    return (
        f"night {run.pk} as of {run.as_of} ({run.mode}, {run.rulebook}): {run.state}; {run.judged} of {run.enterprises} firms "
        f"judged, {run.changed} outcomes changed, {run.rectifications_expired} rectifications expired, {run.cases_opened} cases "
        f"opened, {run.cases_extended} extended, {run.levels_changed} firms restored, {run.seconds} s"
    )
