"""The phrases about partners, as of days, and the reconciliation."""

from collections import Counter
from datetime import date

from mutual_recognition.exchange.eligibility import partners_told
from mutual_recognition.models import OfficialTotal, Partner, Standing
from mutual_recognition.reconciliation import reconcile

TODAY = date(2026, 11, 20)


def codes(partners) -> set[str]:
    """The codes of the partners."""
    return set(partners.values_list("pk", flat=True))


def standings(day: date) -> dict[str, str]:
    """Standing by code on a day."""
    return {partner.pk: partner.standing for partner in Partner.objects.standing_on(day)}


def test_named_implemented_and_signed_only() -> None:
    assert Partner.objects.count() == 57
    assert Partner.objects.implemented().count() == 52
    assert codes(Partner.objects.signed_only(TODAY)) == {"KZ", "IR", "RU", "PH", "UZ"}
    assert Partner.objects.filter(economy="EU").count() == 27
    assert Partner.objects.economies() == 31
    assert codes(Partner.objects.in_force_day_unknown()) == {"GB", "IS"}
    assert codes(Partner.objects.unconfirmed()) == {"KR", "GB", "IS", "KZ", "IR", "RU", "PH", "UZ"}


def test_reconciliation_is_the_difference_to_the_official_count() -> None:
    found = reconcile(TODAY)
    assert found is not None
    assert (found.signed.official, found.signed.named, found.not_identified) == (58, 57, 1)
    assert (found.implemented.official, found.implemented.named) == (52, 52)
    assert (found.signed_only.official, found.signed_only.named) == (6, 5)
    assert (found.economies.official, found.economies.named) == (32, 31)
    assert found.implemented.agrees
    assert not found.is_mismatch
    assert found.total.confidence == "confirmed"


def test_one_implemented_too_few_is_a_mismatch() -> None:
    Partner.objects.filter(pk="IS").update(status="signed")
    found = reconcile(TODAY)
    assert found is not None and found.is_mismatch
    assert found.implemented.is_mismatch and found.implemented.missing == 1
    assert not found.signed.is_mismatch


def test_more_named_than_counted_is_a_mismatch() -> None:
    OfficialTotal.objects.update(signed=56)
    found = reconcile(TODAY)
    assert found is not None and found.signed.is_mismatch and found.not_identified == 0


def test_more_economies_missing_than_countries_is_a_mismatch() -> None:
    OfficialTotal.objects.update(economies=33)
    found = reconcile(TODAY)
    assert found is not None and found.economies.is_mismatch


def test_without_an_official_count_nothing_is_claimed() -> None:
    OfficialTotal.objects.all().delete()
    assert reconcile(TODAY) is None


def test_in_force_from_its_first_day_on() -> None:
    assert "SG" not in codes(Partner.objects.in_force_on(date(2013, 3, 14)))
    assert codes(Partner.objects.in_force_on(date(2013, 3, 15))) == {"SG"}
    assert Partner.objects.in_force_on(date(2015, 10, 31)).count() == 3
    assert Partner.objects.in_force_on(date(2015, 11, 1)).count() == 30
    assert Partner.objects.in_force_on(date(2026, 2, 28)).count() == 50


def test_a_day_that_is_not_known_stands_apart_on_past_days() -> None:
    assert standings(date(2024, 5, 8))["IS"] == Standing.NOT_SIGNED
    assert standings(date(2024, 5, 9))["IS"] == Standing.DAY_UNKNOWN
    assert standings(date(2024, 5, 9))["GB"] == Standing.DAY_UNKNOWN


def test_a_signing_of_which_the_month_is_known() -> None:
    assert standings(date(2017, 2, 28))["NZ"] == Standing.NOT_SIGNED
    assert standings(date(2017, 3, 1))["NZ"] == Standing.MAYBE_SIGNED
    assert standings(date(2017, 3, 30))["NZ"] == Standing.MAYBE_SIGNED
    assert standings(date(2017, 3, 31))["NZ"] == Standing.SIGNED
    assert standings(date(2017, 7, 1))["NZ"] == Standing.IN_FORCE


def test_a_signing_of_which_nothing_is_known() -> None:
    assert standings(date(2025, 5, 31))["MN"] == Standing.MAYBE_SIGNED
    assert standings(date(2025, 6, 1))["MN"] == Standing.IN_FORCE


def test_an_entry_into_force_of_which_the_month_is_known_is_apart_in_that_month() -> None:
    span = {"implemented_as_known": "2020-03", "implemented_first": date(2020, 3, 1), "implemented_on": date(2020, 3, 31)}
    Partner.objects.filter(pk="GB").update(**span, signed_on="2019", signed_first="2019-01-01", signed_last="2019-12-31")
    assert standings(date(2020, 2, 29))["GB"] == Standing.SIGNED
    assert standings(date(2020, 3, 30))["GB"] == Standing.DAY_UNKNOWN
    assert standings(date(2020, 3, 31))["GB"] == Standing.IN_FORCE


def test_an_arrangement_announced_for_a_later_day_is_signed_until_then() -> None:
    later = date(2027, 1, 1)
    span = {"implemented_as_known": "2027-01-01", "implemented_first": later, "implemented_on": later}
    Partner.objects.filter(pk="KZ").update(status="implemented", **span)
    assert {p.pk: p.standing for p in Partner.objects.standing_now(TODAY)}["KZ"] == Standing.SIGNED
    assert {p.pk: p.standing for p in Partner.objects.standing_now(later)}["KZ"] == Standing.IN_FORCE
    assert "KZ" in codes(Partner.objects.signed_only(TODAY)) - codes(Partner.objects.implemented().begun(TODAY))
    assert "KZ" not in {terms.partner.pk for terms in partners_told(TODAY)}
    assert (reconcile(TODAY).implemented.named, reconcile(later).implemented.named) == (52, 53)
    assert reconcile(later).is_mismatch


def test_every_partner_stands_somewhere_on_every_day() -> None:
    assert Counter(standings(date(2024, 6, 1)).values()) == {
        Standing.IN_FORCE: 45,
        Standing.DAY_UNKNOWN: 2,
        Standing.SIGNED: 6,
        Standing.MAYBE_SIGNED: 4,
    }
    now = Counter(partner.standing for partner in Partner.objects.standing_now(TODAY))
    assert now == {Standing.IN_FORCE: 52, Standing.SIGNED: 5}
