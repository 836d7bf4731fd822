"""What decides whether an act is offered."""

from dataclasses import dataclass
from datetime import date

from ratings.models import Case, Letter


@dataclass(frozen=True)
class Situation:
    """What decides whether an act is offered: the case, its draft that waits, and whether evidence waits to be told."""

    case: Case
    draft: Letter | None
    fresh: bool
    today: date

    @property
    def signed(self) -> bool:
        """Whether a prior notice was signed."""
        return self.case.notice_signed_on is not None

    @property
    def drafted(self) -> str:
        """The kind of the draft that waits; empty for none."""
        return self.draft.kind if self.draft else ""
