"""What is said of a code: the reasons, what they mean for the finding, and their sentences."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from mutual_recognition.models import Finding


class Reason(StrEnum):
    """Why a code is found as it is; each is a sentence for the reader."""

    NO_CODE = "no_code"
    NOT_EXACT = "not_exact"
    WRONG_FORMAT = "wrong_format"
    FORMAT_UNKNOWN = "format_unknown"
    LENGTH_UNKNOWN = "length_unknown"
    NO_PARTNER = "no_partner"
    NOT_IN_FORCE = "not_in_force"
    IN_FORCE_UNKNOWN = "in_force_unknown"
    NO_LIST = "no_list"
    NOT_LISTED = "not_listed"
    LISTED_OTHER_DAY = "listed_other_day"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    OTHER_NAME = "other_name"
    NAME_DOUBTFUL = "name_doubtful"
    NAME_NOT_GIVEN = "name_not_given"


SENTENCES = {
    Reason.NO_CODE: _("This is no code: two letters of the country or region and the firm's number, as in SG123456789012."),
    Reason.NOT_EXACT: _("Blanks, brackets, hyphens or small letters do not belong into the code on a declaration."),
    Reason.WRONG_FORMAT: _("The number has not the length that this partner's numbers have."),
    Reason.FORMAT_UNKNOWN: _("The format of this partner's numbers is not known."),
    Reason.LENGTH_UNKNOWN: _("How long this partner's numbers are is not known: the number may be wrong all the same."),
    Reason.NO_PARTNER: _("No mutual recognition with this country or region is signed."),
    Reason.NOT_IN_FORCE: _("The arrangement is not in force on that day."),
    Reason.IN_FORCE_UNKNOWN: _("Since which day the arrangement is in force is not known."),
    Reason.NO_LIST: _("No list of this partner's firms is loaded for that day: whether the firm is known cannot be told."),
    Reason.NOT_LISTED: _("The partner's list of that day does not name this firm."),
    Reason.LISTED_OTHER_DAY: _("The firm is on the partner's list on other days, not on that day."),
    Reason.SUSPENDED: _("The partner has suspended the firm."),
    Reason.REVOKED: _("The partner has revoked the firm's status."),
    Reason.NOT_YET_VALID: _("The firm's status begins after that day."),
    Reason.EXPIRED: _("The firm's status ended before that day."),
    Reason.OTHER_NAME: _("The name is another one than on the partner's list."),
    Reason.NAME_DOUBTFUL: _("The name is like that on the partner's list, but a person must compare them."),
    Reason.NAME_NOT_GIVEN: _("No name was given to compare."),
}

REFUSING = frozenset(
    {
        Reason.NO_CODE,
        Reason.NOT_EXACT,
        Reason.WRONG_FORMAT,
        Reason.NO_PARTNER,
        Reason.NOT_IN_FORCE,
        Reason.NOT_LISTED,
        Reason.LISTED_OTHER_DAY,
        Reason.SUSPENDED,
        Reason.REVOKED,
        Reason.NOT_YET_VALID,
        Reason.EXPIRED,
        Reason.OTHER_NAME,
    }
)
"""Reasons by which a code is not recognised."""

DOUBTING = frozenset({Reason.IN_FORCE_UNKNOWN, Reason.NO_LIST, Reason.NAME_DOUBTFUL})
"""Reasons by which nobody can say without looking; all others are warnings and change nothing."""


def finding_of(reasons: list[Reason]) -> Finding:
    """What the reasons together say of a code."""
    if REFUSING.intersection(reasons):
        return Finding.NOT_RECOGNISED
    return Finding.DOUBTFUL if DOUBTING.intersection(reasons) else Finding.RECOGNISED
