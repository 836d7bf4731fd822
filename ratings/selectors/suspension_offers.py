"""What the case of a suspension, or of its end, needs now beside what its step allows."""

from collections.abc import Callable

from ratings.levels import AEO
from ratings.models import CaseEvidence, Standing
from ratings.selectors.situation import Situation
from ratings.selectors.suspensions import causes_of, evidence_standing, must_suspend


def _has_choice(now: Situation) -> bool:
    """Whether nobody must suspend: no criminal case is pending, or the firm is no AEO any more."""
    if not must_suspend(causes_of(now.case, now.today)):
        return True
    return not Standing.objects.filter(enterprise=now.case.enterprise_id, level_in_force__in=AEO).exists()


def _may_stand(now: Situation) -> bool:
    """Whether a suspension that is to end may stand after all: a founding fact stands, or an officer found a risk."""
    if now.case.ended_suspensions.exclude(risk="").exists():
        return True
    founding = CaseEvidence.objects.filter(freeze__case__suspension_order__end_case=now.case)
    return bool(evidence_standing(founding, now.today))


APPLIES: dict[str, Callable[[Situation], bool]] = {
    "suspension_sign": lambda now: now.draft is not None,
    "suspension_decline": _has_choice,
    "suspension_decline_sign": _has_choice,
    "resumption_sign": lambda now: now.draft is not None,
    "resumption_drop": _may_stand,
}
