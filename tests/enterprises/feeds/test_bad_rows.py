"""Each kind of bad row: told with its column, and never in the way of the good ones."""

import csv

import pytest

from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.models import Reject
from tests.enterprises.feeds.conftest import FIRM, GOOD, Deliveries

BAD = [
    # file, cells that differ from the good row, column that is blamed, words of the reason
    ("enterprises.csv", {"customs_code": ""}, "customs_code", "required"),
    ("enterprises.csv", {"customs_code": "440391234"}, "customs_code", "10 characters"),
    ("enterprises.csv", {"customs_code": "440391234a"}, "customs_code", "10 characters"),
    ("enterprises.csv", {"customs_code": " 440391234"}, "customs_code", "10 characters"),
    ("enterprises.csv", {"customs_code": "44039123451"}, "customs_code", "10 characters"),
    ("enterprises.csv", {"customs_code": "４403912345"}, "customs_code", "10 characters"),
    ("enterprises.csv", {"uscc": "911777633F0WTCDKQA"}, "uscc", "check character"),
    ("enterprises.csv", {"uscc": "911777633F0WTCDKQ"}, "uscc", "18 characters"),
    ("enterprises.csv", {"uscc": "911777633f0wtcdkqb"}, "uscc", "18 characters"),
    ("enterprises.csv", {"name_zh": ""}, "name_zh", "required"),
    ("enterprises.csv", {"name_zh": "   "}, "name_zh", "required"),
    ("enterprises.csv", {"name_zh": "企" * 201}, "name_zh", "longer than 200"),
    ("enterprises.csv", {"name_zh": "企\x00业"}, "name_zh", "control character"),
    ("enterprises.csv", {"category": "agent"}, "category", "unknown code"),
    ("enterprises.csv", {"category": "broker "}, "category", "unknown code"),
    ("enterprises.csv", {"category": "Broker"}, "category", "unknown code"),
    ("enterprises.csv", {"production": "farming"}, "production", "unknown code"),
    ("enterprises.csv", {"sme_class": "big"}, "sme_class", "unknown code"),
    ("enterprises.csv", {"district": "520"}, "district", "4 digits"),
    ("enterprises.csv", {"district": "52AB"}, "district", "4 digits"),
    ("enterprises.csv", {"registered_on": ""}, "registered_on", "required"),
    ("enterprises.csv", {"registered_on": "2026-02-29"}, "registered_on", "no date"),
    ("enterprises.csv", {"registered_on": "20260201"}, "registered_on", "no date"),
    ("enterprises.csv", {"registered_on": "2026-W05-1"}, "registered_on", "no date"),
    ("enterprises.csv", {"registered_on": "2026/02/01"}, "registered_on", "no date"),
    ("enterprises.csv", {"registered_on": "1949-09-30"}, "registered_on", "before 1949-10-01"),
    ("enterprises.csv", {"registered_on": "2026-11-21"}, "registered_on", "after today"),
    ("enterprises.csv", {"cancelled_on": "2009-12-31"}, "cancelled_on", "before registered_on"),
    ("enterprises.csv", {"cancelled_on": "2026-11-21"}, "cancelled_on", "after today"),
    ("penalties.csv", {"decision_no": ""}, "decision_no", "required"),
    ("penalties.csv", {"decision_no": "P-1 "}, "decision_no", "blank"),
    ("penalties.csv", {"decision_no": "P\t1"}, "decision_no", "control character"),
    ("penalties.csv", {"decision_no": "P" * 81}, "decision_no", "longer than 80"),
    ("penalties.csv", {"customs_code": "9999999999"}, "customs_code", "not known"),
    ("penalties.csv", {"kind": "theft"}, "kind", "unknown code"),
    ("penalties.csv", {"amount_cny": ""}, "amount_cny", "required"),
    ("penalties.csv", {"amount_cny": "-1"}, "amount_cny", "negative"),
    ("penalties.csv", {"amount_cny": "NaN"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "Infinity"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": '"1,000"'}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "1e3"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "+1"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "1_000"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "1.001"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "１"}, "amount_cny", "not an amount"),
    ("penalties.csv", {"amount_cny": "1" * 16}, "amount_cny", "too large"),
    ("penalties.csv", {"voluntarily_disclosed": "yes"}, "voluntarily_disclosed", "0 or 1"),
    ("penalties.csv", {"revoked_on": "2026-01-09"}, "revoked_on", "before decided_on"),
    ("criminal_cases.csv", {"outcome": "convicted"}, "effective_on", "required once outcome"),
    ("criminal_cases.csv", {"outcome": "convicted", "effective_on": "2026-01-09"}, "effective_on", "before filed_on"),
    ("criminal_cases.csv", {"charge": "theft"}, "charge", "unknown code"),
    ("payables.csv", {"due_on": "1949-09-30"}, "due_on", "before 1949-10-01"),
    ("payables.csv", {"deferred_to": "2027-01-09"}, "deferred_to", "before due_on"),
    ("payables.csv", {"paid_on": "2026-11-21"}, "paid_on", "after today"),
    ("trade_years.csv", {"year": ""}, "year", "required"),
    ("trade_years.csv", {"year": "2027"}, "year", "between 1949 and 2026"),
    ("trade_years.csv", {"year": "25"}, "year", "between 1949 and 2026"),
    ("trade_years.csv", {"documents": "-1"}, "documents", "negative"),
    ("trade_years.csv", {"documents": "1.0"}, "documents", "not a count"),
    ("trade_years.csv", {"documents": "9223372036854775808"}, "documents", "too large"),
    ("trade_years.csv", {"inspected": "many"}, "inspected", "not a count"),
    ("trade_years.csv", {"tax_cny": "-0.01"}, "tax_cny", "negative"),
    ("investigations.csv", {"closed_on": "2026-01-09"}, "closed_on", "before opened_on"),
    ("certifications.csv", {"level": "regular"}, "level", "unknown code"),
    ("certifications.csv", {"reviewed_on": "2025-01-09"}, "reviewed_on", "before granted_on"),
    ("certifications.csv", {"ended_on": "2025-01-09"}, "ended_on", "before granted_on"),
    ("certifications.csv", {"reviewed_on": "2025-06-02", "ended_on": "2025-06-01"}, "reviewed_on", "after ended_on"),
    ("rectifications.csv", {"due_on": "2026-01-31"}, "due_on", "not after started_on"),
    ("rectifications.csv", {"due_on": "2027-02-01"}, "due_on", "12 months"),
    ("rectifications.csv", {"started_on": "2024-02-29", "due_on": "2025-03-01"}, "due_on", "12 months"),
    ("rectifications.csv", {"outcome": "failed"}, "closed_on", "required once outcome"),
    ("rectifications.csv", {"outcome": "passed", "closed_on": "2026-01-30"}, "closed_on", "before started_on"),
    ("ratings.csv", {"level": "certified"}, "level", "unknown code"),
    ("ratings.csv", {"grounds": "bribery  obstruction"}, "grounds", "one blank"),
    ("ratings.csv", {"grounds": "bribery bribery"}, "grounds", "not repeated"),
    ("ratings.csv", {"grounds": "bribery,obstruction"}, "", "has 5 cells"),
    ("ratings.csv", {"grounds": "fraud"}, "grounds", "unknown code"),
    ("recovered_taxes.csv", {"amount_cny": "-1"}, "amount_cny", "negative"),
    ("recovered_taxes.csv", {"amount_cny": ""}, "amount_cny", "required"),
    ("recovered_taxes.csv", {"decided_on": "2026-11-21"}, "decided_on", "after today"),
    ("recovered_taxes.csv", {"revoked_on": "2026-01-09"}, "revoked_on", "before decided_on"),
    ("inspection_results.csv", {"declaration_no": ""}, "declaration_no", "required"),
    ("inspection_results.csv", {"declared_by": ""}, "declared_by", "required"),
    ("inspection_results.csv", {"declared_by": "broker"}, "declared_by", "unknown code"),
    ("inspection_results.csv", {"result": "bad"}, "result", "unknown code"),
    ("inspection_results.csv", {"inspected_on": "2026-11-21"}, "inspected_on", "after today"),
    ("inspection_results.csv", {"customs_code": "9999999999"}, "customs_code", "not known"),
    ("related_persons.csv", {"name": " "}, "name", "required"),
    ("related_persons.csv", {"role": "cook"}, "role", "unknown code"),
    ("related_persons.csv", {"ended_on": "2026-01-09"}, "ended_on", "before started_on"),
    ("related_persons.csv", {"convicted_on": "2026-11-21"}, "convicted_on", "after today"),
    ("related_firms.csv", {"related_code": "310100000"}, "related_code", "10 characters"),
    ("related_firms.csv", {"related_code": FIRM}, "related_code", "must not be the same as customs_code"),
    ("related_firms.csv", {"relation": "friend"}, "relation", "unknown code"),
    ("related_firms.csv", {"ended_on": "2026-01-09"}, "ended_on", "before started_on"),
]

GOOD_ON_THE_BOUNDARY = [
    ("enterprises.csv", {"registered_on": "1949-10-01", "cancelled_on": "1949-10-01"}),
    ("enterprises.csv", {"cancelled_on": "2026-11-20", "district": "9999", "uscc": "911777633F0WTCDKQB"}),
    ("enterprises.csv", {"name_zh": " 有空格的名称 ", "address_zh": '"东莞市, 南城区\n一号"', "name_en": '"The ""A"" Co."'}),
    ("penalties.csv", {"revoked_on": "2026-01-10", "voluntarily_disclosed": "1", "amount_cny": "0"}),
    ("penalties.csv", {"amount_cny": "9" * 15 + ".99"}),
    ("criminal_cases.csv", {"outcome": "acquitted", "effective_on": "2026-01-10"}),
    ("payables.csv", {"deferred_to": "2027-01-10", "paid_on": "2026-01-01"}),
    ("trade_years.csv", {"year": "2026", "documents": ""}),
    ("certifications.csv", {"reviewed_on": "2025-01-10", "ended_on": "2099-12-31"}),
    ("rectifications.csv", {"started_on": "2024-02-29", "due_on": "2025-02-28"}),
    ("rectifications.csv", {"due_on": "2027-01-31"}),
    ("ratings.csv", {"level": "regular", "grounds": "smuggling_crime bribery"}),
    ("recovered_taxes.csv", {"revoked_on": "2026-01-10", "amount_cny": "0"}),
    ("inspection_results.csv", {"result": "high_quality_finding", "declared_by": "agent"}),
    ("related_persons.csv", {"ended_on": "2026-01-10", "convicted_on": "2015-01-01"}),
    ("related_firms.csv", {"ended_on": "2027-01-10", "related_code": "9999999999"}),
]


def _key_made_other(file: str, row: dict[str, str]) -> dict[str, str]:
    """The good row that stands beside the bad one, under another key."""
    key = FEED_BY_FILE[file].key[-1]
    return row | {key: {"customs_code": "3101000009", "year": "2024", "effective_on": "2024-01-10"}.get(key, "OTHER")}


@pytest.mark.parametrize(("file", "cells", "column", "words"), BAD)
def test_bad_row_is_set_aside_and_the_good_one_loads(
    deliveries: Deliveries, known_firm, file: str, cells: dict[str, str], column: str, words: str
) -> None:
    bad = GOOD[file] | cells
    report = deliveries.load(**{file.removesuffix(".csv"): [bad, _key_made_other(file, GOOD[file])]})
    result = report.result.files[file]
    assert (result.read, result.created, result.rejected) == (2, 1, 1)
    with (deliveries.rejects / file).open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["line"], row["column"]) == ("2", column)
    assert words in row["reason_en"]
    assert row["reason_zh"]
    kept = Reject.objects.get(delivery=report.delivery)
    assert (kept.file, kept.line, kept.column, kept.reason_en) == (file, 2, column, row["reason_en"])


@pytest.mark.parametrize(("file", "cells"), GOOD_ON_THE_BOUNDARY)
def test_good_row_on_the_boundary_is_taken(deliveries: Deliveries, known_firm, file: str, cells: dict[str, str]) -> None:
    result = deliveries.load(**{file.removesuffix(".csv"): [GOOD[file] | cells]}).result.files[file]
    assert (result.rejected, result.created + result.updated) == (0, 1)


def test_first_good_row_of_a_key_loads(deliveries: Deliveries, known_firm) -> None:
    good = GOOD["penalties.csv"]
    rows = [good | {"kind": "theft"}, good | {"customs_code": "9999999999"}, good | {"amount_cny": "7"}, good]
    result = deliveries.load(penalties=rows).result.files["penalties.csv"]
    assert (result.created, result.rejected) == (1, 3)
    lines = list(Reject.objects.order_by("line").values_list("line", "column", "reason_en"))
    assert [line for line, _column, _reason in lines] == [2, 3, 5]
    assert lines[2][1:] == ("decision_no", "the file already had this decision_no")


@pytest.mark.parametrize("file", ["trade_years.csv", "ratings.csv", "enterprises.csv"])
def test_repeated_key_of_two_columns_or_of_a_firm(deliveries: Deliveries, known_firm, file: str) -> None:
    rows = [GOOD[file], GOOD[file]]
    result = deliveries.load(**{file.removesuffix(".csv"): rows}).result.files[file]
    assert (result.rejected, Reject.objects.get().line) == (1, 3)


def test_facts_of_a_rejected_firm_say_so(deliveries: Deliveries) -> None:
    deliveries.load(enterprises=[GOOD["enterprises.csv"] | {"category": "agent"}], penalties=[GOOD["penalties.csv"]])
    reason = Reject.objects.get(file="penalties.csv")
    assert (reason.column, reason.reason_en) == (
        "customs_code",
        "the firm is not known: its own row in this delivery was rejected",
    )


def test_facts_of_a_known_firm_load_though_its_new_row_is_bad(deliveries: Deliveries, known_firm) -> None:
    report = deliveries.load(
        enterprises=[GOOD["enterprises.csv"] | {"category": "agent"}], penalties=[GOOD["penalties.csv"]]
    )
    assert report.result.files["penalties.csv"].created == 1


@pytest.mark.parametrize("file", list(GOOD))
def test_every_file_takes_its_good_row(deliveries: Deliveries, known_firm, file: str) -> None:
    result = deliveries.load(**{file.removesuffix(".csv"): [GOOD[file]]}).result.files[file]
    assert (result.read, result.rejected) == (1, 0)
    assert FIRM in (deliveries.folder / file).read_text(encoding="utf-8")
