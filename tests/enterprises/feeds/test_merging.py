"""What a delivery does to what is known: differences only, with history, queued firms and the portal's own rows kept."""

from datetime import UTC, date, datetime

import pytest

from enterprises.models import (
    Certification,
    ChangedFirm,
    DecidedRating,
    Delivery,
    Enterprise,
    Payable,
    Penalty,
    Rectification,
    Reject,
    TradeYear,
)
from tests.enterprises.feeds.conftest import FIRM, GOOD, OTHER_FIRM, Deliveries, firm_row


def queued() -> list[str]:
    """Customs codes of the firms that wait to be judged; the queue is emptied."""
    codes = sorted(ChangedFirm.objects.values_list("enterprise__customs_code", flat=True))
    ChangedFirm.objects.all().delete()
    return codes


def test_new_firms_are_not_queued_but_a_cancelled_one_is(deliveries: Deliveries) -> None:
    deliveries.load(enterprises=[firm_row(), firm_row(OTHER_FIRM, cancelled_on="2026-01-01")])
    assert queued() == [OTHER_FIRM]
    assert set(Enterprise.objects.values_list("recorded_on", flat=True)) == {date(2026, 11, 20)}


def test_same_delivery_twice_changes_nothing(deliveries: Deliveries, known_firm) -> None:
    files = {file.removesuffix(".csv"): [row] for file, row in GOOD.items()}
    first = deliveries.load(**files)
    queued()
    second = deliveries.load(**files)
    assert second.result.nothing_changed
    assert {result.unchanged for result in second.result.files.values()} == {1}
    assert queued() == []
    assert Penalty.objects.get().delivery == first.delivery
    assert Penalty.history.count() == 0


def test_a_changed_row_has_its_old_and_its_new_state_in_history(deliveries: Deliveries, known_firm) -> None:
    first = deliveries.load(penalties=[GOOD["penalties.csv"]]).delivery
    queued()
    second = deliveries.load(penalties=[GOOD["penalties.csv"] | {"revoked_on": "2026-06-01"}]).delivery
    assert first and second
    old, new = Penalty.history.order_by("history_id")
    assert (old.history_type, old.revoked_on, old.history_change_reason) == ("+", None, f"delivery:{first.reference}")
    assert old.history_date == first.loaded_at
    assert (new.history_type, new.revoked_on, new.history_change_reason) == (
        "~",
        date(2026, 6, 1),
        f"delivery:{second.reference}",
    )
    assert (old.delivery_id, new.delivery_id) == (first.pk, second.pk)
    assert [change.field for change in new.diff_against(old).changes] == ["delivery", "revoked_on"]
    assert queued() == [FIRM]
    deliveries.load(penalties=[GOOD["penalties.csv"]])
    assert list(Penalty.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "~", "~"]


def test_a_changed_firm_keeps_the_day_it_was_first_recorded(deliveries: Deliveries, known_firm) -> None:
    Enterprise.objects.update(recorded_on=date(2026, 1, 1))
    deliveries.load(enterprises=[firm_row(name_en="New Co."), firm_row(OTHER_FIRM)])
    firm = Enterprise.objects.get(customs_code=FIRM)
    assert (firm.name_en, firm.recorded_on) == ("New Co.", date(2026, 1, 1))
    assert firm.history.count() == 2
    assert queued() == [FIRM]


