"""The counts by district and level that a night carries forward are those that counting every firm gives."""

from collections import Counter
from datetime import date

import pytest

from enterprises.models import ChangedFirm, Enterprise
from ratings.assessment.counts import _counted
from ratings.models import DistrictCount, Run
from ratings.services.night import night_run
from tests.ratings.building import change_fact, make_firm

pytestmark = pytest.mark.django_db


def night(day: date) -> Run:
    return night_run(as_of=day, trigger=Run.Trigger.COMMAND)


def written(day: date) -> Counter:
    rows = DistrictCount.objects.filter(as_of=day).values_list("district", "level", "firms")
    return Counter({(district, level): firms for district, level, firms in rows if firms})


def change_firm(firm: Enterprise, **fields: object) -> None:
    """Change a firm as a delivery does: with a version of it before and after in history."""
    for name, value in fields.items():
        setattr(firm, name, value)
    firm.save()
    ChangedFirm.objects.create(enterprise=firm)


def test_a_first_night_counts_every_firm():
    make_firm(1)
    make_firm(2, firm={"district": "5300", "cancelled_on": date(2026, 5, 1)})
    run = night(date(2026, 6, 1))
    assert written(run.as_of) == {("5200", "regular"): 1}
    assert run.enterprises == 2


def test_later_nights_add_new_firms_and_move_those_whose_level_differs():
    aeo = make_firm(1, certifications=[{"level": "advanced_certified", "granted_on": date(2025, 1, 1)}])
    ending = make_firm(2, firm={"district": "5300"})
    first = night(date(2026, 6, 1))
    assert written(first.as_of) == {("5200", "advanced_certified"): 1, ("5300", "regular"): 1}
    make_firm(3, firm={"district": "5300"})
    change_fact(aeo.certification_set.get(), ended_on=date(2026, 6, 2))
    change_firm(ending, cancelled_on=date(2026, 6, 2))
    run = night(date(2026, 6, 2))
    assert written(run.as_of) == +_counted() == {("5200", "regular"): 1, ("5300", "regular"): 1}
    assert run.enterprises == 3


def test_a_firm_that_moves_to_another_district_is_counted_there():
    moving = make_firm(1)
    night(date(2026, 6, 1))
    change_firm(moving, district="5300")
    run = night(date(2026, 6, 2))
    assert written(run.as_of) == +_counted() == {("5300", "regular"): 1}


def test_a_night_of_the_same_day_counts_nothing_twice():
    make_firm(1)
    for _again in range(3):
        run = night(date(2026, 6, 1))
    assert written(run.as_of) == {("5200", "regular"): 1}


def test_a_firm_registered_after_the_day_of_a_night_is_not_judged_though_nothing_queued_it():
    make_firm(1)
    night(date(2026, 6, 1))
    later = make_firm(2, firm={"registered_on": date(2026, 7, 1)})
    ChangedFirm.objects.all().delete()
    assert written(night(date(2026, 6, 2)).as_of) == {("5200", "regular"): 1}
    assert later.standing.level_in_force is None
    assert written(night(date(2026, 7, 1)).as_of) == {("5200", "regular"): 2}
