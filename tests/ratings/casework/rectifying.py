"""A rectification walked through its procedure by the named people in June 2026: applied on the 1st, served on the 4th."""

from datetime import date
from typing import Any

from enterprises.models import Enterprise, Rectification
from ratings.models import Case
from ratings.services import rectification_cases as service
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again, june, proof

ENDS = date(2026, 12, 31)


def aeo(number: int = 1, level: str = "advanced_certified", **facts: Any) -> Enterprise:
    """A firm that is certified since the beginning of 2026."""
    return make_firm(number, certifications=[{"level": level, "granted_on": date(2026, 1, 1)}], **facts)


def applied(firm: Enterprise | None = None, by: str = "fang", **other: Any) -> Case:
    """An application that was received on 1 June."""
    values: dict[str, Any] = {"applied_on": june(1), "standards": ["ACE-1"], "minor": "轻微", "unintended": "疏忽"}
    values |= {"papers": [proof()], "as_of": june(1)} | other
    return service.rectification_apply(by=make_person(by), enterprise=firm or aeo(), **values)


def granted(
    case: Case, by: str = "fang", due_on: date = ENDS, milestone: date = date(2026, 9, 1), reasons: str = "属实"
) -> Any:
    """A period with one milestone, drafted on 2 June."""
    return service.rectify_grant_draft(
        by=make_person(by), case=case, due_on=due_on, milestones=[(milestone, "补齐制度")], reasons=reasons, as_of=june(2)
    )


def signed(firm: Enterprise | None = None, due_on: date = ENDS, **other: Any) -> Case:
    """A granted period, signed on 3 June and not served yet."""
    case = applied(firm, **other)
    granted(case, due_on=due_on, milestone=min(due_on, date(2026, 9, 1)))
    service.rectify_grant_sign(by=make_person("li"), case=case, as_of=june(3))
    return again(case)


def running(firm: Enterprise | None = None, **other: Any) -> Case:
    """A period that runs since 4 June."""
    case = signed(firm, **other)
    fang = make_person("fang")
    service.rectify_serve(by=fang, case=case, method="direct", served_on=june(4), proof=proof(), as_of=june(5))
    return again(case)


def drafted_result(case: Case, outcome: str, day: date) -> Any:
    """The result, drafted by fang."""
    fang = make_person("fang")
    return service.rectify_result_draft(by=fang, case=case, outcome=outcome, evidence="核查", papers=[proof()], as_of=day)


def ended(case: Case, outcome: str, day: date) -> Rectification:
    """The result, drafted by fang and signed by li on one day."""
    drafted_result(case, outcome, day)
    return service.rectify_result_sign(by=make_person("li"), case=case, as_of=day)
