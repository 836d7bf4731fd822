"""The pages of all kinds of case."""

from accounts.models import User
from enterprises.models import Enterprise
from ratings.admin.case_forms import ActForm, HandOverForm, NoteForm
from ratings.admin.case_kinds import (
    adverse,
    certification,
    exclusion,
    objection,
    rectification,
    repair,
    restoration,
    review,
    succession,
    suspension,
)
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.services import casework

ALL = (
    adverse.PAGES,
    restoration.PAGES,
    repair.PAGES,
    exclusion.PAGES,
    certification.PAGES,
    review.PAGES,
    objection.PAGES,
    succession.PAGES,
    rectification.PAGES,
    suspension.PAGES,
    suspension.END_PAGES,
)
KINDS: dict[str, KindPages] = {pages.kind: pages for pages in ALL}
"""By kind of case."""

SHARED = {
    "case_take": ActPage(ActForm, casework.case_take),
    "case_hand_over": ActPage(HandOverForm, casework.case_hand_over),
    "draft_return": ActPage(NoteForm, casework.draft_return),
}
ACT_PAGES: dict[str, ActPage] = SHARED | {name: page for pages in KINDS.values() for name, page in pages.acts.items()}
"""By name of the act."""


def openings_for(person: User, firm: Enterprise, said: Explanation) -> dict[str, Opening]:
    """By kind, what the person may open for the firm, `said` being what is said of it today."""
    openings = ((kind, pages.opening) for kind, pages in KINDS.items())
    return {kind: opening for kind, opening in openings if opening is not None and opening.offered(person, firm, said)}