def test_a_fact_that_moves_queues_both_firms(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(penalties=[GOOD["penalties.csv"]])
    queued()
    result = deliveries.load(penalties=[GOOD["penalties.csv"] | {"customs_code": OTHER_FIRM}]).result
    assert result.files["penalties.csv"].updated == 1
    assert Penalty.objects.get().enterprise.customs_code == OTHER_FIRM
    assert queued() == sorted([FIRM, OTHER_FIRM])


def test_each_firm_is_queued_once_a_file(deliveries: Deliveries, known_firm) -> None:
    row = GOOD["penalties.csv"]
    deliveries.load(penalties=[row | {"decision_no": f"P-{number}"} for number in range(5)])
    assert queued() == [FIRM]


def test_nothing_is_deleted(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(penalties=[GOOD["penalties.csv"]])
    deliveries.load(penalties=[GOOD["penalties.csv"] | {"decision_no": "P-2"}])
    assert Penalty.objects.count() == 2


def test_a_value_that_is_taken_back_becomes_empty(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(payables=[GOOD["payables.csv"] | {"paid_on": "2026-01-01"}])
    deliveries.load(payables=[GOOD["payables.csv"]])
    assert Payable.objects.get().paid_on is None
    deliveries.load(trade_years=[GOOD["trade_years.csv"] | {"documents": ""}])
    assert TradeYear.objects.get().documents is None


def test_the_night_keeps_its_own_column(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(rectifications=[GOOD["rectifications.csv"]])
    Rectification.objects.update(expired_on=date(2026, 7, 1))
    row = GOOD["rectifications.csv"] | {"outcome": "failed", "closed_on": "2026-07-02"}
    assert deliveries.load(rectifications=[row]).result.files["rectifications.csv"].updated == 1
    assert Rectification.objects.get().expired_on == date(2026, 7, 1)


def portal_row(file: str) -> None:
    """A row of the portal with the key of the good row."""
    firm = Enterprise.objects.get(customs_code=FIRM)
    if file == "certifications.csv":
        Certification.objects.create(enterprise=firm, certificate_no="Z-1", level="certified", granted_on=date(2025, 1, 10))
    elif file == "rectifications.csv":
        Rectification.objects.create(
            enterprise=firm,
            reference="R-1",
            started_on=date(2026, 1, 31),
            due_on=date(2026, 6, 30),
            outcome="open",
        )
    else:
        DecidedRating.objects.create(enterprise=firm, level="discredited", effective_on=date(2025, 1, 10))


@pytest.mark.parametrize(
    ("file", "change", "column"),
    [
        ("certifications.csv", {"ended_on": "2026-01-01"}, "certificate_no"),
        ("rectifications.csv", {"outcome": "failed", "closed_on": "2026-02-01"}, "reference"),
        ("ratings.csv", {"level": "regular"}, "customs_code"),
    ],
)
def test_what_the_portal_made_is_not_changed(
    deliveries: Deliveries, known_firm, file: str, change: dict[str, str], column: str
) -> None:
    portal_row(file)
    name = file.removesuffix(".csv")
    same = deliveries.load(**{name: [GOOD[file]]}).result.files[file]
    assert (same.unchanged, same.rejected) == (1, 0)
    other = deliveries.load(**{name: [GOOD[file] | change]}).result.files[file]
    assert (other.created, other.updated, other.rejected) == (0, 0, 1)
    reject = Reject.objects.get()
    assert (reject.column, reject.reason_en) == (
        column,
        "this record was made in the portal; a delivery cannot change it",
    )


def test_a_delivered_rating_beside_one_of_the_portal_can_still_be_replaced(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(ratings=[GOOD["ratings.csv"]])
    portal_row("ratings.csv")
    result = deliveries.load(ratings=[GOOD["ratings.csv"] | {"grounds": "bribery"}]).result.files["ratings.csv"]
    assert result.updated == 1
    assert sorted(DecidedRating.objects.values_list("grounds", flat=True)) == ["", "bribery"]


def test_counts_and_rejects_stay_with_the_delivery(deliveries: Deliveries, known_firm) -> None:
    report = deliveries.load(penalties=[GOOD["penalties.csv"], GOOD["penalties.csv"]])
    delivery = Delivery.objects.get(pk=report.delivery.pk if report.delivery else None)
    assert delivery.state == Delivery.State.LOADED
    assert delivery.files == {"penalties.csv": {"read": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}}
    assert delivery.loaded_at is not None
    assert delivery.loaded_at <= datetime.now(UTC)
    assert delivery.rejects.get().row["decision_no"] == "P-1"


def test_the_largest_amount_can_be_read_back(deliveries: Deliveries, known_firm) -> None:
    deliveries.load(penalties=[GOOD["penalties.csv"] | {"amount_cny": "9" * 15 + ".99"}])
    assert Penalty.objects.get().amount_cny > 10**14
