"""Making a notice of the code for a firm's buyers, and reading it again."""

import hashlib
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from mutual_recognition.buyer_code import BuyerCode, buyer_codes
from mutual_recognition.buyer_notice.content import notice_content
from mutual_recognition.buyer_notice.render import notice_pdf
from mutual_recognition.models import BuyerNotice
from ratings.assessment.explain import judge_one
from ratings.documents.numbering import series_named, with_next_number
from ratings.levels import AEO
from ratings.selectors.suspensions import suspension_of

WORD = "互认告"
"""What the numbers of notices have between customs and year, as in 黄埔关互认告〔2026〕000001号."""


def buyer_notice_issue(*, by: User, enterprise: Enterprise, economy: str, as_of: date) -> BuyerNotice:
    """The notice that tells the firm the code for its buyers in an economy; the one of the same day that says the same.

    Raises PermissionDenied for anyone but officers of the firm's district and the mutual-recognition desk; ValidationError
    where the code would bring nothing there: the firm is no AEO or its measures are suspended, the arrangement is not in
    force, does not recognise the firm's level or needs a consent or a name that is not on file.
    """
    if not by.may(Action.ISSUE_BUYER_NOTICE, enterprise.district):
        raise PermissionDenied(
            _("Only an officer of the firm's district or the mutual-recognition desk makes a notice for its buyers.")
        )
    with transaction.atomic():
        firm = Enterprise.objects.select_for_update().get(pk=enterprise.pk)  # two clicks make one notice
        level = judge_one(firm, as_of).said["level_in_force"]
        line = _line(firm, level, economy, as_of)
        content = notice_content(firm, level, line, by=by, on=as_of)
        last = BuyerNotice.objects.filter(enterprise=firm, economy=economy).first()
        if last is not None and last.content == content:
            return last
        return with_next_number(
            series_named(firm.district, WORD, as_of),
            lambda number: _store(BuyerNotice(enterprise=firm, economy=economy, number=number, content=content), by, as_of),
            BuyerNotice,
        )


def _line(firm: Enterprise, level: str | None, economy: str, as_of: date) -> BuyerCode:
    """The line of the economy by which the firm has a code to give. Raises ValidationError with what stands against it."""
    if level not in AEO:
        raise ValidationError(_("Only a firm that is an AEO on the day has codes to give to its buyers abroad."))
    suspension = suspension_of(firm, as_of)
    if suspension is not None and suspension.whole:
        raise ValidationError(_("The firm's AEO measures are suspended: it must not use these codes."))
    lines = [line for line in buyer_codes(firm, str(level), as_of, today=as_of) if line.partner.economy == economy]
    if not lines:
        raise ValidationError(_("There is no arrangement with this country or region."))
    if obstacles := lines[0].obstacles:
        raise ValidationError(obstacles)
    return lines[0]


def _store(notice: BuyerNotice, by: User, as_of: date) -> BuyerNotice:
    pdf = notice_pdf(notice.content, notice.number)
    notice.issued_by, notice.issued_on = by, as_of
    notice.sha256 = hashlib.sha256(pdf).hexdigest()
    notice.file.save(f"buyer-notice-{notice.enterprise_id}.pdf", ContentFile(pdf), save=False)
    notice.save()
    return notice
