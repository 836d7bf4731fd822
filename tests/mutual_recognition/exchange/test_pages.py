"""The pages of the exchange: who stands where, what a message told, sending again, consents, the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mutual_recognition.models import Consent, Message
from tests.mutual_recognition.exchange.telling import DAY, first_lists, make_aeo, night, suspend, tell

LIST = reverse("admin:mutual_recognition_message_changelist")
GIVE = reverse("admin:mutual_recognition_consent_give")


@pytest.fixture
def suspended(db: None) -> Message:
    """A message to Singapore that tells of a suspension, sent two days ago."""
    firm = make_aeo(1)
    night()
    first_lists()
    suspend(firm)
    tell()
    Message.objects.update(sent_at=timezone.now() - timedelta(days=2))
    return Message.objects.get(partner="SG", kind="events")


def page(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(address, HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert response.status_code == 200
    return response.content.decode()


def post(person: User, address: str, **data: object):
    client = Client()
    client.force_login(person)
    return client.post(address, data)


def test_the_overview_says_who_is_told_what_and_what_is_overdue(suspended: Message, fang: User) -> None:
    html = page(fang, LIST)
    assert "新加坡" in html and "仅限已同意的企业" in html and "是否获认可未知" in html
    one = page(fang, reverse("admin:mutual_recognition_message_partner", args=["SG"]))
    assert "SG-000002-events" in one and "逾期" in one


def test_the_desk_is_told_of_a_suspension_that_is_not_acknowledged_in_a_day(
    suspended: Message, wu: User, fang: User
) -> None:
    start = reverse("admin:index")
    html = page(wu, start)
    assert "SG-000002-events" in html and "HK-000002-events" in html
    assert "SG-000001-full" not in html  # a list that is late is on its own page
    assert "SG-000002-events" not in page(fang, start)
    Message.objects.filter(pk=suspended.pk).update(sent_at=timezone.now() - timedelta(hours=23))
    assert "SG-000002-events" not in page(wu, start)
    Message.objects.filter(pk=suspended.pk).update(state="rejected")
    assert "SG-000002-events" in page(wu, start)
    Message.objects.filter(pk=suspended.pk).update(state="settled")
    assert "SG-000002-events" not in page(wu, start)


def test_a_message_shows_what_it_told_and_gives_its_files(suspended: Message, zhou: User) -> None:
    html = page(zhou, suspended.get_absolute_url())
    assert "测试企业1号" in html and suspended.digest in html
    assert "重新发送" not in html
    client = Client()
    client.force_login(zhou)
    response = client.get(reverse("admin:mutual_recognition_message_file", args=[suspended.pk, "list.csv"]))
    assert b"suspended" in b"".join(response.streaming_content)
    assert "attachment" in response["Content-Disposition"]
    for name in ("manage.py", "..%2Fmanifest.json"):
        assert client.get(f"{suspended.get_absolute_url()}file/{name}/").status_code == 404


def test_the_desk_sends_again_with_a_reason(suspended: Message, wu: User, fang: User) -> None:
    address = reverse("admin:mutual_recognition_message_act", args=[suspended.pk, "resend"])
    assert post(fang, address, reason="?").status_code == 403
    refused = post(wu, address, reason=" ")
    assert refused.status_code == 400
    assert post(wu, address, reason="未收到回执").status_code == 302
    suspended.refresh_from_db()
    assert suspended.state == "made"
    assert "未收到回执" in page(wu, suspended.get_absolute_url())


def test_a_consent_is_recorded_and_withdrawn(fang: User, chen: User) -> None:
    firm = make_aeo(1)
    given = {"customs_code": firm.customs_code, "economy": "EU", "given_on": DAY, "evidence": "卷宗", "reason": "申请"}
    assert post(fang, GIVE, **given).status_code == 302
    consent = Consent.objects.get()
    assert firm.name_zh in page(fang, reverse("admin:mutual_recognition_consent_changelist") + f"?q={firm.customs_code}")
    address = reverse("admin:mutual_recognition_consent_change", args=[consent.pk])
    assert "撤回" not in page(chen, address).split("变更记录")[0].split("撤回日期")[1]
    assert post(chen, address, withdrawn_on=timezone.localdate(), reason="?").status_code == 200
    consent.refresh_from_db()
    assert consent.withdrawn_on is None
    assert post(fang, address, withdrawn_on=timezone.localdate(), reason="企业撤回").status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_on == timezone.localdate()
    assert "企业撤回" in page(fang, address)


def test_what_is_wrong_with_a_consent_stands_beside_its_field_and_nothing_is_lost(fang: User) -> None:
    firm = make_aeo(1)
    given = {
        "customs_code": firm.customs_code,
        "economy": "EU",
        "given_on": "2999-01-01",
        "evidence": "卷宗甲",
        "reason": "x",
    }
    html = post(fang, GIVE, **given).content.decode()
    assert "同意日期不能晚于今日" in html and "卷宗甲" in html
    html = post(fang, GIVE, **given | {"customs_code": "0000000000"}).content.decode()
    assert "没有此海关编码的企业" in html
    assert not Consent.objects.exists()


def test_queries_do_not_grow(suspended: Message, fang: User, django_assert_max_num_queries) -> None:
    client = Client()
    client.force_login(fang)
    for address in (LIST, suspended.get_absolute_url(), reverse("admin:mutual_recognition_message_partner", args=["SG"])):
        with django_assert_max_num_queries(22):
            client.get(address)
