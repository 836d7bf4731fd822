"""The desk changes an arrangement: two people, a source, history from-to; what counts, counts at once and everywhere."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from mutual_recognition.buyer_code import buyer_codes
from mutual_recognition.checking import Reason
from mutual_recognition.exchange.eligibility import partners_told
from mutual_recognition.models import ArrangementChange, FieldBasis, OfficialTotal, Partner, Standing, Term
from mutual_recognition.reconciliation import reconcile
from mutual_recognition.selectors.code_checks import Asked, check_codes
from mutual_recognition.selectors.partners import partner_versions, region_table
from mutual_recognition.services.arrangement_changes import (
    arrangement_change_approve,
    arrangement_change_propose,
    arrangement_change_reject,
    arrangement_change_withdraw,
)
from ratings.levels import Level
from tests.ratings.building import make_firm

TODAY = date(2026, 11, 20)
BEGUN = {"status": "implemented", "implemented_as_known": "2025-03-10"}
NEW = {
    "name_zh": "某国",
    "name_en": "Somewhere",
    "region": "africa",
    "status": "signed",
    "signed_on": "2025-10",
    "economy": "",
}


def propose(by: User, place: str, subject: str, values: dict[str, str], **other: Any) -> ArrangementChange:
    """A proposal that is in order, with what the test says otherwise."""
    given = {"confidence": "confirmed", "source_zh": "海关总署公告原文", "source_en": "Announcement", "reason": "A letter"}
    return arrangement_change_propose(by=by, place=place, subject=subject, values=values, as_of=TODAY, **given | other)


def changed(wu: User, tang: User, place: str, subject: str, values: dict[str, str], **other: Any) -> ArrangementChange:
    """A change that one proposed and the other approved."""
    return arrangement_change_approve(by=tang, change=propose(wu, place, subject, values, **other), as_of=TODAY)


def test_a_change_counts_only_once_a_second_person_approved_it(wu: User, tang: User) -> None:
    change = propose(wu, "IS", "standing", BEGUN)
    assert Partner.objects.get(pk="IS").in_force_day_unknown
    arrangement_change_approve(by=tang, change=change, as_of=TODAY)
    partner = Partner.objects.get(pk="IS")
    assert (partner.implemented_as_known, partner.implemented_first, partner.is_confirmed) == (
        "2025-03-10",
        date(2025, 3, 10),
        True,
    )
    on = {day: Partner.objects.standing_on(date(2025, 3, day)).get(pk="IS").standing for day in (9, 10)}
    assert on == {9: Standing.SIGNED, 10: Standing.IN_FORCE}


def test_history_has_from_and_to_who_and_why(wu: User, tang: User) -> None:
    changed(wu, tang, "IS", "standing", BEGUN)
    changed(wu, tang, "IS", "code_lengths", {"value": "10"}, reason="Their note")
    changed(wu, tang, "IS", "signing", {"signed_on": "2024-05"}, confidence="reported")
    said = {change for version in partner_versions(Partner.objects.get(pk="IS")) for change in version.changes}
    assert ("in force from", "–", "2025-03-10") in said and ("reliability", "inferred", "confirmed") in said
    assert ("length of the number in China: value", "–", "10") in said
    assert ("signed on", "2024-05-09", "2024-05") in said
    newest = partner_versions(Partner.objects.get(pk="IS"))[0].row
    assert (newest.history_user, newest.history_change_reason) == (tang, "A letter")
    change = ArrangementChange.objects.get(subject="standing")
    assert (change.before["confidence"], change.before["implemented_as_known"]) == ("inferred", "")


def test_a_field_changed_on_its_own_has_a_basis_of_its_own(wu: User, tang: User) -> None:
    changed(wu, tang, "KR", "signing", {"signed_on": "2013-06"})
    changed(wu, tang, "KR", "announcement", {"announcement_zh": "海关总署公告2014年第20号"}, confidence="inferred")
    partner = Partner.objects.get(pk="KR")
    assert (partner.signed_first, partner.signed_last) == (date(2013, 6, 1), date(2013, 6, 30))
    assert partner.announcement_en == "GACC Announcement 2014 No. 20"
    assert partner.confidence == "reported"
    assert dict(FieldBasis.objects.values_list("subject", "confidence")) == {
        "signing": "confirmed",
        "announcement": "inferred",
    }


def test_the_last_partner_is_identified_by_two_people_and_the_count_agrees(wu: User, tang: User) -> None:
    before = reconcile(TODAY)
    assert before and before.not_identified == 1 and before.economies.named == 31
    changed(wu, tang, "XA", "partner", NEW)
    found = reconcile(TODAY)
    assert found and (found.signed.named, found.implemented.named, found.economies.named) == (58, 52, 32)
    assert found.not_identified == 0 and not found.is_mismatch
    terms = Term.objects.filter(economy="XA")
    assert set(terms.values_list("name", flat=True)) == set(Term.Name.values)
    assert set(terms.values_list("confidence", flat=True)) == {"unknown"}
    changed(wu, tang, "XA", "code_lengths", {"value": "8"})
    assert Partner.objects.get(pk="XA").code_format.lengths == (8, 8)


def test_one_partner_more_than_the_official_count_is_a_mismatch(wu: User, tang: User) -> None:
    OfficialTotal.objects.update(signed=57)
    changed(wu, tang, "XA", "partner", NEW)
    found = reconcile(TODAY)
    assert found and found.is_mismatch


def test_an_economy_of_many_changes_as_one_where_it_is_asked(wu: User, tang: User) -> None:
    changed(wu, tang, "DE", "signing", {"signed_on": "2014-05-17"}, whole_economy=True)
    assert set(Partner.objects.filter(economy="EU").values_list("signed_on", flat=True)) == {"2014-05-17"}
    changed(wu, tang, "FR", "signing", {"signed_on": "2014-05-16"})
    assert Partner.objects.filter(economy="EU", signed_on="2014-05-17").count() == 26
    with pytest.raises(ValidationError):
        propose(wu, "DE", "names", {"name_zh": "德国", "name_en": "Germany"}, whole_economy=True)


def test_terms_take_effect_in_codes_for_buyers(wu: User, tang: User) -> None:
    firm = make_firm(5)
    line = {line.partner.pk: line for line in buyer_codes(firm, Level.CERTIFIED, TODAY, today=TODAY)}["SG"]
    assert line.code == "AEOCN5201900005" and line.warnings
    changed(wu, tang, "SG", "certified", {"value": "yes"})
    changed(wu, tang, "SG", "code_abroad", {"value": "CN"})
    line = {line.partner.pk: line for line in buyer_codes(firm, Level.CERTIFIED, TODAY, today=TODAY)}["SG"]
    assert line.code == "CN5201900005" and not line.warnings


def test_terms_and_days_take_effect_in_checks_of_codes(wu: User, tang: User) -> None:
    def said(code: str, day: date = TODAY) -> set[Reason]:
        return set(next(check_codes([Asked(1, code, "")], as_of=day)).reasons)

    assert Reason.FORMAT_UNKNOWN in said("IS123") and Reason.IN_FORCE_UNKNOWN in said("IS123")
    changed(wu, tang, "IS", "code_lengths", {"value": "5-8"})
    changed(wu, tang, "IS", "standing", BEGUN)
    assert Reason.WRONG_FORMAT in said("IS123") and Reason.IN_FORCE_UNKNOWN not in said("IS123")
    assert Reason.NOT_IN_FORCE in said("IS12345", date(2025, 3, 9))


def test_terms_take_effect_in_lists_to_partners(wu: User, tang: User) -> None:
    changed(wu, tang, "SG", "certified", {"value": "yes"})
    changed(wu, tang, "SG", "consent", {"value": "yes"})
    changed(wu, tang, "HK", "standing", {"status": "signed"})
    told = {terms.partner.pk: terms for terms in partners_told(TODAY)}
    assert told["SG"].levels == (Level.ADVANCED_CERTIFIED, Level.CERTIFIED) and told["SG"].needs_consent
    assert "HK" not in told


def test_the_table_by_region_counts_what_is_there(wu: User, tang: User) -> None:
    changed(wu, tang, "XA", "partner", NEW)
    standings, rows = region_table(Partner.objects.standing_now(TODAY))
    assert standings == ["in force", "signed, not yet in force"]
    by_region = {row.region: row for row in rows}
    assert by_region["africa"].counts[1] == 1 and by_region["oceania"].counts == [2, 0]
    assert (by_region[""].counts, by_region[""].total) == ([52, 6], 58)


@pytest.mark.parametrize(
    ("place", "subject", "values", "field"),
    [
        ("IS", "standing", {"status": "signed", "implemented_as_known": "2025"}, "implemented_as_known"),
        ("IS", "standing", {"status": "implemented", "implemented_as_known": "2025-13"}, "implemented_as_known"),
        ("IS", "standing", {"status": "implemented", "implemented_as_known": "2024-04"}, "implemented_as_known"),
        ("IS", "standing", {"status": ""}, "status"),
        ("IS", "signing", {"signed_on": "2026-12"}, "signed_on"),
        ("IS", "signing", {"signed_on": "1900"}, "signed_on"),
        ("IS", "announcement", {"announcement_zh": "某公告"}, "announcement_en"),
        ("IS", "announcement", {"announcement_en": "Something"}, "announcement_zh"),
        ("IS", "names", {"name_zh": "冰岛"}, "name_en"),
        ("IS", "grouping", {"economy": "AS", "region": "europe"}, "economy"),
        ("IS", "grouping", {"economy": "IS", "region": "arctic"}, "region"),
        ("IS", "code_lengths", {"value": "8-5"}, "value"),
        ("IS", "measures", {"value": "L D"}, "value"),
        ("IS", "consent", {"value": "perhaps"}, "value"),
        ("IS", "consent", {"value": ""}, "value"),
        ("IS", "direction", {"value": "both", "value_zh": "双向"}, "value_zh"),
        ("SG", "partner", NEW, "place"),
        ("X1", "partner", NEW, "place"),
        ("XA", "partner", NEW | {"name_zh": ""}, "name_zh"),
        ("XA", "partner", NEW | {"economy": "XB"}, "economy"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    wu: User, place: str, subject: str, values: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        propose(wu, place, subject, values)
    assert list(refused.value.message_dict) == [field]
    assert not ArrangementChange.objects.exists()


@pytest.mark.parametrize(
    "other", [{"source_zh": " "}, {"reason": ""}, {"reason": "x" * 301}, {"confidence": "sure"}, {"confidence": "unknown"}]
)
def test_a_source_a_reason_and_a_reliability_are_needed(wu: User, other: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        propose(wu, "IS", "standing", BEGUN, **other)


def test_what_changes_nothing_is_refused_but_a_better_source_is_a_change(wu: User, tang: User) -> None:
    term = Term.objects.get(economy="SG", name="consent")
    with pytest.raises(ValidationError, match="stands already"):
        propose(wu, "SG", "consent", {}, confidence="unknown", source_zh=term.source_zh, source_en=term.source_en)
    changed(wu, tang, "SG", "code_lengths", {"value": "12"})
    assert Term.objects.get(economy="SG", name="code_lengths").is_confirmed


def test_nobody_decides_their_own_and_one_change_of_a_field_waits(wu: User, tang: User) -> None:
    change = propose(wu, "IS", "standing", BEGUN)
    with pytest.raises(PermissionDenied, match="second person"):
        arrangement_change_approve(by=wu, change=change, as_of=TODAY)
    with pytest.raises(PermissionDenied):
        arrangement_change_reject(by=wu, change=change, note="No")
    with pytest.raises(PermissionDenied):
        arrangement_change_withdraw(by=tang, change=change, note="No")
    with pytest.raises(ValidationError, match="waits already"):
        propose(tang, "IS", "standing", BEGUN)
    arrangement_change_withdraw(by=wu, change=change, note="A slip")
    with pytest.raises(ValidationError, match="decided already"):
        arrangement_change_approve(by=tang, change=change, as_of=TODAY)
    arrangement_change_reject(by=tang, change=propose(wu, "IS", "standing", BEGUN), note="No source")
    assert Partner.objects.get(pk="IS").in_force_day_unknown


def test_what_was_changed_meanwhile_is_looked_at_again(wu: User, tang: User) -> None:
    change = propose(wu, "XA", "partner", NEW)
    Partner.objects.create(pk="XA", **NEW | {"economy": "XA"}, signed_first="2025-10-01", signed_last="2025-10-31")
    with pytest.raises(ValidationError):
        arrangement_change_approve(by=tang, change=change, as_of=TODAY)
    assert ArrangementChange.objects.get().is_open


def test_the_database_refuses_one_person_for_both_parts(wu: User) -> None:
    change = propose(wu, "IS", "standing", BEGUN)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows = ArrangementChange.objects.filter(pk=change.pk)
        rows.update(state="approved", decided_by=wu, decided_at=timezone.now())


@pytest.mark.parametrize("name", ["fang", "li", "qian", "zhou", "admin_a"])
def test_only_the_desk_acts(person: Any, wu: User, name: str) -> None:
    other, change = person(name), propose(wu, "IS", "standing", BEGUN)
    with pytest.raises(PermissionDenied):
        propose(other, "IS", "signing", {"signed_on": "2024"})
    with pytest.raises(PermissionDenied):
        arrangement_change_approve(by=other, change=change, as_of=TODAY)
    for act in (arrangement_change_reject, arrangement_change_withdraw):
        with pytest.raises(PermissionDenied):
            act(by=other, change=change, note="No")
