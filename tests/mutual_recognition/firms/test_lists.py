"""Partners' lists: preview, differences, rejects, a second person, and the register by date."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mutual_recognition.models import PartnerFirm, PartnerList
from mutual_recognition.services.partner_lists import partner_list_accept, partner_list_discard
from tests.mutual_recognition.firms.listing import HEADER, NOW, csv_of, firm, load, upload, xlsx_of
from tests.people import make_person

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def said_on(day: date) -> dict[str, str]:
    """Number and status of each firm that the register has for a day."""
    return {str(int(row.number)): row.status for row in PartnerFirm.objects.on(day)}


def accept(listed: PartnerList, by: str = "wu") -> None:
    partner_list_accept(by=make_person(by), listed=listed, reason="Looked at", now=NOW)


def test_a_first_list_is_all_new_and_changes_nothing_before_it_is_accepted():
    listed = upload(csv_of([firm(1), firm(2)]))
    assert (listed.state, listed.counts, listed.firms_before) == ("previewed", {"new": 2}, 0)
    assert not PartnerFirm.objects.exists()
    accept(listed)
    assert said_on(NOVEMBER) == {"1": "active", "2": "active"}
    assert said_on(OCTOBER) == {}
    listed.refresh_from_db()
    assert (listed.decided_by, listed.decision_reason) == (make_person("wu"), "Looked at")


def test_a_workbook_says_the_same_as_a_csv_file():
    rows = [firm(1, ends="2027-12-31"), firm(2, 'Zoë’s 茶 <Tea>, "Ltd" 🍵')]
    accept(upload(xlsx_of(rows)))
    assert upload(csv_of(rows), date(2026, 11, 2)).counts == {}
    assert PartnerFirm.objects.get(number__endswith="2").name == 'Zoë’s 茶 <Tea>, "Ltd" 🍵'


def test_differences_are_told_by_kind():
    load([firm(n) for n in range(1, 101)] + [firm(200, status="suspended")], OCTOBER)
    now = [firm(n) for n in range(6, 101)]
    now += [firm(1, "Lion Bearings"), firm(2, status="suspended"), firm(3, ends="2027-01-01"), firm(200), firm(300)]
    now += [firm(5, status="revoked")]
    listed = upload(csv_of(now))
    assert listed.counts == {
        "renamed": 1, "suspended": 1, "changed": 1, "removed": 1, "reinstated": 1, "new": 1, "revoked": 1,
    }  # fmt: skip
    assert listed.changes.get(kind="renamed").before.name == "Merlion 1 Bearings Pte Ltd"
    accept(listed)
    assert said_on(NOVEMBER)["2"] == "suspended"
    assert "4" not in said_on(NOVEMBER)
    assert said_on(date(2026, 10, 31))["4"] == "active"


@pytest.mark.parametrize(("gone", "state"), [(5, "previewed"), (6, "held"), (10, "held")])
def test_a_list_that_lacks_more_than_one_in_twenty_waits_for_a_second_person(gone: int, state: str):
    load([firm(n) for n in range(100)], OCTOBER)
    listed = upload(csv_of([firm(n) for n in range(gone, 100)]))
    assert listed.state == state


def test_who_brought_a_held_list_cannot_release_it_and_another_person_can():
    load([firm(n) for n in range(100)], OCTOBER)
    listed = upload(csv_of([firm(n) for n in range(10, 100)]))
    with pytest.raises(PermissionDenied, match="a second person"):
        accept(listed)
    assert len(said_on(NOVEMBER)) == 100
    accept(listed, "tang")
    assert len(said_on(NOVEMBER)) == 90
    with pytest.raises(ValidationError, match="decided already"):
        accept(listed, "tang")


def test_many_suspensions_are_as_unusual_as_removals():
    load([firm(n) for n in range(20)], OCTOBER)
    rows = [firm(n, status="suspended" if n < 2 else "active") for n in range(20)]
    assert upload(csv_of(rows)).state == "held"


def test_one_firm_of_a_short_list_may_go():
    load([firm(1), firm(2)], OCTOBER)
    assert upload(csv_of([firm(1)])).state == "previewed"


def test_a_discarded_list_leaves_the_register_alone():
    listed = upload(csv_of([firm(1)]))
    partner_list_discard(by=make_person("wu"), listed=listed, reason="Of another month", now=NOW)
    assert said_on(NOVEMBER) == {}
    with pytest.raises(ValidationError, match="decided already"):
        accept(listed)


def test_the_same_list_twice_is_refused_and_changes_nothing():
    load([firm(1), firm(2)])
    with pytest.raises(ValidationError, match="in the register already"):
        upload(csv_of([firm(1), firm(2)]))


def test_of_two_previews_only_the_one_accepted_first_holds():
    first, second = upload(csv_of([firm(1)])), upload(csv_of([firm(2)]))
    accept(first)
    with pytest.raises(ValidationError, match="since this preview"):
        accept(second)
    assert said_on(NOVEMBER) == {"1": "active"}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1), (0, 2, 1)])
def test_lists_out_of_order_say_the_same_of_each_day(order: tuple[int, ...]):
    many = [firm(n) for n in range(100, 140)]
    lists = [
        (SEPTEMBER, [firm(1), firm(2), *many]),
        (OCTOBER, [firm(1, status="suspended"), firm(3), *many]),
        (NOVEMBER, [firm(1), firm(3, "Kiwi"), *many]),
    ]
    for place in order:
        listed = upload(csv_of(lists[place][1]), lists[place][0])
        accept(listed, "tang")
    few = {day: {n: s for n, s in said_on(day).items() if len(n) == 1} for day in (SEPTEMBER, OCTOBER, NOVEMBER)}
    assert few == {
        SEPTEMBER: {"1": "active", "2": "active"},
        OCTOBER: {"1": "suspended", "3": "active"},
        NOVEMBER: {"1": "active", "3": "active"},
    }
    names = {
        day: PartnerFirm.objects.on(day).filter(number__endswith="003").values_list("name", flat=True).first() for day in few
    }
    assert names == {SEPTEMBER: None, OCTOBER: "Merlion 3 Bearings Pte Ltd", NOVEMBER: "Kiwi"}


def test_a_correction_of_the_same_day_keeps_what_was_known_before():
    first = load([firm(1), firm(2)])
    second = load([firm(1, "Lion Bearings"), firm(2)])
    assert PartnerFirm.objects.on(NOVEMBER).get(number__endswith="1").name == "Lion Bearings"
    corrected = PartnerFirm.objects.get(superseded_by=second)
    assert (corrected.name, corrected.source) == ("Merlion 1 Bearings Pte Ltd", first)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty list"),
        (csv_of([]), "empty list"),
        (xlsx_of([]), "empty list"),
        (csv_of([firm(1), firm(2)])[:-40], "cut off"),
        (csv_of([firm(1), ("SG000000000002", 'A "quoted\nname', "", "active", "", "")])[:-20], "cut off"),
        (xlsx_of([firm(1), firm(2)])[:-200], "cut off"),
        (xlsx_of([firm(1)])[:400], "cut off"),
        (csv_of([firm(1)], ("code", "name", "tier", "state", "valid_from", "valid_to")), "missing column: status; unknown"),
        ("code,name,status\nSG000000000001,caf\xe9,active\n".encode("latin-1"), "not UTF-8"),
        (csv_of([("FR1", "X", "", "active", "", "")]), "no row of the list can be taken; line 2"),
    ],
)
def test_a_list_is_refused_as_a_whole(content: bytes, said: str):
    with pytest.raises(ValidationError, match=said):
        upload(content)
    assert not PartnerList.objects.exists()


def test_a_bad_row_is_told_with_line_field_and_sentence_and_never_stops_the_others():
    good = firm(1)
    bad = {
        "code: a required value is missing": ("", "X", "", "active", "", ""),
        "code: not a firm's code, as in SG123456789012": ("12", "X", "", "active", "", ""),
        "code: the code belongs to another country or region": ("HK1234567890", "X", "", "active", "", ""),
        "code: the number has not the length of this partner's codes": ("SG12", "X", "", "active", "", ""),
        "code: the list already had this code": firm(1),
        "name: a required value is missing": ("SG000000000003", "", "", "active", "", ""),
        "name: longer than 300 characters": ("SG000000000003", "x" * 301, "", "active", "", ""),
        "name: contains a control character": ("SG000000000003", "x\x07y", "", "active", "", ""),
        "status: unknown status “gone”; one of active, suspended, revoked": ("SG000000000003", "X", "", "gone", "", ""),
        "valid_from: “2026-02-30” is no date YYYY-MM-DD": ("SG000000000003", "X", "", "active", "2026-02-30", ""),
        "valid_to: valid_to is before valid_from": ("SG000000000003", "X", "", "active", "2026-02-03", "2026-02-02"),
        ": has not the 6 cells of the header": ("SG000000000003", "X", "", "active"),
    }
    listed = upload(csv_of([good, *bad.values(), firm(9)]))
    assert listed.counts == {"new": 2}
    rejects = listed.rejects.order_by("line")
    assert [f"{row.column}: {row.reason_en}".removeprefix(" ") for row in rejects] == list(bad)
    assert [row.line for row in rejects] == list(range(3, 3 + len(bad)))
    assert all(row.reason_zh for row in rejects)


def test_a_firm_whose_row_is_rejected_stays_as_it_was():
    load([firm(1), firm(2), firm(3)], OCTOBER)
    listed = upload(csv_of([firm(1), firm(2, status="gone"), firm(3)]))
    assert listed.counts == {}
    accept(listed)
    assert said_on(NOVEMBER)["2"] == "active"


def test_columns_may_stand_in_any_order_and_blanks_around_cells_are_no_matter():
    header = ("status", "name", "code")
    assert upload(csv_of([("active", " Merlion ", " SG000000000001 ")], header)).counts == {"new": 1}
    assert set(header) < set(HEADER)


def test_a_list_of_a_day_to_come_is_refused():
    with pytest.raises(ValidationError, match="has not come yet"):
        upload(csv_of([firm(1)]), date(2026, 11, 21))


@pytest.mark.parametrize("name", ["fang", "li", "qian", "zhou", "admin_a"])
def test_nobody_else_loads_or_decides(name: str):
    listed = upload(csv_of([firm(1)]))
    with pytest.raises(PermissionDenied):
        upload(csv_of([firm(2)]), by=name)
    with pytest.raises(PermissionDenied):
        accept(listed, name)
    with pytest.raises(PermissionDenied):
        partner_list_discard(by=make_person(name), listed=listed, reason="No", now=NOW)
