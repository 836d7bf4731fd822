"""Which acts an objection needs now."""

from ratings.models import Case


def _awaits(case: Case) -> bool:
    return bool(case.objection.well_founded) and not case.objection.correction


APPLIES = {
    "objection_sign": lambda now: now.draft is not None,
    "objection_serve": lambda now: not _awaits(now.case),
    "objection_serve_first": lambda now: _awaits(now.case),
    "correction_link": lambda now: _awaits(now.case),
}
"""Whether an objection needs an act now."""
