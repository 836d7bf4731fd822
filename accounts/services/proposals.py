"""How what one person proposed is held and decided; who may, and what an approval does, the service of each kind says."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Proposal, User
from accounts.services.record import record

TEXT_LIMIT = 300  # characters that history keeps of a reason, a source or a note
Kind = TypeVar("Kind", bound=Proposal)


def proposal_text(field: str, text: str) -> str:
    """A text that history keeps, without blanks around it. Raises ValidationError by field when it is empty or too long."""
    text = text.strip()
    if not text:
        raise ValidationError({field: _("This is needed: history keeps it.")})
    _require_short(field, text)
    return text


def proposal_held(proposal: Kind) -> Kind:
    """The proposal, read again and held, so that two people do not decide at once. Raises ValidationError if it is decided."""
    proposal = type(proposal)._default_manager.select_for_update().get(pk=proposal.pk)
    if proposal.state != Proposal.State.PROPOSED:
        raise ValidationError(_("This proposal was decided already: %(state)s.") % {"state": proposal.get_state_display()})
    return proposal


def proposal_decide(proposal: Kind, state: str, *, by: User, note: str) -> Kind:
    """Record who decided what, when and why. Raises ValidationError for a note that is too long."""
    note = note.strip()
    _require_short("note", note)
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.decision_note = state, by, timezone.now(), note
    record(proposal, by=by, reason=note or proposal.reason)
    return proposal


def _require_short(field: str, text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise ValidationError({field: _("At most %(limit)s characters.") % {"limit": TEXT_LIMIT}})
