"""The watch: each night every AEO firm is judged by those items of its standard that the feeds can judge.

A firm that newly fails one shows up, once; no level changes. It sees the standings that the night just wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record, require_reason
from ratings.assessment.evidence import facts_of
from ratings.certification.grades import GENERAL_OF
from ratings.certification.judging import Judged, judge_items
from ratings.levels import AEO
from ratings.models import Case, Run, WatchFinding
from ratings.regulation.parameters import Rulebook
from ratings.services.score_sheet import evidence_tokens, judged_said

BATCH = 1000
STANDARDS = "standards"
"""The provision of the rulebook that brings the standards; before it there is nothing to watch."""

Failures = dict[tuple[int, str], Judged]
"""By firm and item, what fails."""


@dataclass(frozen=True)
class Watched:
    """How many failures a night found anew, and how many it found ended."""

    found: int = 0
    ended: int = 0


def standards_watch(*, rulebook: Rulebook, as_of: date, run: Run) -> Watched:
    """Bring the findings in line with the facts of the day; only what differs is written.

    A failure that an officer dismissed, or answered with a review that is closed, comes back only with a fact that it did not
    hold: it ends, and another finding begins.
    """
    if not any(provision.code == STANDARDS for provision in rulebook.provisions):
        return Watched()
    failing = _failures(rulebook, as_of)
    standing = WatchFinding.objects.standing().select_related("case")
    known = {(finding.enterprise_id, finding.item): finding for finding in standing}
    over = [finding for place, finding in known.items() if place not in failing]
    unsure = {place: failing[place] for place in failing if place not in known or _is_answered(known[place])}
    found = 0
    for said in _said(unsure):
        again = [known[place] for place in said if place in known and _holds_more(known[place], said[place])]
        over += again
        again_at = {(finding.enterprise_id, finding.item) for finding in again}
        new = {place: words for place, words in said.items() if place not in known or place in again_at}
        _end(again, as_of, run)
        found += _find(new, as_of, run)
    _end([finding for finding in over if finding.ended_on is None], as_of, run)
    return Watched(found, len(over))


def _failures(rulebook: Rulebook, as_of: date) -> Failures:
    failing: Failures = {}
    for level in AEO:
        scope = f"SELECT enterprise_id FROM ratings_standing WHERE level_in_force = '{level.value}'"
        for firm, items in judge_items(GENERAL_OF[level], rulebook, as_of, scope).items():
            failing |= {(firm, judged.automatic.code): judged for judged in items if judged.fails}
    return failing


def _said(failing: Failures) -> Iterator[dict[tuple[int, str], dict[str, Any]]]:
    """What a sheet says of each, in batches: a query a kind of fact and batch."""
    places = iter(sorted(failing))
    while batch := list(islice(places, BATCH)):
        facts = facts_of(evidence_tokens(failing[place]) for place in batch)
        yield {place: judged_said(failing[place], facts) for place in batch}


def _is_answered(finding: WatchFinding) -> bool:
    return finding.dismissed_on is not None or (finding.case is not None and finding.case.state != Case.State.OPEN)


def _holds_more(finding: WatchFinding, said: dict[str, Any]) -> bool:
    return bool(set(said["evidence"]) - set(finding.said["evidence"]))


def _find(new: dict[tuple[int, str], dict[str, Any]], as_of: date, run: Run) -> int:
    findings = [
        WatchFinding(enterprise_id=firm, item=item, found_on=as_of, run=run, said=said) for (firm, item), said in new.items()
    ]
    bulk_create_with_history(findings, WatchFinding, default_change_reason=str(run))
    return len(findings)


def _end(findings: Sequence[WatchFinding], as_of: date, run: Run) -> None:
    for finding in findings:
        finding.ended_on = max(as_of, finding.found_on)  # a night for a past day ends nothing before it began
    bulk_update_with_history(findings, WatchFinding, ["ended_on"], batch_size=BATCH, default_change_reason=str(run))


def watch_dismiss(*, by: User, finding: WatchFinding, reason: str, as_of: date) -> WatchFinding:
    """Answer a finding with a reason instead of a review: it does not come back while the same facts found it.

    Raises PermissionDenied for anyone who does not work cases of the firm's district, ValidationError otherwise.
    """
    reason = require_reason(reason)
    with transaction.atomic():
        finding = WatchFinding.objects.select_for_update().get(pk=finding.pk)
        if not by.may(Action.WORK_CASE, finding.enterprise.district):
            raise PermissionDenied(_("Only an officer or supervisor of the firm's customs district may answer it."))
        if finding.ended_on is not None:
            raise ValidationError(_("The failure has ended; there is nothing to dismiss."))
        if finding.case is not None:
            raise ValidationError(_("The review %(case)s took it up already.") % {"case": finding.case})
        if finding.dismissed_on is not None:
            raise ValidationError(_("%(person)s dismissed it already.") % {"person": finding.dismissed_by})
        finding.dismissed_on, finding.dismissed_by, finding.reason = as_of, by, reason
        record(finding, by=by, reason=reason)
    return finding
