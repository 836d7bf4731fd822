"""What the result of a review says: the level stands, or the review is not passed (Order 282 arts. 18-25)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ratings.documents.certification import sheet_and_bar
from ratings.documents.wording import cited, day_in_words, figure_in_words, level_name
from ratings.levels import Level
from ratings.models import Case, Review
from ratings.rulebooks import rulebook_for

Content = dict[str, Any]


def review_result(case: Case, on: date, extra: Mapping[str, Any]) -> Content:
    """`extra` holds `outcome` (stands or failed), `reasons`, and `sheet`, what the sheet came to."""
    review, rulebook = case.review, rulebook_for(on)
    stands = extra["outcome"] == Review.Outcome.STANDS
    return {
        "title": "复核结果通知书" if stands else "未通过复核通知书",
        "stands": stands,
        "level": level_name(review.level),
        "regular": review.cause == Review.Cause.REGULAR,
        "opened_on": day_in_words(case.opened_on),
        "cycle": figure_in_words(rulebook.figures["review_months"]) if review.level == Level.ADVANCED_CERTIFIED else "",
        "reasons": str(extra["reasons"]),
        "basis": cited(rulebook.provision("review")),
        "tolerance": cited(rulebook.provision("tolerance")),
        **sheet_and_bar(rulebook, extra["sheet"]),
    }
