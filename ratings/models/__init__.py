"""Runs and what they said of each firm, cases and decisions, and amended figures of the rulebooks."""

from ratings.models.assessment import BrakeRelease, DistrictCount, Outcome, Run, Standing
from ratings.models.casework import Case, CaseEvidence, CaseFreeze, Decision
from ratings.models.regulation import FigureAmendment

__all__ = [
    "BrakeRelease",
    "Case",
    "CaseEvidence",
    "CaseFreeze",
    "Decision",
    "DistrictCount",
    "FigureAmendment",
    "Outcome",
    "Run",
    "Standing",
]
