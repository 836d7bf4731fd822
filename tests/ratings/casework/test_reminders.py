"""Reminders: once each, to whom they belong, in the portal and by mail, through killed nights and dead mail servers."""

import smtplib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from accounts.models import User
from accounts.services.language import language_choose
from enterprises.models import Enterprise, Rectification
from ratings.models import Reminder, ReminderMail
from ratings.selectors.reminders import reminders_for
from ratings.services.reminders import reminders_mail
from tests.people import make_person
from tests.ratings.building import make_firm
from tests.ratings.casework.walking import night

pytestmark = pytest.mark.django_db
ENDS = date(2026, 12, 31)
PERIOD = {"started_on": date(2026, 4, 1), "due_on": ENDS, "reference": "整改〔2026〕7号"}


@pytest.fixture(autouse=True)
def li_has_mail(li: User) -> None:
    """A supervisor of the district whose account has a mail address."""
    User.objects.update(email="li@example.org")


def firm(**period: Any) -> Enterprise:
    """A certified firm with a rectification that a delivery brought."""
    certified = {"level": "certified", "granted_on": date(2026, 1, 1)}
    return make_firm(certifications=[certified], rectifications=[PERIOD | period])


def raised() -> list[int]:
    return list(Reminder.objects.order_by("-days").values_list("days", flat=True))


def test_each_is_raised_on_its_day_and_not_a_day_before():
    firm()
    for days, wanted in ((61, []), (60, [60]), (59, [60]), (31, [60]), (30, [60, 30]), (8, [60, 30]), (7, [60, 30, 7])):
        night(ENDS - timedelta(days=days))
        assert raised() == wanted
    night(ENDS)
    night(ENDS + timedelta(days=1))
    assert raised() == [60, 30, 7] and len(mail.outbox) == 3


def test_a_night_twice_reminds_once():
    firm()
    for _again in range(2):
        night(ENDS - timedelta(days=60))
    assert raised() == [60] and len(mail.outbox) == 1


def test_of_missed_nights_only_the_latest_reminder_comes():
    firm()
    night(ENDS - timedelta(days=20))
    assert raised() == [30]


def test_a_period_shorter_than_a_reminder_has_none_on_its_first_day():
    firm(started_on=ENDS - timedelta(days=20))
    night(ENDS - timedelta(days=20))
    assert raised() == []
    night(ENDS - timedelta(days=7))
    assert raised() == [7]


def test_an_extended_period_is_reminded_of_anew():
    firm()
    night(ENDS - timedelta(days=7))
    Rectification.objects.update(due_on=ENDS + timedelta(days=30))
    night(ENDS)
    assert set(Reminder.objects.values_list("due_on", "days")) == {(ENDS, 7), (ENDS + timedelta(days=30), 30)}


def test_what_has_a_result_is_not_reminded_of():
    firm(outcome="passed", closed_on=date(2026, 10, 1))
    night(ENDS - timedelta(days=30))
    assert raised() == []


def test_the_mail_holds_number_firm_day_and_link_in_the_readers_language(li: User, settings: Settings):
    settings.PORTAL_URL, settings.DEFAULT_FROM_EMAIL = "https://credit.example.org", "credit@example.org"
    one = firm()
    night(ENDS - timedelta(days=60))
    language_choose(by=li, language="en")
    night(ENDS - timedelta(days=30))
    chinese, english = mail.outbox
    link = f"https://credit.example.org/enterprises/enterprise/{one.pk}/change/"
    assert chinese.subject == "整改期届满（2026年12月31日）：整改〔2026〕7号"
    assert english.subject == "The rectification period ends on 31 December 2026: 整改〔2026〕7号"
    for told in ("测试企业1号", "整改〔2026〕7号", "https://credit.example.org/enterprises/enterprise/"):
        assert told in chinese.body and told in english.body
    assert one.customs_code not in chinese.body and link.startswith("https")
    assert (chinese.from_email, chinese.to) == ("credit@example.org", ["li@example.org"])


