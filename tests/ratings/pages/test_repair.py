"""The pages of a credit repair: what the firm's page says, the application, the check."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from enterprises.models import Enterprise
from ratings.models import Case
from tests.people import make_person
from tests.portal import Portal
from tests.ratings.building import make_firm
from tests.ratings.casework.repairing import drafted
from tests.ratings.casework.walking import proof
from tests.ratings.pages.reading import sign_in

pytestmark = pytest.mark.django_db


def _firm(number: int, *grounds: str, **more: Any) -> Enterprise:
    rating = {"level": "discredited", "effective_on": date(2025, 6, 1), "grounds": list(grounds)}
    return make_firm(number, ratings=[rating], **more)


def _page(user: User, firm: Enterprise, on: str = "2026-05-01") -> str:
    address = reverse("admin:enterprises_enterprise_change", args=[firm.pk])
    content = sign_in(user).get(address, {"on": on}).content.decode().split('<main id="content"', 1)[1]
    return " ".join(content.split())


def test_the_firms_page_says_the_day_and_what_it_waits_for(fang: User):
    duty = {"kind": "duty", "due_on": date(2026, 4, 1), "amount_cny": 5}
    page = _page(fang, _firm(1, "smuggling_act", payables=[duty]))
    for said in ("Credit repair", "2026-06-01", "Nothing is owed past its deadline", "1 unpaid document"):
        assert said in page, said
    assert "There is no early repair for" in _page(fang, _firm(2, "bribery"))
    assert "Credit repair" not in _page(fang, make_firm(3))


def test_an_application_is_taken_and_checked_on_its_pages(fang: User, chen: User):
    firm = _firm(1, "penalty_rate")
    address = reverse("admin:ratings_case_open", args=[firm.pk, "repair"])
    sent = {"received_on": "2026-06-01", "corrected": "已整改", "effects": "已消除"}
    assert sign_in(chen).post(address, sent).status_code == 403
    client = sign_in(fang)
    refused = client.post(address, sent | {"received_on": "2025-11-30"})
    assert refused.status_code == 400 and "May apply from 2025-12-01" in refused.content.decode()
    assert "已整改" in refused.content.decode(), "nothing typed is lost"
    assert client.post(address, sent).status_code == 302
    case = Case.objects.get(kind=Case.Kind.REPAIR)
    check = reverse("admin:ratings_case_act", args=[case.pk, "repair_check"])
    form = client.get(check).content.decode()
    assert "No ground is met beyond those judged" in form
    answers = dict.fromkeys(("serious", "ground", "excluded", "time", "arrears", "new", "corrected", "effects"), "yes")
    own = {"corrected_finding": "属实", "effects_finding": "属实", "seen": case.acts.get().pk}
    assert client.post(check, answers | own | {"arrears": "no"}).status_code == 400
    assert client.post(check, answers | own).status_code == 302
    page = client.get(reverse("admin:ratings_case_change", args=[case.pk])).content.decode()
    assert "As found and confirmed on" in page and "Draft the decision on the repair" in page


def test_an_exclusion_is_recorded_and_approved_on_its_pages(fang: User, li: User):
    firm = _firm(1, "smuggling_act")
    address = reverse("admin:ratings_case_open", args=[firm.pk, "exclusion"])
    sent = {"what": "exclude", "basis": "国办发〔2026〕9号", "reason": "属于该文规定的情形"}
    refused = sign_in(fang).post(address, sent)
    assert refused.status_code == 400 and "属于该文规定的情形" in refused.content.decode()
    assert sign_in(fang).post(address, sent | {"papers": [proof()]}).status_code == 302
    case = Case.objects.get(kind=Case.Kind.EXCLUSION)
    approve = reverse("admin:ratings_case_act", args=[case.pk, "exclusion_approve"])
    assert sign_in(li).post(approve, {"seen": case.acts.get().pk}).status_code == 302
    page = sign_in(li).get(reverse("admin:ratings_case_change", args=[case.pk])).content.decode()
    assert "国办发〔2026〕9号" in page and "Repair is excluded" in page
    assert "by: 国办发〔2026〕9号" in _page(fang, firm, on=date.today().isoformat())


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_sign_one_repair_in_their_browsers(live_portal: Portal, second_window: Portal):
    case = drafted()
    first, second = live_portal.signed_in(make_person("li")), second_window.signed_in(make_person("zhao"))
    for portal in (live_portal, second_window):
        portal.in_english()
        portal.open(reverse("admin:ratings_case_act", args=[case.pk, "repair_decision_sign"]))
    first.locator("main form .button-primary").first.click()
    first.wait_for_url(lambda url: "/act/" not in url)
    second.locator("main form .button-primary").first.click()
    assert "Meanwhile" in second.locator("main").inner_text()
    assert case.letters.get().signed_by.username == "li"
