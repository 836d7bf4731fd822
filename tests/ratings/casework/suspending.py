"""A suspension walked by the named people, day by day in June 2026: drafted on the 2nd, signed on the 3rd, served on the 4th."""

from collections.abc import Callable
from datetime import date
from typing import Any

from enterprises.models import Enterprise
from ratings.models import Case, SuspensionOrder
from ratings.services.resumptions import resumption_draft, resumption_serve, resumption_sign
from ratings.services.suspensions import (
    suspension_decline,
    suspension_decline_sign,
    suspension_draft,
    suspension_serve,
    suspension_sign,
)
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import again, june, night

ADVANCED = {"level": "advanced_certified", "granted_on": date(2024, 1, 1)}
CRIME = {"charge": "smuggling", "filed_on": date(2026, 5, 20)}
INQUIRY = {"opened_on": date(2026, 5, 25)}


def aeo(number: int = 1, **facts: Any) -> Enterprise:
    """An advanced certified firm."""
    return make_firm(number, certifications=[ADVANCED], **facts)


def accused(number: int = 1) -> Case:
    """A case that the night of 1 June opened for an AEO with a pending criminal case."""
    return proposed(aeo(number, criminal_cases=[CRIME]))


def investigated(number: int = 1) -> Case:
    """A case that the night of 1 June opened for an AEO that customs investigates."""
    return proposed(aeo(number, investigations=[INQUIRY]))


def proposed(firm: Enterprise, kind: str = "suspension", day: date | None = None) -> Case:
    """The open case of the kind after the night of the day (1 June)."""
    night(day or june(1))
    return Case.objects.get(enterprise=firm, kind=kind, state="open")


def draft(case: Case, day: int = 2) -> Any:
    """Fang drafts the order from that day on."""
    return suspension_draft(by=make_person("fang"), case=case, reasons="应当暂停", from_on=june(day), as_of=june(day))


def sign(case: Case, day: int = 3) -> Any:
    """Li signs it."""
    return suspension_sign(by=make_person("li"), case=case, as_of=june(day))


def serve(case: Case, day: int = 4) -> SuspensionOrder:
    """Fang serves it."""
    return suspension_serve(by=make_person("fang"), case=case, method="direct", served_on=june(day), as_of=june(day))


WAY: dict[str, Callable[[Case], Any]] = {"suspension_draft": draft, "suspension_sign": sign, "suspension_serve": serve}


def suspend(case: Case, until: str = "suspension_serve") -> Case:
    """Take the acts up to and including `until`."""
    for name, act in WAY.items():
        act(case)
        if name == until:
            break
    return again(case)


def suspended(case: Case) -> SuspensionOrder:
    """The order in force from 4 June."""
    return SuspensionOrder.objects.get(case=suspend(case))


def decline(case: Case, day: int = 2) -> Case:
    """Fang proposes not to suspend, li confirms."""
    suspension_decline(by=make_person("fang"), case=case, reasons="情节轻微", as_of=june(day))
    return suspension_decline_sign(by=make_person("li"), case=case, as_of=june(day + 1))


def end(case: Case, day: int = 21, until: str = "resumption_serve") -> Case:
    """The end drafted by fang, signed by li, served on the day after the next."""
    resumption_draft(by=make_person("fang"), case=case, reasons="事由消除", as_of=june(day))
    if until != "resumption_draft":
        resumption_sign(by=make_person("li"), case=case, as_of=june(day + 1))
    if until == "resumption_serve":
        served = june(day + 2)
        resumption_serve(by=make_person("fang"), case=case, method="post", served_on=served, as_of=served)
    return again(case)