def test_who_is_reminded(li: User, fang: User, chen: User, zhao: User):
    firm()
    night(ENDS - timedelta(days=30))
    today = ENDS - timedelta(days=30)
    assert [reminder.number for reminder in reminders_for(li, today)] == ["整改〔2026〕7号"]
    assert not reminders_for(fang, today) and not reminders_for(chen, today)
    assert list(ReminderMail.objects.values_list("person__username", flat=True)) == ["li"]  # zhao has no address
    assert list(reminders_for(zhao, today))


def test_only_the_latest_reminder_is_shown_and_none_after_the_day(li: User):
    firm()
    for days in (60, 30):
        night(ENDS - timedelta(days=days))
    assert [reminder.days for reminder in reminders_for(li, ENDS - timedelta(days=30))] == [30]
    assert not reminders_for(li, ENDS + timedelta(days=1))


class DeadServer(EmailBackend):
    """Does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class RefusingServer(EmailBackend):
    """Takes no mail from us."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({})


class BrokenLine(EmailBackend):
    """The line breaks after a mail was handed over."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected


@pytest.mark.parametrize("server", [DeadServer, RefusingServer])
def test_what_was_not_sent_is_sent_by_the_next_run(server: type, settings: Settings):
    firm()
    settings.EMAIL_BACKEND = f"{__name__}.{server.__name__}"
    night(ENDS - timedelta(days=30))
    assert not mail.outbox and raised() == [30]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminders_mail(as_of=ENDS - timedelta(days=30)) == 1
    assert reminders_mail(as_of=ENDS - timedelta(days=30)) == 0 and len(mail.outbox) == 1
    assert ReminderMail.objects.get().sent_at


def test_what_may_have_left_is_not_sent_again_and_the_rest_is(zhao: User, settings: Settings):
    User.objects.filter(pk=zhao.pk).update(email="zhao@example.org")
    firm()
    settings.EMAIL_BACKEND = f"{__name__}.BrokenLine"
    night(ENDS - timedelta(days=30))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminders_mail(as_of=ENDS - timedelta(days=29)) == 1
    assert sorted(one.to[0] for one in mail.outbox) == ["li@example.org", "zhao@example.org"]


def test_a_mail_that_another_process_claimed_is_left_to_it(li: User):
    firm()
    User.objects.update(email="")
    night(ENDS - timedelta(days=30))
    User.objects.filter(pk=li.pk).update(email="li@example.org")
    claimed = ReminderMail(reminder=Reminder.objects.get(), person=li, claimed_at="2026-12-01T00:00:00Z")
    claimed.save()
    assert reminders_mail(as_of=ENDS - timedelta(days=30)) == 0 and not mail.outbox


def test_a_mail_that_waited_past_its_day_is_not_sent(settings: Settings):
    firm()
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    night(ENDS - timedelta(days=7))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminders_mail(as_of=ENDS + timedelta(days=1)) == 0


def test_switching_the_language_is_kept_for_mail_without_a_line_in_history():
    from django.test import Client

    person = make_person("li")
    lines = person.history.count()
    client = Client()
    client.force_login(person)
    assert client.post("/i18n/setlang/", {"language": "en"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "en" and person.history.count() == lines
    client.post("/i18n/setlang/", {"language": "xx"})
    person.refresh_from_db()
    assert person.language == "en"


def test_the_queries_of_raising_do_not_grow_with_the_rectifications(django_assert_max_num_queries: Any):
    for number in range(1, 31):
        make_firm(number, rectifications=[PERIOD | {"reference": f"R{number}"}])
    from ratings.models import Run
    from ratings.services.reminders import reminders_raise

    run = night(ENDS - timedelta(days=100))
    assert isinstance(run, Run)
    with django_assert_max_num_queries(15):
        assert reminders_raise(as_of=ENDS - timedelta(days=60), run=run) == 30
