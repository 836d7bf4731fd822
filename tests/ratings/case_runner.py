"""Reads the rule cases (cases/*.yaml), and judges all cases of a file in one pass a day.

A file says what it is `about`, may name `amendments` of figures, and lists `cases`. A case has a `title`, a `firm` where it
is not a plain consignee registered in 2010, its `facts` by feed file in the feed's columns, and what to `expect` on each
day. A day names only what differs from a plain regular firm, so `{}` says that nothing is found; beside the words of
`explain` it may name `evidence` and `figures` by ground.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from enterprises.models import Enterprise
from ratings.assessment.explain import Explanation, explain_firms
from ratings.models import FigureAmendment
from tests.people import make_person
from tests.ratings.building import MODELS, make_firm
from tests.ratings.said import in_short

FOLDER = Path(__file__).parent / "cases"
PLAIN: dict[str, Any] = {
    "level_in_force": "regular",
    "indicated_level": "regular",
    "serious_list": False,
    "met": [],
    "undetermined": [],
    "protected_until": None,
    "suspension": None,
    "watch": [],
}
BESIDE = ("evidence", "figures", "limits", "statuses", "next_review_on")
"""Compared only where a case names them."""


@dataclass
class RuleCase:
    """One case of a lawyer: facts of one firm, and what is said of it on each day."""

    title: str
    expect: dict[date, dict[str, Any]]
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    firm: dict[str, Any] = field(default_factory=dict)


@dataclass
class CaseFile:
    """A file of cases, all judged under the same figures."""

    about: str
    cases: list[RuleCase]
    amendments: list[dict[str, Any]] = field(default_factory=list)


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that a mapping has twice: the first would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]  # type: ignore[no-untyped-call]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"{node.start_mark}: twice: {twice}")
        return super().construct_mapping(node, deep)


def read(path: Path) -> CaseFile:
    """A file of cases. Raises TypeError or ValueError for what no case may hold."""
    content = yaml.load(path.read_text(encoding="utf-8"), StrictLoader)
    file = CaseFile(**content | {"cases": [RuleCase(**case) for case in content["cases"]]})
    for case in file.cases:
        unknown = set(case.facts) - set(MODELS)
        for on, expected in case.expect.items():
            unknown |= set(expected) - set(PLAIN) - set(BESIDE)
            if not isinstance(on, date):
                raise TypeError(f"{case.title}: {on} is no day")
        if unknown or not case.expect:
            raise ValueError(f"{path.name}: {case.title}: {unknown or 'expects nothing'}")
    return file


def failures(file: CaseFile) -> list[str]:
    """Judge every case of a file, and say where the portal says something else."""
    for amendment in file.amendments:
        approve(**amendment)
    firms = {
        number: make_firm(number, firm={"name_zh": case.title} | case.firm, **case.facts)
        for number, case in enumerate(file.cases, 1)
    }
    found = []
    for day in sorted({day for case in file.cases for day in case.expect}):
        explained = {explanation["customs_code"]: explanation for explanation in explain_firms(day)}
        for number, case in enumerate(file.cases, 1):
            if day in case.expect:
                found += differences(case, day, firms[number], explained[firms[number].customs_code])
    return found


def differences(case: RuleCase, day: date, firm: Enterprise, explanation: Explanation) -> list[str]:
    """Where the explanation of a case's firm differs from what the case expects on a day."""
    expected = PLAIN | case.expect[day]
    said: dict[str, Any] = in_short(explanation)
    for place, part in (("evidence", "evidence"), ("figures", "figures"), ("limits", "limits"), ("statuses", "status")):
        named = expected.get(place, {})
        grounds = {code: explanation["grounds"][code][part] for code in named}
        if part == "figures":
            grounds = {code: {name: figures[name] for name in named[code]} for code, figures in grounds.items()}
        said[place] = grounds
    texts = {name: str(value) if isinstance(value, date) else value for name, value in expected.items()}
    return [
        f"{case.title} / {day}: {name} is {said[name]!r}, expected {value!r}"
        for name, value in texts.items()
        if said[name] != value
    ]


def approve(**fields: Any) -> FigureAmendment:
    """An amended figure that two people of the legal desk agreed on."""
    values = {"rulebook": "order-282", "status": "confirmed", "source": "公报", "reason": "更正"} | fields
    if not values.get("value"):
        values |= {"value": "", "status": "unknown"}
    return FigureAmendment.objects.create(
        **values,
        state=FigureAmendment.State.APPROVED,
        proposed_by=make_person("qian"),
        decided_by=make_person("sun"),
        decided_at=timezone.now(),
    )
