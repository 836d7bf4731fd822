"""Letters of a case: drafted from its frozen facts, rendered, sealed by a signature, and checked ever after."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.documents.contents import content_of
from ratings.documents.numbering import series_of, with_next_number
from ratings.documents.pdf import pdf_of
from ratings.documents.stored import stored_bytes
from ratings.documents.wording import day_in_words, in_chinese
from ratings.models import Case, Letter


def draft_letter(*, case: Case, kind: str, by: User, on: date, extra: Mapping[str, Any] | None = None) -> Letter:
    """A new letter of the case with the next number of its customs, kind and year, everything it says frozen in it.

    `kind` is a Letter.Kind. `extra` holds what officers write: `facts` (notices; text, may be missing), `reasons`
    (decision and dismissal; text, required), `level` (decision; a Level, else the indicated one). Defences and served
    notices are read from the case. Raises ValidationError where the case or the rulebook lacks what the letter needs.
    """
    content = content_of(case=case, kind=kind, by=by, on=on, extra=extra or {})
    return with_next_number(
        series_of(case.district, kind, on),
        lambda number: Letter.objects.create(case=case, kind=kind, number=number, content=content, drafted_by=by),
    )


def render_letter(letter: Letter) -> bytes:
    """The letter as PDF, from its frozen content alone; marked 草稿 until it is signed. Same letter, same bytes."""
    signed = letter.state == Letter.State.SIGNED
    drafted_on = letter.content["drafted_on"]
    context = {
        "letter": letter,
        "said": letter.content,
        "number": letter.number,
        "draft": not signed,
        "void": letter.state == Letter.State.VOID,
        "day": day_in_words(letter.signed_on),
        "made_on": letter.signed_on.isoformat() if letter.signed_on else drafted_on,
    }
    with in_chinese():
        page = render_to_string(f"documents/letter_{letter.kind}.html", context)
    return pdf_of(page, f"{letter.number}/{letter.state}")


def seal_letter(*, letter: Letter, by: User, on: date) -> Letter:
    """Sign a draft: the final PDF is rendered and stored, and its digest recorded; nothing of it changes after.

    Who may sign is the caller's to check. Raises ValidationError when the letter is not a draft, also when another person
    was quicker.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update().select_related("case__enterprise").get(pk=letter.pk)
        if letter.state != Letter.State.DRAFT:
            raise ValidationError(_("Only a draft can be signed; this letter is not one any more."))
        letter.content |= {"seal": settings.LETTER_SEAL}
        letter.state, letter.signed_by, letter.signed_on = Letter.State.SIGNED, by, on
        pdf = render_letter(letter)
        letter.sha256 = hashlib.sha256(pdf).hexdigest()
        letter.file.save(f"letter-{letter.pk}.pdf", ContentFile(pdf), save=False)
        letter.save()
    return letter


def letter_is_intact(letter: Letter) -> bool:
    """Whether the stored PDF of a signed letter is still the one that was signed; False where there is none."""
    if not letter.file or not letter.sha256:
        return False
    try:
        stored_bytes(letter)
    except ValidationError:
        return False
    return True
