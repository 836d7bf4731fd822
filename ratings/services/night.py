"""The night: judge the firms, write what differs, open cases, restore firms; all of it, or nothing.

One transaction holds everything that a night writes, and one lock lets one night run at a time. A night that is killed has
written nothing, and the next one does its work; run twice, the second finds nothing left to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from time import monotonic
from types import TracebackType

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from enterprises.models import ChangedFirm
from ratings.assessment import difference
from ratings.assessment.counts import count_day
from ratings.assessment.explain import explain_rows
from ratings.assessment.lock import night_lock
from ratings.models import BrakeRelease, Outcome, Run
from ratings.regulation.parameters import NoRulebook, Rulebook
from ratings.rulebooks import next_rulebook_change, rulebook_for
from ratings.services.copying import rows_copy
from ratings.services.export import levels_export_nightly
from ratings.services.findings import cases_open
from ratings.services.rectifications import rectifications_expire
from ratings.services.reminders import reminders_mail, reminders_raise
from ratings.services.repair_outlooks import repair_outlooks_write
from ratings.services.restorations import firms_restore
from ratings.services.suspension_proposals import resumptions_propose, suspensions_propose
from ratings.services.watch import standards_watch

STEPS = ("rectifications", "judging", "restorations", "writing", "cases", "suspensions", "watch", "reminders", "counts")
DUE = "SELECT enterprise_id FROM night_due"


@dataclass
class Night:
    """What the steps of one night share. `change` is the first later day on which the rulebook changes."""

    run: Run
    rulebook: Rulebook
    change: date | None
    as_of: date
    previous: Run | None
    braked: bool

    @property
    def scope(self) -> str:
        """Which firms this night judges, as the statement takes it."""
        return "" if self.run.mode == Run.Mode.FULL else DUE


class Held(Exception):
    """The brake holds this night: it would open or restore more firms than the settings allow."""


def night_run(
    *,
    as_of: date,
    trigger: str,
    full: bool = False,
    by: User | None = None,
    run: Run | None = None,
    delivery_late: bool = False,
) -> Run:
    """Run the night of a day and return its record.

    `run` is one that was asked for in the portal; one that waits no more is left as it is.
    `delivery_late`: no recent delivery came, so nobody is restored. Raises NoRulebook for a day before the first rulebook;
    whatever else goes wrong is recorded in the run, undone, and raised.
    """
    rulebook, change = rulebook_for(as_of), next_rulebook_change(as_of)
    with night_lock():
        if run is not None:
            run.refresh_from_db()
            if run.state != Run.State.WAITING:  # a broker may deliver a message twice
                return run
        Run.objects.filter(state=Run.State.RUNNING).update(state=Run.State.ABANDONED, finished_at=timezone.now())
        run = run or Run(as_of=as_of, trigger=trigger, started_by=by)
        previous = Run.objects.filter(state=Run.State.DONE).first()
        run.state, run.rulebook, run.rulebook_version = Run.State.RUNNING, rulebook.code, rulebook.version
        run.delivery_late = delivery_late
        run.mode = Run.Mode.FULL if full or _must_be_full(run, previous) else Run.Mode.INCREMENTAL
        run.save()
        night = Night(run, rulebook, change, as_of, previous, braked=not _released(previous))
        with _recorded(run):
            _undisturbed(night)
    if run.state == Run.State.DONE:
        levels_export_nightly(run=run)
        reminders_mail(as_of=as_of)
    return run


def _must_be_full(run: Run, previous: Run | None) -> bool:
    """A first night, one under other figures, and one for an earlier day than the last judge every firm."""
    return previous is None or previous.rulebook_version != run.rulebook_version or run.as_of < previous.as_of


def _released(previous: Run | None) -> bool:
    """Whether two people let the nights since the last finished one go on."""
    held = Run.objects.filter(state=Run.State.HELD, id__gt=previous.pk if previous else 0)
    return BrakeRelease.objects.filter(run__in=held, approved_at__isnull=False).exists()


@contextmanager
def _recorded(run: Run) -> Iterator[None]:
    """Record how the night ended, and how long it took; the night's own writes are undone by then if it failed."""
    started = monotonic()
    try:
        with _Failure(run):
            yield
    except Held as held:
        run.state, run.error = Run.State.HELD, str(held)
        alarm(_("A night is held by the brake"), run.error)
    finally:
        run.seconds, run.finished_at = round(monotonic() - started, 3), timezone.now()
        run.save()
        cache.delete(progress_key(run.pk))


