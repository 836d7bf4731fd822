"""Reminders: raised by the night with everything else that it writes, mailed after it."""

import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enterprises.templatetags.portal import date_text
from ratings.models import Case, Reminder, ReminderMail, Run
from ratings.selectors.reminders import RULES, Due, ReminderRule, people_of_districts, reminders_due

logger = logging.getLogger(__name__)
BATCH = 1000
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""What a mail server answers when it did not take a mail: it may be sent again."""


def reminders_raise(*, as_of: date, run: Run) -> int:
    """Raise each reminder that is due on the day and was not raised yet; returns how many.

    A part of the night's transaction: a night that is killed raised none, and the next one raises them. Each goes to whoever
    works the case, or where nobody does to those of the district whom the rule names.
    """
    raised = 0
    for rule in RULES:
        for due in _in_batches(reminders_due(rule, as_of)):
            reminders = Reminder.objects.bulk_create(
                Reminder(
                    kind=rule.kind,
                    enterprise_id=one.enterprise_id,
                    case_id=one.case_id,
                    rectification_id=one.rectification_id,
                    decision_id=one.decision_id,
                    due_on=one.due_on,
                    days=one.days,
                    raised_on=as_of,
                    run=run,
                )
                for one in due
            )
            _address(rule, due, reminders)
            raised += len(reminders)
    return raised


def _address(rule: ReminderRule, due: Sequence[Due], reminders: Sequence[Reminder]) -> None:
    """Write down to whom each reminder is to be mailed: only people whose account has a mail address."""
    cases = Case.objects.filter(pk__in=[one.case_id for one in due], owner__is_active=True)
    owners = {case: (owner, email) for case, owner, email in cases.values_list("pk", "owner_id", "owner__email")}
    told: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, district, email in people_of_districts(rule.to).values_list("pk", "district", "email"):
        told[district[:2]].append((pk, email))
    ReminderMail.objects.bulk_create(
        ReminderMail(reminder=reminder, person_id=person)
        for one, reminder in zip(due, reminders, strict=True)
        for person, email in ([owners[one.case_id]] if one.case_id in owners else told[one.district[:2]])
        if email
    )


def reminders_mail(*, as_of: date) -> int:
    """Mail what was not mailed yet and is still to come on the day; returns how many mails the server took.

    Each mail is claimed before it is sent, so that two processes never send the same one. What the server refused, or could
    not be asked, is left to the next run; what may have left before a process was killed is not sent again.
    """
    waiting = ReminderMail.objects.waiting(as_of).order_by("pk")
    if not waiting.exists() or (mailbox := _opened()) is None:
        return 0
    sent = last = 0
    try:
        while batch := list(waiting.filter(pk__gt=last).select_related("person", *_OF_REMINDER)[:BATCH]):
            for mail in batch:
                last, sent = mail.pk, sent + _send(mail, mailbox)
    except OSError as error:  # the line broke: the rest waits for the next run
        logger.warning("Whether the reminder in hand left is not known: %s", error)
    finally:
        mailbox.close()
    return sent


_OF_REMINDER = ("reminder__case", "reminder__decision", "reminder__rectification", "reminder__enterprise")


def _opened() -> BaseEmailBackend | None:
    """A connection to the mail server; None where it does not answer: nothing was begun."""
    mailbox = get_connection()
    try:
        mailbox.open()
    except OSError as error:  # every error of smtplib is one
        logger.warning("Reminders wait: the mail server does not answer: %s", error)
        return None
    return mailbox


def _send(mail: ReminderMail, mailbox: BaseEmailBackend) -> int:
    """Send one mail unless another process claimed it. Raises OSError when the line broke while it was on its way."""
    row = ReminderMail.objects.filter(pk=mail.pk)
    if not row.filter(claimed_at__isnull=True).update(claimed_at=timezone.now()):
        return 0
    try:
        _message(mail, mailbox).send()
    except REFUSED as refusal:
        logger.warning("Reminder %s was refused by the mail server: %s", mail.pk, refusal)
        row.update(claimed_at=None)
        return 0
    row.update(sent_at=timezone.now())
    return 1


def _message(mail: ReminderMail, mailbox: BaseEmailBackend) -> EmailMessage:
    """The mail in its reader's language: what comes, its number, the firm, the day, where to look; nothing more."""
    reminder = mail.reminder
    with translation.override(mail.person.language):
        title, number = reminder.get_kind_display(), " ".join(reminder.number.split())
        told = {
            "title": title,
            "number": number,
            "firm": reminder.enterprise.name,
            "day": date_text(reminder.due_on),
            "link": reminder_link(reminder),
        }
        subject = _("%(title)s on %(day)s: %(number)s") % told
        body = _("%(title)s on %(day)s.\n\nNumber: %(number)s\nFirm: %(firm)s\n\n%(link)s\n") % told
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [mail.person.email], connection=mailbox)


def reminder_link(reminder: Reminder) -> str:
    """The address of the case, or of the firm where there is no case, as mail gives it (setting PORTAL_URL)."""
    if reminder.case_id:
        return settings.PORTAL_URL + reverse("admin:ratings_case_change", args=[reminder.case_id])
    return settings.PORTAL_URL + reverse("admin:enterprises_enterprise_change", args=[reminder.enterprise_id])


def _in_batches(due: Iterable[Due]) -> Iterable[list[Due]]:
    rows = iter(due)
    while batch := list(islice(rows, BATCH)):
        yield batch
