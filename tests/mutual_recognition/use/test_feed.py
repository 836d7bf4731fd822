"""mr_usage.csv: a feed that names no firm, with the same care as every other."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from enterprises.feeds.rejects import read_rejects
from enterprises.models import ChangedFirm, Reject
from enterprises.services.deliveries import delivery_preview, delivery_upload
from mutual_recognition.models import Partner, PartnerUse
from mutual_recognition.use_feed import FILE
from mutual_recognition.use_synthetic import synthetic_use
from tests.enterprises.feeds.conftest import NOW, Deliveries, write_feed
from tests.mutual_recognition.use.conftest import use_row

COUNTS = ("created", "updated", "unchanged", "rejected")


def load(deliveries: Deliveries, *rows: dict[str, str], dry_run: bool = False) -> tuple[int, ...]:
    """The counts of a delivery of these rows."""
    result = deliveries.load(mr_usage=list(rows), dry_run=dry_run).result
    return tuple(result.files[FILE].counts()[name] for name in COUNTS)


def reasons(deliveries: Deliveries) -> list[tuple[int, str, str]]:
    """Line, column and English reason of what the last delivery did not take."""
    return [(problem.line, problem.column, problem.reason.en) for _row, problem in read_rejects(deliveries.rejects / FILE)]


def test_only_differences_are_written_and_history_keeps_from_and_to(deliveries: Deliveries) -> None:
    assert load(deliveries, use_row(), use_row(direction="export", release_hours_with="")) == (2, 0, 0, 0)
    assert load(deliveries, use_row(), use_row(direction="export", release_hours_with="")) == (0, 0, 2, 0)
    assert PartnerUse.history.count() == 0
    assert load(deliveries, use_row(consignments_with="41"), use_row(month="2026-10")) == (1, 1, 0, 0)
    row = PartnerUse.objects.get(month="2026-09", direction="import")
    assert (row.consignments_with, row.release_hours_without) == (41, Decimal("26.25"))
    oldest, newest = row.history.order_by("history_id")
    assert (oldest.consignments_with, newest.consignments_with) == (40, 41)
    assert newest.history_change_reason == f"delivery:{row.delivery.reference}"
    assert PartnerUse.objects.get(direction="export").release_hours_with is None
    assert not ChangedFirm.objects.exists()


def test_a_dry_run_says_it_and_writes_nothing(deliveries: Deliveries) -> None:
    assert load(deliveries, use_row(), use_row(partner="XX"), dry_run=True) == (1, 0, 0, 1)
    assert not PartnerUse.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"month": "2026-13"}, "month", "“2026-13” is no month of the form YYYY-MM"),
        ({"month": "2026-9"}, "month", "“2026-9” is no month of the form YYYY-MM"),
        ({"month": "2026-12"}, "month", "a month is between 1949-10 and 2026-11"),
        ({"partner": "XX"}, "partner", "no partner of mutual recognition has the code “XX”"),
        ({"partner": "EU"}, "partner", "no partner of mutual recognition has the code “EU”"),
        ({"direction": "both"}, "direction", "unknown code “both”; expected one of import, export"),
        ({"consignments_with": ""}, "consignments_with", "a required value is missing"),
        ({"consignments_without": "-1"}, "consignments_without", "must not be negative"),
        ({"inspected_with": "41"}, "inspected_with", "inspected_with is more than consignments_with"),
        ({"inspected_without": "161"}, "inspected_without", "inspected_without is more than consignments_without"),
        ({"release_hours_with": "1e3"}, "release_hours_with", "not a number of hours: digits with at most 2 decimals"),
        ({"release_hours_with": "6.125"}, "release_hours_with", "not a number of hours: digits with at most 2 decimals"),
        ({"release_hours_with": "-6.5"}, "release_hours_with", "must not be negative"),
        ({"release_hours_without": "1000000"}, "release_hours_without", "the number is too large"),
    ],
)
def test_a_bad_row_is_told_and_stops_no_good_one(
    deliveries: Deliveries, cells: dict[str, str], column: str, reason: str
) -> None:
    assert load(deliveries, use_row(), use_row(month="2026-10") | cells) == (1, 0, 0, 1)
    assert reasons(deliveries) == [(3, column, reason)]


def test_all_inspected_no_hours_and_a_large_one_are_taken(deliveries: Deliveries) -> None:
    most = use_row(inspected_with="40", inspected_without="160", release_hours_with="", release_hours_without="999999.99")
    assert load(deliveries, most, use_row(month="2026-11", inspected_with="", inspected_without="")) == (2, 0, 0, 0)


def test_a_month_of_a_partner_and_direction_stands_once(deliveries: Deliveries) -> None:
    assert load(deliveries, use_row(), use_row(consignments_with="50")) == (1, 0, 0, 1)
    assert reasons(deliveries) == [(3, "month", "the file already had this month + partner + direction")]


def test_a_partner_that_was_added_is_known_to_the_next_file(deliveries: Deliveries) -> None:
    assert load(deliveries, use_row(partner="XA")) == (0, 0, 0, 1)
    Partner.objects.create(pk="XA", name_zh="某地", name_en="Somewhere", economy="XA", region="asia", status="signed")
    assert load(deliveries, use_row(partner="XA")) == (1, 0, 0, 0)


def test_an_officer_of_one_district_cannot_load_figures_of_the_whole_country(
    deliveries: Deliveries, fang: User, tmp_path: Path
) -> None:
    content = write_feed(tmp_path / "upload", FILE, use_row()).read_bytes()
    delivery = delivery_upload(by=fang, files=[SimpleUploadedFile(FILE, content)], reason="A test")
    delivery_preview(delivery_id=delivery.pk, now=NOW)
    delivery.refresh_from_db()
    assert delivery.files[FILE]["rejected"] == 1
    assert Reject.objects.get().reason_en.startswith("figures of the whole country")


def test_made_up_use_loads_as_it_is_and_is_the_same_for_a_seed(deliveries: Deliveries) -> None:
    lines = list(synthetic_use(3, NOW.date()))
    assert lines == list(synthetic_use(3, NOW.date())) != list(synthetic_use(4, NOW.date()))
    assert {line[:7] for line in lines} == {f"2025-{n}" for n in (11, 12)} | {f"2026-{n:02d}" for n in range(1, 11)}
    path = write_feed(deliveries.new_folder(), FILE)
    path.write_text(path.read_text() + "".join(lines))
    result = deliveries.load_folder().result.files[FILE]
    assert (result.created, result.rejected) == (len(lines), 0)
    assert PartnerUse.objects.values("partner").distinct().count() == Partner.objects.implemented().count()


def test_a_row_cannot_be_kept_with_more_inspected_than_came(db: None) -> None:
    row = PartnerUse(
        month="2026-09", partner_id="SG", direction="import", consignments_with=1, consignments_without=1, inspected_with=2
    )
    with pytest.raises(ValidationError):
        row.full_clean()
