"""Checking codes in the portal: what was found is kept, as it was found, with who asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from enterprises.feeds.reasons import FileRefused
from mutual_recognition.models import CodeCheck, CodeCheckLine
from mutual_recognition.partner_lists.codes_file import CODE_LENGTH, NAME_LENGTH, read_codes
from mutual_recognition.selectors.code_checks import Asked, Checked, check_codes

BATCH = 2_000
UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes


def code_check(*, by: User, code: str, name: str, as_of: date, now: datetime) -> CodeCheck:
    """Check one code that a person typed. Raises PermissionDenied; ValidationError when none was typed."""
    if not code.strip():
        raise ValidationError(_("Type a code, as in SG123456789012."))
    asked = [Asked(1, code.strip()[:CODE_LENGTH], name.strip()[:NAME_LENGTH])]
    return _check(by, asked, as_of, now, "")


def code_check_file(*, by: User, file_name: str, content: bytes, as_of: date, now: datetime) -> CodeCheck:
    """Check all codes of a file. Raises PermissionDenied; ValidationError for a file that cannot be read."""
    if len(content) > UPLOAD_LIMIT:
        raise ValidationError(_("A file of codes has at most 10 MB."))
    try:
        asked = read_codes(content)
    except FileRefused as refused:
        raise ValidationError(_("The whole file is refused: %(reason)s.") % {"reason": refused.reason}) from refused
    return _check(by, asked, as_of, now, file_name[-200:])


@transaction.atomic
def _check(by: User, asked: Sequence[Asked], as_of: date, now: datetime, file_name: str) -> CodeCheck:
    if not by.may(Action.CHECK_CODE):
        raise PermissionDenied(_("You may not check codes here."))
    check = CodeCheck.objects.create(made_by=by, made_at=now, as_of=as_of, file_name=file_name)
    found: Counter[str] = Counter()
    lines = _lines(check, check_codes(asked, as_of=as_of), found)
    while batch := list(islice(lines, BATCH)):
        CodeCheckLine.objects.bulk_create(batch)
    check.counts = dict(found)
    check.save(update_fields=["counts"])
    return check


def _lines(check: CodeCheck, checked: Iterable[Checked], found: Counter[str]) -> Iterator[CodeCheckLine]:
    for each in checked:
        found[each.finding.value] += 1
        yield CodeCheckLine(
            check_of=check,
            line=each.asked.line,
            code=each.asked.code,
            name=each.asked.name,
            partner=each.partner,
            finding=each.finding,
            reasons=[reason.value for reason in each.reasons],
            known_name=each.firm.name if each.firm else "",
        )
