"""Which firms a partner may be told of: the tiers that it recognises, and whether it needs the firm's consent.

What is not known is not sent: of a tier whose recognition is unknown no firm goes out, and the pages say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mutual_recognition.models import Partner
from mutual_recognition.models.arrangement import Arrangement, arrangements
from ratings.levels import AEO, Level


@dataclass(frozen=True)
class Terms:
    """What a partner is told: firms of `levels`, with consent to `economy` where it needs one; `unknown` are not sent."""

    partner: Partner
    levels: tuple[Level, ...]
    unknown: tuple[Level, ...]
    needs_consent: bool

    @property
    def economy(self) -> str:
        """The economy to which a firm must have consented; empty where no consent is needed."""
        return self.partner.economy if self.needs_consent else ""


def terms_of(partner: Partner) -> Terms:
    """What the arrangement with a partner in force lets the portal tell it."""
    recognised = {level: partner.recognises(level) for level in AEO}
    return Terms(
        partner,
        levels=tuple(level for level in AEO if recognised[level]),
        unknown=tuple(level for level in AEO if recognised[level] is None),
        needs_consent=bool(partner.needs_consent),
    )


def partners_told(as_of: date) -> list[Terms]:
    """Partners whose arrangement is in force on the day and that recognise at least one tier, by code."""
    known = arrangements()
    partners = list(Partner.objects.implemented().begun(as_of).order_by("pk"))
    for partner in partners:
        partner.arrangement = known.get(partner.economy, Arrangement.of(()))  # else each would ask for its own
    terms = [terms_of(partner) for partner in partners]
    return [found for found in terms if found.levels]


def consent_economies(terms: Iterable[Terms]) -> list[str]:
    """The economies that need a firm's consent, each once, by code."""
    return sorted({found.economy for found in terms if found.needs_consent})
