"""Suspension and measures on the pages: the case, the firm, a past day, a transaction; and what clearance is told."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from enterprises.models import CriminalCase, Enterprise
from ratings.models import Case, SuspensionOrder
from ratings.services.export import levels_export
from ratings.services.suspensions import suspension_open
from tests.ratings.building import add_facts, change_fact, make_firm
from tests.ratings.casework.suspending import ADVANCED, CRIME, accused, aeo, end, investigated, proposed, suspended
from tests.ratings.casework.walking import again, june, night
from tests.ratings.pages.reading import firm_page, sign_in, text_of

pytestmark = pytest.mark.django_db
LIST = "/ratings/case/"


def act(user: User, case: Case, name: str, **data: object) -> object:
    last = case.acts.values_list("pk", flat=True).last() or 0
    return sign_in(user).post(f"{LIST}{case.pk}/act/{name}/", {"seen": last, **data})


def measures(user: User, firm: Enterprise, on: str = "", other: str = "") -> str:
    page = text_of(sign_in(user), f"{firm_page(firm)}?tab=measures&on={on}&other={other}")
    return re.sub(r"[★☆●○▲△■□◆◇▼▽–] ?", "", page)  # the signs of the levels


# --- The case ---------------------------------------------------------------


def test_the_whole_way_by_forms(fang: User, li: User) -> None:
    case, today = accused(), timezone.localdate().isoformat()
    page = text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert "a criminal case is pending" in page and "Cause of a suspension" in page and "CRI-00001-1" in page
    assert "Propose not to suspend" not in page and "Draft the order of suspension" in page
    bare = act(fang, case, "suspension_draft", from_on=today, reasons="")
    assert bare.status_code == 400 and "errorlist" in bare.content.decode()
    assert act(fang, case, "suspension_draft", from_on=today, reasons="应当暂停").status_code == 302
    own = act(fang, case, "suspension_sign")
    assert own.status_code == 403
    assert act(li, case, "suspension_sign").status_code == 302
    assert act(fang, case, "suspension_serve", method="direct", served_on=today).status_code == 302
    assert again(case).state == "decided"
    change_fact(CriminalCase.objects.get(), outcome="acquitted", effective_on=timezone.localdate())
    ending = proposed(case.enterprise, "resumption", timezone.localdate())
    assert "Let the suspension stand" not in text_of(sign_in(fang), f"{LIST}{ending.pk}/")
    assert act(fang, ending, "resumption_draft", reasons="已宣告无罪").status_code == 302
    assert act(li, ending, "resumption_sign").status_code == 302
    assert act(fang, ending, "resumption_serve", method="direct", served_on=today).status_code == 302
    assert SuspensionOrder.objects.get().to_on == timezone.localdate()


def test_a_supervisor_confirms_that_nothing_is_suspended(fang: User, li: User) -> None:
    case = investigated()
    assert "Propose not to suspend" in text_of(sign_in(fang), f"{LIST}{case.pk}/")
    assert act(fang, case, "suspension_decline", reasons="情节轻微").status_code == 302
    assert "Confirm not to suspend" in text_of(sign_in(li), f"{LIST}{case.pk}/")
    assert act(li, case, "suspension_decline_sign").status_code == 302
    assert again(case).state == "dismissed"


def test_two_browsers_on_one_case(fang: User, li: User) -> None:
    case = investigated()
    assert act(fang, case, "suspension_decline", reasons="x").status_code == 302
    late = sign_in(li).post(
        f"{LIST}{case.pk}/act/suspension_draft/", {"seen": 0, "from_on": timezone.localdate().isoformat(), "reasons": "y"}
    )
    assert late.status_code == 400 and "Meanwhile" in late.content.decode()
    assert again(case).step == "suspension_declining"


def test_an_officer_opens_a_suspension_from_the_page_of_an_aeo_alone(fang: User, chen: User) -> None:
    firm, other = aeo(), make_firm(2)
    night(timezone.localdate())
    address = f"{LIST}open/{firm.pk}/suspension/"
    assert address in sign_in(fang).get(firm_page(firm)).content.decode()
    assert "/suspension/" not in sign_in(fang).get(firm_page(other)).content.decode()
    assert sign_in(chen).get(address).status_code == 403
    empty = sign_in(fang).post(address, {"cause": "facts", "reasons": "x"})
    assert empty.status_code == 400 and "no investigation open" in empty.content.decode()
    assert sign_in(fang).post(address, {"cause": "financial_risk", "reasons": "欠税"}).status_code == 302
    assert Case.objects.get().acts.get().details == {"risk": "financial_risk"}


# --- The firm's page --------------------------------------------------------


def test_the_page_says_since_when_why_what_and_what_would_end_it_on_each_day(fang: User) -> None:
    order = suspended(accused())
    firm = order.enterprise
    page = text_of(sign_in(fang), firm_page(firm, "2026-06-10"))
    assert "AEO measures suspended" in page and "All AEO measures" in page and "2026-06-04" in page
    assert "criminal case CRI-00001-1 stands" in page and "应当暂停" in page and "its case withdrawn or decided" in page
    assert "The level stays." in page and "Advanced Certified Enterprise" in page
    assert "AEO measures suspended" not in text_of(sign_in(fang), firm_page(firm, "2026-06-03"))
    change_fact(CriminalCase.objects.get(), outcome="withdrawn", effective_on=june(15))
    end(proposed(firm, "resumption", june(20)))
    assert "ended on 2026-06-23" in text_of(sign_in(fang), firm_page(firm, "2026-06-22"))
    assert "AEO measures suspended" not in text_of(sign_in(fang), firm_page(firm, "2026-06-23"))
    timeline = text_of(sign_in(fang), firm_page(firm) + "?tab=timeline")
    assert "Suspended: all AEO measures" in timeline and "Suspension ended: all AEO measures" in timeline
    assert "Suspended: all" not in text_of(sign_in(fang), firm_page(firm) + "?tab=timeline&on=2026-06-03")


def test_measures_of_a_level_carry_article_and_mark(fang: User) -> None:
    advanced, regular = aeo(), make_firm(2)
    page = measures(fang, advanced, "2026-06-10")
    assert "Inspection rate below 20% of that of regular firms" in page and "Order 251 art. 30, carried over" in page
    assert "Standard measures" in measures(fang, regular, "2026-06-10")
    certified = make_firm(3, certifications=[ADVANCED | {"level": "certified"}])
    assert "Inspection rate: not known" in measures(fang, certified, "2026-06-10")
    assert "No rulebook is in force" in measures(fang, regular, "2021-10-31")
    assert "not judged" in measures(fang, make_firm(4, firm={"cancelled_on": date(2026, 1, 1)}), "2026-06-10")


def test_suspension_takes_measures_away(fang: User) -> None:
    firm = suspended(accused()).enterprise
    page = measures(fang, firm, "2026-06-10")
    assert "those of a regular firm apply" in page and "Standard measures" in page
    assert page.count("suspended") > 10
    assert "those of a regular firm" not in measures(fang, firm, "2026-06-03")
    risky = aeo(2)
    night(june(1))
    suspended(suspension_open(by=fang, enterprise=risky, cause="financial_risk", reasons="x", as_of=june(1)))
    page = measures(fang, risky, "2026-06-10")
    assert "A measure of its level is suspended" in page and page.count("applies") > 8


def test_the_lower_of_two_parties_decides(fang: User) -> None:
    advanced, regular = aeo(), make_firm(2)
    for typed in (regular.customs_code, regular.name_zh):
        page = measures(fang, advanced, "2026-06-10", typed)
        assert "Measures that apply Regular Enterprise" in page and "Standard measures" in page
    assert "Measures that apply Regular Enterprise" in measures(fang, regular, "2026-06-10", advanced.customs_code)
    peer = aeo(3)
    assert "Measures that apply Advanced Certified" in measures(fang, advanced, "2026-06-10", peer.customs_code)
    add_facts(peer, criminal_cases=[CRIME])
    suspended(proposed(peer))
    assert "Measures that apply Regular Enterprise" in measures(fang, advanced, "2026-06-10", peer.customs_code)
    assert "Measures that apply Advanced Certified" in measures(fang, advanced, "2026-06-03", peer.customs_code)


def test_who_the_other_party_is_must_be_clear(fang: User) -> None:
    firm = aeo()
    make_firm(2), make_firm(22)
    assert "Several firms fit" in measures(fang, firm, other="测试企业2")
    assert "No other firm has this code or name: 无此企业" in measures(fang, firm, other="无此企业")
    assert "No other firm" in measures(fang, firm, other=firm.customs_code)
    assert "at least two characters" in measures(fang, firm, other="x")


def test_queries_of_the_measures_do_not_grow(fang: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    firm, other = suspended(accused()).enterprise, aeo(2)
    browser = sign_in(fang)
    browser.get(firm_page(firm))
    with django_assert_max_num_queries(45):
        browser.get(f"{firm_page(firm)}?tab=measures&other={other.customs_code}")


# --- What clearance is told -------------------------------------------------


def exported(folder: Path, since: date | None = None) -> dict[str, tuple[str, str, str]]:
    levels_export(folder=folder, changes_since=since)
    with (folder / "levels.csv").open(encoding="utf-8") as file:
        return {
            row["customs_code"]: (row["level_in_force"], row["suspension"], row["measures_class"])
            for row in csv.DictReader(file)
        }


def test_an_order_changes_the_class_of_measures_and_not_the_level(fang: User, tmp_path: Path) -> None:
    case = accused()
    code = case.enterprise.customs_code
    assert exported(tmp_path) == {code: ("advanced_certified", "must", "advanced_certified")}
    suspended(case)
    night(june(4))
    assert exported(tmp_path) == {code: ("advanced_certified", "must", "regular")}
    assert set(exported(tmp_path, june(4))) == {code} and exported(tmp_path, june(5)) == {}
    change_fact(CriminalCase.objects.get(), outcome="withdrawn", effective_on=june(15))
    end(proposed(case.enterprise, "resumption", june(20)))
    night(june(23))
    assert exported(tmp_path) == {code: ("advanced_certified", "", "advanced_certified")}
    assert set(exported(tmp_path, june(23))) == {code}
    risky = suspension_open(by=fang, enterprise=aeo(2), cause="financial_risk", reasons="x", as_of=june(1))
    suspended(risky)
    night(june(24))
    assert exported(tmp_path)[risky.enterprise.customs_code] == ("advanced_certified", "", "advanced_certified")
