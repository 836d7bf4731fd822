"""Which acts of a credit repair are offered."""

from typing import Any

from ratings.casework.repair import Step
from ratings.models import Letter

APPLIES: dict[str, Any] = {
    "repair_check": lambda now: now.case.step != Step.DRAFTED or now.draft is None,
    "repair_decision_draft": lambda now: now.case.step == Step.CHECKED or now.draft is None,
    "repair_decision_sign": lambda now: now.drafted == Letter.Kind.REPAIR_DECISION,
}
"""As APPLIES of offers.py, which takes them up."""
