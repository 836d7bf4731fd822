"""A review walked through its procedure by the named people in June 2026.

Opened by fang on the 1st, examined by he and lin from the 2nd, drafted on the 20th, signed by li on the 21st, served on the
22nd.
"""

from datetime import date
from typing import Any

from enterprises.models import Enterprise
from ratings.certification.grades import Grade
from ratings.models import Case
from ratings.selectors.applications import standards_of
from ratings.services.review_results import review_draft, review_failure_serve, review_pass_serve, review_sign
from ratings.services.reviews import review_examiners_assign, review_open
from ratings.services.score_sheet import line_grade
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again, june

GRANTED = date(2021, 6, 15)
DUE = date(2026, 6, 15)


def aeo(number: int = 1, level: str = "advanced_certified", granted_on: date = GRANTED, **facts: Any) -> Enterprise:
    """A firm that is certified since June 2021."""
    certification = {"level": level, "granted_on": granted_on} | facts.pop("certification", {})
    return make_firm(number, certifications=[certification], **facts)


def opened(firm: Enterprise | None = None, cause: str = "regular", by: str = "fang", **other: Any) -> Case:
    """A review, opened on 1 June."""
    given = {"reasons": "" if cause == "regular" else "被处罚多次", "as_of": june(1)} | other
    return again(review_open(by=make_person(by), enterprise=firm or aeo(), cause=cause, **given))


def examined(firm: Enterprise | None = None, **other: Any) -> Case:
    """Its examiners are assigned and the sheet is started."""
    case = opened(firm, **other)
    examiners = [make_person("he"), make_person("lin")]
    review_examiners_assign(by=make_person("li"), case=case, examiners=examiners, as_of=june(2))
    return again(case)


def graded(case: Case, **others: str) -> Case:
    """Every item met but those named, as in `ACE_1="unmet"`; additional ones do not apply."""
    for standard in standards_of(case.review):
        plain = Grade.NOT_APPLICABLE if standard.is_additional else Grade.MET
        given = others.get(standard.code.replace("-", "_"), plain)
        version = case.score_lines.get(item=standard.code).version
        line_grade(by=make_person("he"), case=case, item=standard.code, grade=given, reason="已核实", version=version)
    return again(case)


def drafted(case: Case, outcome: str, by: str = "fang") -> Any:
    """The result is drafted."""
    return review_draft(by=make_person(by), case=case, outcome=outcome, reasons="经复核", as_of=june(20))


def served(case: Case, outcome: str, served_on: date | None = None) -> Case:
    """The result is drafted, signed and served."""
    drafted(case, outcome)
    review_sign(by=make_person("li"), case=case, as_of=june(21))
    serve = review_pass_serve if outcome == "stands" else review_failure_serve
    serve(by=make_person("fang"), case=case, method="direct", served_on=served_on or june(22), as_of=june(22))
    return again(case)


def failed(firm: Enterprise | None = None) -> Case:
    """A review that was not passed: one item is not met."""
    return served(graded(examined(firm), ACE_1="unmet"), "failed")
