"""Rectification cases: which acts they need now, until when a period was granted, and the cases to adjust that follow."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from ratings.assessment.evidence import STANDARD
from ratings.casework.rectification import Step
from ratings.models import Case, CaseEvidence, Letter, RectificationCase
from ratings.selectors.situation import Situation

APPLIES: dict[str, Callable[[Situation], bool]] = {
    "rectify_grant_sign": lambda now: now.drafted == Letter.Kind.RECTIFICATION_NOTICE,
    "rectify_refusal_sign": lambda now: now.drafted == Letter.Kind.RECTIFICATION_REFUSAL,
    "rectify_result_sign": lambda now: now.drafted == Letter.Kind.RECTIFICATION_RESULT,
    "rectify_milestone_record": lambda now: now.case.rectification.milestones.filter(done_on__isnull=True).exists(),
}


def granted_period(case: Case) -> tuple[date, list[tuple[date, str]]]:
    """The last day and the milestones of the notice that was drafted last."""
    details = case.acts.filter(act="rectify_grant_draft").latest("id").details
    return date.fromisoformat(details["ends"]), [(date.fromisoformat(day), what) for day, what in details["milestones"]]


def ended_unserved(case: Case, today: date) -> date | None:
    """The last day of a signed period that passed before anybody recorded its service; None otherwise."""
    if case.step != Step.SIGNED:
        return None
    ends = granted_period(case)[0]
    return ends if ends <= today else None


def adjusting_cases(own: RectificationCase) -> QuerySet[Case]:
    """The cases to adjust the level that rest on this rectification, which failed or ran out."""
    if own.fact_id is None:
        return Case.objects.none()
    rests = CaseEvidence.objects.filter(ground=STANDARD, source="rectification", fact_id=own.fact_id)
    return Case.objects.filter(pk__in=rests.values("freeze__case"), enterprise=own.case.enterprise_id)


def founding_rectifications(case: Case) -> QuerySet[RectificationCase]:
    """The rectification cases whose failure a case to adjust the level rests on."""
    frozen = CaseEvidence.objects.filter(freeze__case=case, ground=STANDARD, source="rectification")
    return RectificationCase.objects.filter(fact__in=frozen.values("fact_id")).select_related("case")
