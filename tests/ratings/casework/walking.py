"""A case walked through its procedure by the named people, day by day in June 2026.

Drafted on the 2nd by fang, signed on the 3rd by li, served on the 4th; the defence may come up to and including the 11th.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ratings.models import Case, Run
from ratings.services.case_decisions import decision_draft, decision_serve, decision_sign
from ratings.services.defences import defence_absence_record, defence_record, defence_verify
from ratings.services.night import night_run
from ratings.services.notices import notice_draft, notice_serve, notice_sign
from tests.people import make_person
from tests.ratings.building import make_firm

BRIBERY = {"kind": "bribery", "decided_on": date(2026, 5, 3), "amount_cny": 1}


def june(day: int) -> date:
    """A day of June 2026."""
    return date(2026, 6, day)


def night(day: date) -> Run:
    """The night of a day."""
    return night_run(as_of=day, trigger=Run.Trigger.COMMAND)


def found(number: int = 1, **facts: Any) -> Case:
    """A case that the night of 1 June opened; for bribery where nothing else is said."""
    firm = make_firm(number, **(facts or {"penalties": [BRIBERY]}))
    night(june(1))
    return Case.objects.get(enterprise=firm)


def proof(name: str = "回执.pdf", size: int = 9) -> SimpleUploadedFile:
    """A scanned paper."""
    return SimpleUploadedFile(name, b"%" * size)


def _draft(case: Case) -> Any:
    return notice_draft(by=make_person("fang"), case=case, as_of=june(2))


def _sign(case: Case) -> Any:
    return notice_sign(by=make_person("li"), case=case, as_of=june(3))


def _serve(case: Case) -> Any:
    fang = make_person("fang")
    return notice_serve(by=fang, case=case, method="direct", served_on=june(4), proof=proof(), as_of=june(4))


def _defend(case: Case) -> Any:
    points = ["处罚决定有误", "金额很小"]
    return defence_record(by=make_person("fang"), case=case, received_on=june(8), points=points, as_of=june(8))


def _verify(case: Case) -> Any:
    findings = [{"accepted": False, "finding": "不成立"}, {"accepted": True, "finding": "属实"}]
    return defence_verify(by=make_person("fang"), case=case, findings=findings, as_of=june(15))


def _decide(case: Case) -> Any:
    level = case.indicated_level
    return decision_draft(by=make_person("fang"), case=case, level=level, reasons="事实清楚", as_of=june(16))


def _sign_decision(case: Case) -> Any:
    return decision_sign(by=make_person("li"), case=case, as_of=june(17))


def _serve_decision(case: Case) -> Any:
    return decision_serve(by=make_person("fang"), case=case, method="post", served_on=june(18), as_of=june(22))


def _absent(case: Case) -> Any:
    return defence_absence_record(by=make_person("fang"), case=case, as_of=june(12))


WAY: dict[str, Callable[[Case], Any]] = {
    "notice_draft": _draft,
    "notice_sign": _sign,
    "notice_serve": _serve,
    "defence_record": _defend,
    "defence_verify": _verify,
    "decision_draft": _decide,
    "decision_sign": _sign_decision,
    "decision_serve": _serve_decision,
}
SILENT = {name: act for name, act in WAY.items() if name not in ("defence_record", "defence_verify")}


def walk(case: Case, until: str, *, silent: bool = False) -> Case:
    """Take the acts up to and including `until`; `silent`: the firm states nothing."""
    for name in SILENT if silent else WAY:
        if silent and name == "decision_draft":
            _absent(case)
        WAY[name](case)
        if name == until:
            break
    return again(case)


def again(case: Case) -> Case:
    """The case as it is stored now."""
    return Case.objects.get(pk=case.pk)
