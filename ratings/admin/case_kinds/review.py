"""The pages of a review."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import (
    AREA,
    TEXT_LIMIT,
    ActForm,
    DecisionServiceForm,
    NoteForm,
    OpeningForm,
    PapersField,
    ReasonsForm,
)
from ratings.admin.case_kinds import examination
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Case, Review
from ratings.rulebooks import rulebook_for
from ratings.selectors.applications import sheet_of
from ratings.selectors.reviews import (
    CERTIFIED_CYCLE,
    CYCLE,
    adjusting_case,
    rectification_passed,
    rectification_pending,
    regular_review_may_open,
)
from ratings.services import review_results, reviews

SIMPLIFIED = "simplified_review"


class OpenForm(OpeningForm):
    """Why the firm is reviewed."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause"), choices=Review.Cause.choices)
    reasons = forms.CharField(
        label=gettext_lazy("What shows"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy(
            "An irregular review needs it. What the watch found and nobody answered is taken up as well."
        ),
    )
    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))

    def __init__(self, firm: Enterprise, *args: Any, **kwargs: Any) -> None:
        super().__init__(firm, *args, **kwargs)
        waits = firm.watch_findings.waiting().exists()
        regular = not waits and regular_review_may_open(firm, timezone.localdate())
        self.initial["cause"] = Review.Cause.REGULAR if regular else Review.Cause.IRREGULAR


class ResultForm(ReasonsForm):
    """What the sheet comes to, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[(value.value, value.label) for value in (Review.Outcome.STANDS, Review.Outcome.FAILED)],
    )
    field_order = ["seen", "outcome", "reasons"]


class AdjustForm(ReasonsForm):
    """The lower level that the case is about."""

    level = forms.ChoiceField(label=gettext_lazy("Level"))
    field_order = ["seen", "level", "reasons"]

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        order = list(Level)
        below = order[order.index(Level(case.review.level)) + 1 :]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (level.value, level.label) for level in below if level not in ADVERSE
        ]


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] in AEO


def _section(case: Case, today: date) -> Rendered:
    review, rulebook = case.review, rulebook_for(today)
    failed = review.outcome == Review.Outcome.FAILED
    cycle = CYCLE if review.level == Level.ADVANCED_CERTIFIED else CERTIFIED_CYCLE
    return Rendered(
        "ratings/review.html",
        {
            "review": review,
            "examiners": case.examiners.filter(ended_on__isnull=True).select_related("person"),
            "sheet": sheet_of(review, today),
            "cycle": rulebook.figures[cycle],
            "simplified": rulebook.provision(SIMPLIFIED),
            "findings": case.watch_findings.order_by("item"),
            "passed": rectification_passed(review, today) if failed else None,
            "pending": rectification_pending(review, today) if failed else "",
            "adjusting": adjusting_case(review),
        },
    )


PAGES = KindPages(
    kind=Case.Kind.REVIEW,
    acts={
        **examination.ACTS,
        "review_examiners_assign": ActPage(examination.ExaminersForm, reviews.review_examiners_assign),
        "review_draft": ActPage(ResultForm, review_results.review_draft),
        "review_sign": ActPage(ActForm, review_results.review_sign),
        "review_pass_serve": ActPage(DecisionServiceForm, review_results.review_pass_serve),
        "review_failure_serve": ActPage(DecisionServiceForm, review_results.review_failure_serve),
        "review_adjust": ActPage(AdjustForm, review_results.review_adjust),
        "review_put_right": ActPage(ActForm, review_results.review_put_right),
        "review_drop": ActPage(NoteForm, reviews.review_drop),
    },
    opening=Opening(
        title=gettext_lazy("Open a review"),
        introduction=gettext_lazy(
            "A regular review may be opened in the year before it is due. For a certified firm no cycle is known, so that only "
            "an irregular review can be opened."
        ),
        form=OpenForm,
        service=reviews.review_open,
        offered=_offered,
    ),
    section=_section,
)
