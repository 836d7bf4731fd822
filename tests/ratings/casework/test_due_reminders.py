"""Reminders of the deadlines of repairs, objections and applications for certification: to whoever works the case."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from enterprises.models import Enterprise
from ratings.casework.certification import Step as Certification
from ratings.casework.objection import Step as Objection
from ratings.casework.repair import Step as Repair
from ratings.models import Case, Reminder
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import night

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)
KINDS = [
    (Case.Kind.REPAIR, Repair.CHECKED, (5, 1)),
    (Case.Kind.OBJECTION, Objection.EXAMINED, (5, 1)),
    (Case.Kind.CERTIFICATION, Certification.EXAMINED, (30, 7)),
]


def case_of(firm: Enterprise, kind: str, step: str, owner: User, **more: Any) -> Case:
    """An open case of a kind that is due on 1 December, since August."""
    values = {"level_in_force": "regular", "indicated_level": "regular", "opened_on": date(2026, 8, 1), "due_on": DUE}
    return Case.objects.create(enterprise=firm, kind=kind, step=step, district="5200", owner=owner, **(values | more))


@pytest.mark.parametrize(("kind", "step", "days"), KINDS)
def test_owners_are_reminded_on_both_sides_of_each_day(kind: str, step: str, days: tuple[int, ...], fang: User):
    User.objects.filter(pk=fang.pk).update(email="fang@example.org")
    case = case_of(make_firm(), kind, step, fang)
    far, near = days
    for left, wanted in ((far + 1, []), (far, [far]), (near + 1, [far]), (near, [far, near]), (0, [far, near])):
        night(DUE - timedelta(days=left))
        assert list(Reminder.objects.filter(case=case).order_by("-days").values_list("days", flat=True)) == wanted
    assert [one.to for one in mail.outbox] == [["fang@example.org"]] * 2 and case.number in mail.outbox[0].subject


@pytest.mark.parametrize(("kind", "step", "days"), KINDS)
def test_what_is_signed_or_closed_is_not_reminded_of(kind: str, step: str, days: tuple[int, ...], fang: User):
    case_of(make_firm(1), kind, step, fang, due_on=None)
    case_of(make_firm(2), kind, step, fang, state=Case.State.WITHDRAWN, closed_on=date(2026, 9, 1))
    night(DUE - timedelta(days=days[0]))
    assert not Reminder.objects.exists()
