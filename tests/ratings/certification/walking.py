"""An application walked through its procedure by the named people, from 1 June 2026 on.

Recorded by fang, examined by he and lin, signed by li.
"""

from datetime import date
from typing import Any

from accounts.models import User
from ratings.certification.grades import Grade
from ratings.models import Application, Case
from ratings.selectors.applications import standards_of
from ratings.services.applications import application_open, examiners_assign
from ratings.services.certification_decisions import certification_draft, certification_serve, certification_sign
from ratings.services.score_sheet import line_grade
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again, june

RECEIVED = date(2026, 6, 1)


def applied(number: int = 1, level: str = "certified", **facts: Any) -> Case:
    """A case of a regular firm that applied."""
    firm = make_firm(number, **facts)
    fang = make_person("fang")
    return application_open(by=fang, enterprise=firm, level=level, received_on=RECEIVED, as_of=RECEIVED)


def examined(number: int = 1, level: str = "certified", individual: tuple[str, ...] = (), **facts: Any) -> Case:
    """Its examiners are assigned and the sheet is started."""
    case = applied(number, level, **facts)
    examiners: list[User] = [make_person("he"), make_person("lin")]
    examiners_assign(by=make_person("li"), case=case, examiners=examiners, individual=individual, as_of=june(2))
    return again(case)


def grade(case: Case, item: str, value: str, **other: Any) -> Any:
    """he grades one item."""
    version = case.score_lines.get(item=item).version
    return line_grade(by=make_person("he"), case=case, item=item, grade=value, version=version, **other)


def grade_all(case: Case, **others: str) -> Case:
    """Every item met but those named, as in `CE_1="partly"`; additional ones do not apply."""
    for standard in standards_of(Application.objects.get(case=case)):
        plain = Grade.NOT_APPLICABLE if standard.is_additional else Grade.MET
        given = others.get(standard.code.replace("-", "_"), plain)
        grade(case, standard.code, given, reason="已核实")
    return again(case)


def decided(case: Case, level: str, until: str = "serve") -> Case:
    """The decision is drafted, signed and served."""
    certification_draft(by=make_person("fang"), case=case, level=level, reasons="经审查", as_of=june(20))
    if until != "draft":
        certification_sign(by=make_person("li"), case=case, as_of=june(21))
    if until == "serve":
        certification_serve(by=make_person("fang"), case=case, method="direct", served_on=june(22), as_of=june(22))
    return again(case)
