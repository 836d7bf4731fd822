"""Consents: recorded and withdrawn by whom, and what partners that need them are told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from enterprises.models import Enterprise
from mutual_recognition.models import Consent
from mutual_recognition.services.consents import consent_give, consent_withdraw
from tests.mutual_recognition.exchange.telling import (
    DAY,
    NEXT,
    events_in,
    first_lists,
    folders,
    make_aeo,
    night,
    tell,
    xml_rows,
)


def give(by: User, firm: Enterprise, economy: str = "EU", **given: object) -> Consent:
    values = {"given_on": DAY, "evidence": "卷宗 2026-1", "reason": "企业申请", "as_of": DAY} | given
    return consent_give(by=by, enterprise=firm, economy=economy, **values)


def withdraw(by: User, consent: Consent, on: date = NEXT, as_of: date = NEXT) -> Consent:
    return consent_withdraw(by=by, consent=consent, withdrawn_on=on, reason="企业撤回", as_of=as_of)


def test_only_consented_firms_go_to_partners_that_need_consent(fang: User) -> None:
    for_eu, for_uk, none = make_aeo(1), make_aeo(2), make_aeo(3)
    give(fang, for_eu, "EU")
    give(fang, for_uk, "GB")
    night()
    first_lists()

    def listed(partner: str) -> list[str]:
        return [row["code"] for row in xml_rows(folders(partner)[0])]

    assert listed("DE") == listed("FR") == [for_eu.aeo_code]
    assert listed("GB") == [for_uk.aeo_code]
    assert listed("SG") == [for_eu.aeo_code, for_uk.aeo_code, none.aeo_code]


def test_consent_withdrawn_takes_the_firm_off_and_tells_no_more_than_its_code(fang: User) -> None:
    firm = make_aeo(1)
    consent = give(fang, firm)
    night()
    first_lists()
    withdraw(fang, consent)
    assert {message.partner.economy for message in tell(NEXT)} == {"EU"}
    assert xml_rows(folders("DE")[1]) == [{"line": "1", "event": "withdrawn", "code": firm.aeo_code}]
    content = b"".join(path.read_bytes() for path in folders("DE")[1].iterdir())
    assert firm.name_zh.encode() not in content
    firm.name_zh = "改名之后"
    firm.save()
    tell(NEXT)
    assert events_in("DE") == [("withdrawn", firm.aeo_code)]
    assert events_in("SG") == [("renamed", firm.aeo_code)]
    give(fang, firm, given_on=NEXT, as_of=NEXT)
    tell(NEXT)
    assert events_in("DE") == [("withdrawn", firm.aeo_code), ("granted", firm.aeo_code)]


def test_a_consent_keeps_who_when_why(fang: User, wu: User) -> None:
    consent = withdraw(wu, give(fang, make_aeo(1)))
    withdrawn, given = consent.history.all()
    assert (given.history_user, given.history_change_reason, given.withdrawn_on) == (fang, "企业申请", None)
    assert (withdrawn.history_user, withdrawn.history_change_reason, withdrawn.withdrawn_on) == (wu, "企业撤回", NEXT)


def test_who_may_not(chen: User, fang: User, zhou: User, qian: User) -> None:
    firm = make_aeo(1)
    for person in (chen, zhou, qian):
        with pytest.raises(PermissionDenied, match="district"):
            give(person, firm)
    consent = give(fang, firm)
    with pytest.raises(PermissionDenied):
        withdraw(chen, consent)
    assert Consent.objects.get().withdrawn_on is None


@pytest.mark.parametrize(
    "given",
    [
        {"economy": "SG"},
        {"economy": "XX"},
        {"given_on": NEXT},
        {"evidence": "  "},
        {"reason": " "},
    ],
    ids=str,
)
def test_what_is_refused(fang: User, given: dict) -> None:
    with pytest.raises(ValidationError):
        give(fang, make_aeo(1), **given)
    assert not Consent.objects.exists()


def test_a_consent_is_given_once_and_withdrawn_once(fang: User) -> None:
    firm = make_aeo(1)
    consent = give(fang, firm)
    with pytest.raises(ValidationError, match="already"):
        give(fang, firm)
    for wrong in (date(2026, 6, 1), date(2026, 7, 2)):
        with pytest.raises(ValidationError):
            withdraw(fang, consent, on=wrong)
    withdraw(fang, consent)
    with pytest.raises(ValidationError, match="already"):
        withdraw(fang, consent)
    with pytest.raises(ValidationError, match="still in force"):
        give(fang, firm, given_on=DAY, as_of=NEXT)
    give(fang, firm, given_on=NEXT, as_of=NEXT)
    assert Consent.objects.in_force(NEXT).count() == 1
