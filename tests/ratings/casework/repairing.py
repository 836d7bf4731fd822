"""A credit repair walked by the named people in June 2026: received on the 1st, checked, decided, served on the 5th."""

from datetime import date
from typing import Any

from enterprises.models import Enterprise
from ratings.models import Case
from ratings.services.repairs import (
    repair_check,
    repair_decision_draft,
    repair_decision_serve,
    repair_decision_sign,
    repair_receive,
)
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again, june, proof

FIRST, SERVED = june(1), june(5)
TEXTS = {"corrected": "已补缴并整改", "effects": "已公开说明"}


def discredited(*grounds: str, on: date = date(2025, 6, 1), **more: Any) -> Enterprise:
    """A firm that is discredited since 1 June 2025, for a smuggling act where nothing else is said."""
    rating = {"level": "discredited", "effective_on": on, "grounds": list(grounds) or ["smuggling_act"]}
    return make_firm(ratings=[rating], **more)


def received(firm: Enterprise | None = None, on: date = FIRST) -> Case:
    """An application of the day, taken by fang."""
    firm = firm or discredited()
    papers = [proof("整改报告.pdf")]
    return repair_receive(by=make_person("fang"), enterprise=firm, received_on=on, papers=papers, as_of=on, **TEXTS)


def findings(holds: bool = True, **others: bool) -> dict[str, dict[str, Any]]:
    """The officer confirms every condition; `holds`: also the two that only the officer can judge."""
    portal = {code: {"holds": True} for code in ("serious", "ground", "time", "arrears", "new", "excluded")}
    own = {code: {"holds": holds, "finding": "经核属实"} for code in ("corrected", "effects")}
    return portal | own | {code: {"holds": value} for code, value in others.items()}


def checked(case: Case | None = None, **how: Any) -> Case:
    """The conditions checked by fang on the 2nd."""
    case = case or received()
    repair_check(by=make_person("fang"), case=case, findings=findings(**how), as_of=june(2))
    return again(case)


def drafted(case: Case | None = None, *, granted: bool = True) -> Case:
    """A decision drafted by fang on the 3rd."""
    case = case or checked()
    repair_decision_draft(by=make_person("fang"), case=case, granted=granted, reasons="审查终结", as_of=june(3))
    return again(case)


def signed(case: Case | None = None) -> Case:
    """The decision signed by li on the 4th."""
    case = case or drafted()
    repair_decision_sign(by=make_person("li"), case=case, as_of=june(4))
    return again(case)


def served(case: Case | None = None, on: date = SERVED) -> Case:
    """The decision served."""
    case = case or signed()
    repair_decision_serve(by=make_person("fang"), case=case, method="direct", served_on=on, proof=proof(), as_of=on)
    return again(case)
