"""Reviews of AEO firms: which fall due and when, what a review needs now, and the rectification that follows a failed one.

Advanced certified firms are reviewed every so many months from the last review or the grant; the cycle of certified firms is
not known, so that none of them falls due (Order 282 arts. 18-25). A year ahead is portal policy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.roles import WHOLE_COUNTRY
from enterprises.listing import KeysetPage, Reading, Sorting, keyset_page
from enterprises.models import Certification, Enterprise, Rectification
from enterprises.panels import Order
from ratings.assessment.evidence import REVIEW
from ratings.levels import Level
from ratings.models import Case, CaseEvidence, Review
from ratings.regulation.months import add_months, first_day_not_over
from ratings.rulebooks import rulebook_for
from ratings.selectors.situation import Situation

CYCLE, CERTIFIED_CYCLE = "review_months", "certified_review_months"
AHEAD_MONTHS = 12
"""How many months ahead a review is listed, and may be opened."""
OVERDUE = "overdue"
ORDER = Order("confirmed", _("Review due on"), "confirmed_on", tie="pk")


def certifications_in_force(enterprise: Any, level: str, day: date) -> QuerySet[Certification]:
    """The certifications of a firm at a level that are in force on the day."""
    alive = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return Certification.objects.filter(alive, enterprise=enterprise, level=level, granted_on__lte=day)


def _confirmed(rows: QuerySet[Certification], day: date) -> QuerySet[Any]:
    """Each with the day from which its next review is counted: the last review or the grant; the earliest first."""
    reviewed = models.Case(models.When(reviewed_on__lte=day, then=F("reviewed_on")), default=F("granted_on"))
    return rows.annotate(confirmed_on=Greatest(F("granted_on"), reviewed)).order_by("confirmed_on")


def review_due_on(enterprise: Enterprise, level: str, as_of: date) -> date | None:
    """The day on which the review of the firm's level is due; None where no cycle is known for it."""
    months = rulebook_for(as_of).value(CYCLE)
    if level != Level.ADVANCED_CERTIFIED or months is None:
        return None
    confirmed = _confirmed(certifications_in_force(enterprise.pk, level, as_of), as_of)
    first = confirmed.values_list("confirmed_on", flat=True).first()
    return None if first is None else add_months(first, int(months))


def regular_review_may_open(enterprise: Enterprise, as_of: date) -> bool:
    """Whether the review of an advanced certified firm is due within the year, or overdue."""
    due_on = review_due_on(enterprise, Level.ADVANCED_CERTIFIED, as_of)
    return due_on is not None and due_on <= add_months(as_of, AHEAD_MONTHS)


def months_ahead(today: date) -> list[date]:
    """The first days of the months that are listed, this one first."""
    first = today.replace(day=1)
    return [add_months(first, number) for number in range(AHEAD_MONTHS + 1)]


@dataclass(frozen=True)
class DueReview:
    """A firm whose review is due within the year, the first day of that month (None: overdue), and its review where one runs."""

    firm: Enterprise
    due_on: date
    month: date | None
    case: Case | None


def due_page(
    district: str,
    today: date,
    months: int,
    *,
    month: date | None = None,
    overdue: bool = False,
    after: str = "",
    before: str = "",
) -> KeysetPage:
    """A page by key of the advanced certified firms of a person's district whose review is due within the year or was.

    `months` is the cycle; `month` (its first day) or `overdue` narrow the list. Raises ValidationError for a cursor of
    another list.
    """
    end = add_months(today, AHEAD_MONTHS) + timedelta(days=1)
    rows = _advanced(district, today).filter(confirmed_on__lt=first_day_not_over(end, months))
    if overdue:
        rows = rows.filter(confirmed_on__lt=first_day_not_over(today, months))
    elif month is not None:
        start = max(month, today)
        rows = rows.filter(confirmed_on__gte=first_day_not_over(start, months))
        rows = rows.filter(confirmed_on__lt=first_day_not_over(add_months(month, 1), months))
    return keyset_page(rows, lambda scanned: rows, Sorting(ORDER), reading=Reading.ALL, after=after, before=before)


def _advanced(district: str, today: date) -> QuerySet[Any]:
    level = Level.ADVANCED_CERTIFIED
    confirmed = _confirmed(certifications_in_force(OuterRef("pk"), level, today), today).values("confirmed_on")[:1]
    firms = Enterprise.objects.filter(standing__level_in_force=level).annotate(confirmed_on=Subquery(confirmed))
    return firms if district == WHOLE_COUNTRY else firms.filter(district__startswith=district[:2])


def due_reviews(firms: list[Any], today: date, months: int) -> list[DueReview]:
    """The lines of a page, each with its running review: one query."""
    running = Case.objects.filter(enterprise__in=firms, kind=Case.Kind.REVIEW, state=Case.State.OPEN).select_related("owner")
    cases = {case.enterprise_id: case for case in running}
    lines = []
    for firm in firms:
        due = add_months(firm.confirmed_on, months)
        month = None if due < today else due.replace(day=1)
        lines.append(DueReview(firm, due, month, cases.get(firm.pk)))
    return lines


def rectification_passed(review: Review, as_of: date) -> Rectification | None:
    """The rectification that the firm began after the failed review and that was passed by the day; None without one."""
    passed = _rectifications(review).filter(outcome=Rectification.Outcome.PASSED, closed_on__lte=as_of)
    return passed.order_by("-closed_on", "-id").first()


def rectification_pending(review: Review, as_of: date) -> str:
    """The number of an application for rectification that is open, or of a period that runs; empty without one."""
    applied = Case.objects.filter(
        enterprise=review.case.enterprise_id, kind=Case.Kind.RECTIFICATION, state=Case.State.OPEN
    ).first()
    if applied is not None:
        return str(applied)
    running = Rectification.objects.filter(
        enterprise=review.case.enterprise_id, outcome=Rectification.Outcome.OPEN, started_on__lte=as_of, due_on__gte=as_of
    )
    return str(running.first() or "")


def adjusting_case(review: Review) -> Case | None:
    """The case to adjust the level that rests on the failed review; None without one."""
    rests = CaseEvidence.objects.filter(freeze__case__enterprise=review.case.enterprise_id, source=REVIEW, fact_id=review.pk)
    return Case.objects.filter(pk__in=rests.values("freeze__case")).first()


def _rectifications(review: Review) -> QuerySet[Rectification]:
    return Rectification.objects.filter(enterprise=review.case.enterprise_id, started_on__gte=review.effective_on)


def drafted_outcome(case: Case) -> str:
    """How the review ends by the result that was drafted last; empty before any."""
    drafted = case.acts.filter(act="review_draft").last()
    return drafted.details["outcome"] if drafted else ""


def _may_adjust(now: Situation) -> bool:
    review = now.case.review
    return not rectification_pending(review, now.today) and rectification_passed(review, now.today) is None


APPLIES: Mapping[str, Callable[[Situation], bool]] = {
    "review_sign": lambda now: now.draft is not None,
    "review_pass_serve": lambda now: drafted_outcome(now.case) == Review.Outcome.STANDS,
    "review_failure_serve": lambda now: drafted_outcome(now.case) == Review.Outcome.FAILED,
    "review_adjust": _may_adjust,
    "review_put_right": lambda now: rectification_passed(now.case.review, now.today) is not None,
}
"""Whether a review needs an act now."""
