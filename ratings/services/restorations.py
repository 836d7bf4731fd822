"""Restoration: two clean years after an adverse level, customs itself must restore the firm (Order 251 art. 29, carried over).

It is the one change that a night makes by itself, since it never lowers a firm; it leaves a decision record.
"""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from enterprises.models import ChangedFirm, DecidedRating
from ratings.assessment import difference
from ratings.assessment.explain import Explanation, explain_rows
from ratings.casework.restoration import Step
from ratings.models import Case, Decision, Run
from ratings.regulation.parameters import Rulebook
from ratings.rulebooks import next_rulebook_change, rulebook_for
from ratings.services.case_steps import case_step

RESTORABLE = "SELECT enterprise_id FROM night_restorable"


class Restored(NamedTuple):
    """How many firms a night restored, and how many wait for an officer or for a delivery."""

    restored: int
    waiting: int


def firms_restore(*, rulebook: Rulebook, as_of: date, run: Run, change: date | None) -> Restored:
    """Restore the firms whose adverse level has run its time, or open a case for each where an officer must confirm.

    Nobody is restored when no recent delivery came: what would hold a firm back may be in the one that is missing.
    """
    if not difference.collect_scope("night_restorable", _RESTORABLE_FIRMS):
        return Restored(0, 0)
    rows = [row for row in difference.judged_rows(rulebook, as_of, RESTORABLE) if row["restorable"]]
    if run.delivery_late:
        return Restored(0, len(rows))
    explained = dict(zip((row["firm_id"] for row in rows), explain_rows(rows, rulebook, as_of, change), strict=True))
    if not settings.NIGHT_RESTORES_ALONE:
        _wait_for_officers(rows, as_of, run)
        return Restored(0, len(rows))
    _decide(explained, rulebook, as_of, run=run)
    difference.replace_differences(rulebook, as_of, RESTORABLE)
    return Restored(len(rows), 0)


_RESTORABLE_FIRMS = """
SELECT enterprise_id FROM night_difference WHERE restorable
UNION
SELECT s.enterprise_id FROM ratings_standing s
WHERE s.level_in_force IN ('discredited', 'seriously_discredited') AND s.indicated_level = 'regular'
  AND NOT EXISTS (SELECT 1 FROM night_difference d WHERE d.enterprise_id = s.enterprise_id)"""


def _decide(
    explained: dict[int, Explanation],
    rulebook: Rulebook,
    as_of: date,
    *,
    run: Run | None = None,
    case: Case | None = None,
    by: User | None = None,
) -> None:
    """Decide the restorations: a rating `regular` of the day each, and the record of why."""
    ratings = bulk_create_with_history(
        [
            DecidedRating(enterprise_id=firm_id, level=DecidedRating.Level.REGULAR, effective_on=as_of)
            for firm_id in explained
        ],
        DecidedRating,
        default_user=by,
        default_change_reason=str(run or case),
    )
    figure = rulebook.figures["restoration_months"]
    Decision.objects.bulk_create(
        Decision(
            enterprise_id=rating.enterprise_id,
            kind=Decision.Kind.RESTORATION,
            rating=rating,
            decided_on=as_of,
            run=run,
            case=case,
            decided_by=by,
            basis=figure.basis_zh,
            evidence=explained[rating.enterprise_id],
        )
        for rating in ratings
    )


def _wait_for_officers(rows: list[dict], as_of: date, run: Run) -> None:
    """Open a case for each firm that an officer must restore, once."""
    waiting = set(
        Case.objects.filter(kind=Case.Kind.RESTORATION, state=Case.State.OPEN).values_list("enterprise_id", flat=True)
    )
    Case.objects.bulk_create(
        Case(
            enterprise_id=row["firm_id"],
            kind=Case.Kind.RESTORATION,
            step=Step.WAITS,
            district=row["district"],
            level_in_force=row["level_in_force"],
            indicated_level=row["indicated_level"],
            opened_on=as_of,
            opened_by_run=run,
        )
        for row in rows
        if row["firm_id"] not in waiting
    )


def restoration_confirm(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Decision:
    """Restore the firm of a case that waits for it, as of the day, if it still may be restored.

    Raises PermissionDenied for anyone but a supervisor of the firm's district, ValidationError where it no longer may be.
    """
    with case_step(by=by, case=case, act="restoration_confirm", as_of=as_of, seen=seen) as step:
        firm = step.case.enterprise_id
        rulebook = rulebook_for(as_of)
        rows = difference.judged_rows(rulebook, as_of, str(int(firm)))
        if not rows or not rows[0]["restorable"]:
            raise ValidationError(_("The firm may not be restored as of this day; its page says why."))
        explanation = next(explain_rows(rows, rulebook, as_of, next_rulebook_change(as_of)))
        _decide({firm: explanation}, rulebook, as_of, case=step.case, by=by)
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
        decision = step.case.decisions.get()
        step.details = {"decision": str(decision)}
        ChangedFirm.objects.create(enterprise_id=firm)
    return decision