class _Failure:
    """Notes an error in the run before it is raised further."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and not isinstance(error, Held):
            self.run.state, self.run.error = Run.State.FAILED, f"{type(error).__name__}: {error}"
            alarm(_("A night failed"), self.run.error)


def _undisturbed(night: Night) -> None:
    """Everything that the night writes, in one transaction that sees one moment of the database."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _steps(night)
        difference.drop_tables()
        night.run.state = Run.State.DONE
        night.run.save()


def _steps(night: Night) -> None:
    run, as_of, rulebook = night.run, night.as_of, night.rulebook
    step(run, "rectifications")
    run.rectifications_expired = rectifications_expire(as_of=as_of, run=run)
    step(run, "judging")
    if run.mode == Run.Mode.INCREMENTAL:
        run.judged = difference.collect_due(as_of)
    difference.collect_differences(rulebook, as_of, night.scope)
    step(run, "restorations")
    restored = firms_restore(rulebook=rulebook, as_of=as_of, run=run, change=night.change)
    run.levels_changed, run.restorations_waiting = restored.restored, restored.waiting
    step(run, "writing")
    run.changed = difference.count_changed()
    outcomes_keep(night)
    difference.write_standings(run.pk)
    repair_outlooks_write(rulebook=rulebook, as_of=as_of)
    step(run, "cases")
    run.cases_opened, run.cases_extended = cases_open(rulebook=rulebook, as_of=as_of, run=run, change=night.change)
    step(run, "suspensions")
    run.suspensions_proposed = suspensions_propose(as_of=as_of, run=run) + resumptions_propose(as_of=as_of, run=run)
    step(run, "watch")
    watched = standards_watch(rulebook=rulebook, as_of=as_of, run=run)
    run.failures_found, run.failures_ended = watched.found, watched.ended
    step(run, "reminders")
    reminders_raise(as_of=as_of, run=run)
    step(run, "counts")
    count_day(run, night.previous)
    if run.mode == Run.Mode.FULL:
        run.judged = run.enterprises
    ChangedFirm.objects.all().delete()
    _brake(night)


def outcomes_keep(night: Night) -> None:
    """Keep each outcome that changed as it was said this night, with its grounds and figures."""
    done = 0
    for rows in difference.changed_rows(night.rulebook, night.as_of):
        explained = explain_rows(rows, night.rulebook, night.as_of, night.change)
        outcomes = (
            Outcome(
                enterprise_id=row["firm_id"],
                run=night.run,
                as_of=night.as_of,
                grounds=explanation["grounds"],
                **{name: row[name] for name in difference.PLAIN if name not in ("founding", "lower")},
                level_changed=bool(row["level_changed"]),
            )
            for row, explanation in zip(rows, explained, strict=True)
        )
        rows_copy(model=Outcome, rows=outcomes)
        done += len(rows)
        step(night.run, "writing", done, night.run.changed)


def _brake(night: Night) -> None:
    cases = night.run.cases_opened + night.run.suspensions_proposed
    changes = cases + night.run.levels_changed
    too_many = changes > settings.BRAKE_MAX_CHANGES and changes > Fraction(settings.BRAKE_MAX_SHARE) * night.run.enterprises
    if too_many and night.braked and night.previous is not None:
        raise Held(
            _(
                "This night would open %(cases)s cases and restore %(restored)s firms, more than %(number)s and more than "
                "%(share)s of all firms. Nothing was written. Two supervisors can release it."
            )
            % {
                "cases": cases,
                "restored": night.run.levels_changed,
                "number": settings.BRAKE_MAX_CHANGES,
                "share": settings.BRAKE_MAX_SHARE,
            }
        )


def progress_key(run_id: int) -> str:
    """Where the progress of a running night is kept: the cache, since the night's transaction shows nothing before its end."""
    return f"night:{run_id}:progress"


def step(run: Run, name: str, done: int = 0, total: int = 0) -> None:
    """Tell how far the night is."""
    cache.set(progress_key(run.pk), {"step": name, "number": STEPS.index(name) + 1, "done": done, "total": total}, 24 * 3600)


def alarm(subject: str, text: str) -> None:
    """Mail those who watch over the nights."""
    if settings.ALARM_RECIPIENTS:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, settings.ALARM_RECIPIENTS, fail_silently=True)


__all__ = ["Held", "Night", "NoRulebook", "night_run"]
