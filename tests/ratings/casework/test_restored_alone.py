"""The notice of a restoration that the night made by itself: in the portal and by mail, once each, also through killed nights."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from ratings.models import Decision, Reminder, ReminderMail, Run
from ratings.selectors.reminders import reminders_for
from ratings.services.night import night_run
from ratings.services.reminders import reminders_mail
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import night
from tests.ratings.pages.reading import sign_in, text_of

pytestmark = pytest.mark.django_db
LEVEL = date(2024, 6, 1)
RESTORED = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def they_have_mail(fang: User, li: User, chen: User) -> None:
    """An officer and a supervisor of the district, and an officer of another, with mail addresses."""
    for one in (fang, li, chen):
        User.objects.filter(pk=one.pk).update(email=f"{one.username}@example.org")


def discredited(number: int = 1, **firm: Any) -> Any:
    rating = {"level": "discredited", "effective_on": LEVEL, "grounds": ["smuggling_act"]}
    return make_firm(number, ratings=[rating], firm=firm)


def told() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox if one.to != ["night@example.org"])  # not the alarm


def test_the_people_of_the_district_are_told_once():
    firm = discredited()
    night(RESTORED - timedelta(days=1))
    assert not told() and not Reminder.objects.exists()
    for day in (0, 0, 1):
        night(RESTORED + timedelta(days=day))
    decision = Decision.objects.get()
    assert Reminder.objects.get().decision == decision and told() == ["fang@example.org", "li@example.org"]
    first = mail.outbox[0]
    assert first.subject == f"夜间处理已恢复为常规管理企业（2026年6月1日）：{decision}"
    assert firm.name_zh in first.body and f"/enterprises/enterprise/{firm.pk}/change/" in first.body


def test_a_killed_night_told_nobody_and_the_next_one_tells_once(monkeypatch: pytest.MonkeyPatch):
    discredited()

    def killed(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("ratings.services.night.count_day", killed)
        with pytest.raises(SystemExit):
            night(RESTORED)
    assert not Reminder.objects.exists() and not Decision.objects.exists() and not told()
    night(RESTORED + timedelta(days=1))
    assert Reminder.objects.get().decision == Decision.objects.get() and told() == ["fang@example.org", "li@example.org"]


def test_what_the_mail_server_did_not_take_is_told_later(settings: Settings):
    discredited()
    settings.EMAIL_BACKEND = "tests.ratings.casework.test_reminders.DeadServer"
    night(RESTORED)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert not told()
    assert reminders_mail(as_of=RESTORED + timedelta(days=3)) == 2 and ReminderMail.objects.filter(sent_at=None).count() == 0
    assert reminders_mail(as_of=RESTORED + timedelta(days=3)) == 0


def test_one_that_waits_for_an_officer_is_a_case_and_no_notice(settings: Settings):
    settings.NIGHT_RESTORES_ALONE = False
    discredited()
    night(RESTORED)
    assert not Reminder.objects.exists() and not told()


def test_it_is_no_reminder_of_a_day_to_come(li: User):
    discredited()
    night(RESTORED)
    assert not reminders_for(li, RESTORED)


def restored_today() -> None:
    """Eight firms here and one elsewhere, restored by the night of today."""
    today = timezone.localdate()
    for number in range(1, 9):
        discredited(number)
    discredited(9, district="5300")
    night_run(as_of=today, trigger=Run.Trigger.COMMAND)


def test_the_start_page_of_the_district_shows_them(fang: User, li: User, chen: User, zhou: User, qian: User):
    restored_today()
    for one in (fang, li):
        page = text_of(sign_in(one), "/")
        assert "Restored by the night the last 14 days · 8 firms" in page and "测试企业8号" in page
        assert "测试企业9号" not in page
    assert "测试企业9号" in text_of(sign_in(chen), "/")
    assert "Restored by the night" not in text_of(sign_in(zhou), "/") + text_of(sign_in(qian), "/")


def test_after_fourteen_days_it_is_gone(fang: User):
    discredited()
    night_run(as_of=timezone.localdate() - timedelta(days=14), trigger=Run.Trigger.COMMAND)
    assert Decision.objects.exists() and "Restored by the night" not in text_of(sign_in(fang), "/")
