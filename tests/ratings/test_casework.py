"""From findings to cases and restorations: what a night opens, freezes and decides, and what it leaves to officers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from enterprises.models import DecidedRating, Penalty
from ratings.assessment.explain import explain_one
from ratings.models import Case, CaseEvidence, Decision, Run
from ratings.services.night import night_run
from ratings.services.restorations import restoration_confirm
from tests.people import make_person
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.case_runner import approve

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2026, 6, 30), date(2026, 7, 1)
OBSTRUCTION = {"kind": "obstruction", "decided_on": date(2026, 5, 1), "amount_cny": 1}
DISCREDITED = {"level": "discredited", "effective_on": date(2024, 6, 30)}


def night(day: date = DAY, **options: bool) -> Run:
    run = night_run(as_of=day, trigger=Run.Trigger.COMMAND, **options)  # type: ignore[arg-type]
    assert run.state == Run.State.DONE
    return run


def frozen(case: Case) -> list[tuple[int, str, str]]:
    evidence = CaseEvidence.objects.filter(freeze__case=case)
    return sorted(evidence.values_list("freeze__number", "ground", "key"))


def test_a_finding_opens_one_case_and_lowers_nobody() -> None:
    firm = make_firm(penalties=[OBSTRUCTION])
    assert night().cases_opened == 1
    assert (night().cases_opened, night(NEXT, full=True).cases_opened) == (0, 0)
    case = Case.objects.get()
    assert (case.state, case.level_in_force, case.indicated_level, case.district) == (
        "open",
        "regular",
        "discredited",
        "5200",
    )
    assert frozen(case) == [(1, "obstruction", "PEN-00001-1")]
    assert explain_one(firm, NEXT)["level_in_force"] == "regular"
    assert not DecidedRating.objects.exists() and not Decision.objects.exists()


def test_new_founding_facts_are_a_further_freeze_and_after_the_notice_a_supplementary_one() -> None:
    firm = make_firm(penalties=[OBSTRUCTION])
    night()
    case = Case.objects.get()
    add_facts(firm, penalties=[OBSTRUCTION])
    assert night().cases_extended == 1
    Case.objects.update(notice_signed_on=DAY)
    add_facts(firm, penalties=[OBSTRUCTION | {"kind": "bribery"}])
    assert night(NEXT).cases_extended == 1
    assert list(case.freezes.values_list("number", "supplementary")) == [(1, False), (2, False), (3, True)]
    assert frozen(case) == [
        (1, "obstruction", "PEN-00001-1"),
        (2, "obstruction", "PEN-00001-2"),
        (3, "bribery", "PEN-00001-3"),
    ]


def test_after_a_dismissed_case_only_new_evidence_opens_another() -> None:
    firm = make_firm(penalties=[OBSTRUCTION])
    night()
    Case.objects.update(state=Case.State.DISMISSED, closed_on=DAY)
    assert night(NEXT, full=True).cases_opened == 0
    add_facts(firm, penalties=[OBSTRUCTION])
    assert night(NEXT).cases_opened == 1
    assert Case.objects.filter(state=Case.State.OPEN).count() == 1


def test_what_was_frozen_stays_as_it_was() -> None:
    make_firm(penalties=[OBSTRUCTION])
    night()
    change_fact(Penalty.objects.get(), amount_cny=77, revoked_on=NEXT)
    night(NEXT)
    snapshot = CaseEvidence.objects.get().snapshot
    assert (float(snapshot["amount_cny"]), snapshot["revoked_on"]) == (1, None)


def test_evidence_is_every_member_of_the_window_every_overdue_payable_and_the_rectification() -> None:
    violation = {"kind": "supervision_violation", "decided_on": date(2026, 5, 1), "amount_cny": 600000}
    make_firm(1, penalties=[violation, violation, violation | {"decided_on": date(2024, 5, 1)}])
    duty = {"kind": "duty", "amount_cny": 1, "due_on": date(2026, 1, 1)}
    make_firm(2, payables=[duty, duty, duty | {"due_on": date(2026, 5, 1)}])
    standing = {"level": "certified", "granted_on": date(2025, 1, 1)}
    period = {"started_on": date(2025, 12, 1), "due_on": date(2026, 6, 29)}
    make_firm(3, certifications=[standing], rectifications=[period])
    run = night()
    assert (run.cases_opened, run.rectifications_expired) == (3, 1)
    assert [frozen(case) for case in Case.objects.order_by("enterprise__customs_code")] == [
        [(1, "penalty_rate", "PEN-00001-1"), (1, "penalty_rate", "PEN-00001-2")],
        [(1, "overdue_duty", "PAY-00002-1"), (1, "overdue_duty", "PAY-00002-2")],
        [(1, "standard", "REC-00003-1")],
    ]
    again = night(NEXT, full=True)
    assert (again.cases_opened, again.rectifications_expired) == (0, 0)


def test_two_clean_years_are_restored_that_night_with_a_decision_record() -> None:
    firm = make_firm(ratings=[DISCREDITED])
    assert night(date(2026, 6, 29)).levels_changed == 0
    run = night()
    assert (run.levels_changed, night(NEXT, full=True).levels_changed) == (1, 0)
    decision = Decision.objects.get()
    assert (decision.run, decision.decided_on, decision.rating.effective_on) == (run, DAY, DAY)
    assert decision.evidence["level_in_force"] == "discredited" and decision.evidence["indicated_level"] == "regular"
    assert explain_one(firm, DAY)["level_in_force"] == "regular"


def test_arrears_an_unknown_figure_or_a_late_delivery_hold_it_back() -> None:
    make_firm(1, ratings=[DISCREDITED], payables=[{"kind": "duty", "amount_cny": 1, "due_on": date(2020, 1, 1)}])
    assert night().levels_changed == 0
    make_firm(2, ratings=[DISCREDITED])
    late = night(delivery_late=True)
    assert (late.levels_changed, late.restorations_waiting) == (0, 1)
    approve(figure="solid_waste_amount_cny", value="", valid_from=DAY)
    make_firm(3, ratings=[DISCREDITED], penalties=[OBSTRUCTION | {"kind": "solid_waste_import"}])
    run = night()
    assert (run.mode, run.undetermined, run.levels_changed) == (Run.Mode.FULL, 1, 1)
    assert Decision.objects.get().enterprise.customs_code.endswith("2")


@pytest.mark.parametrize(("name", "may"), [("li", True), ("fang", False), ("chen", False), ("zhou", False)])
def test_where_a_restoration_waits_a_supervisor_of_the_district_confirms_it(settings, name: str, may: bool) -> None:
    settings.NIGHT_RESTORES_ALONE = False
    make_firm(ratings=[DISCREDITED])
    run = night()
    assert (run.levels_changed, run.restorations_waiting) == (0, 1)
    night(full=True)
    case, person = Case.objects.get(), make_person(name)
    if may:
        assert restoration_confirm(by=person, case=case, as_of=NEXT).rating.effective_on == NEXT
        return
    with pytest.raises(PermissionDenied):
        restoration_confirm(by=person, case=case, as_of=NEXT)
    assert not Decision.objects.exists()
