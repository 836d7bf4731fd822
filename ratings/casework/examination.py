"""What examiners do with a score sheet, whatever it is filled for: an application for certification, or a review."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Action
from ratings.casework import certification, review
from ratings.casework.kinds import Kind
from ratings.casework.procedure import Act

KINDS = (Kind.CERTIFICATION, Kind.REVIEW)
"""The kinds of case that have a score sheet."""

EXAMINED: tuple[str, ...] = (certification.Step.EXAMINED, review.Step.EXAMINED)
"""The steps at which the sheet is filled."""

ACTS: tuple[Act, ...] = (
    Act("sheet_fill", _("Judge the items anew"), EXAMINED, None, Action.EXAMINE,
        _("The portal judges by the facts of today; what an examiner found stays.")),
    Act("visit_record", _("Record a visit"), EXAMINED, None, Action.EXAMINE,
        _("The day on site, the people met, photographs and papers.")),
    Act("evidence_add", _("Attach evidence to an item"), EXAMINED, None, Action.EXAMINE,
        _("Papers or photographs of one item of the score sheet.")),
    Act("statement_record", _("Record a financial statement"), EXAMINED, None, Action.EXAMINE,
        _("The figures of an audited annual statement; the portal computes the financial items from them.")),
)  # fmt: skip
