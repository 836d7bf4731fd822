"""Checking codes of partners' firms: a few queries for thousands of codes, and one judgment for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Min

from mutual_recognition.checking import Reason, finding_of
from mutual_recognition.codes import Code, FormatVerdict, number_verdict, parse_code
from mutual_recognition.models import (
    Arrangement,
    CodeFormat,
    Finding,
    FirmStatus,
    Partner,
    PartnerFirm,
    PartnerList,
    Standing,
    arrangements,
)
from mutual_recognition.names import Likeness, name_likeness

AT_ONCE = 2_000  # codes that one query asks for


@dataclass(frozen=True)
class Asked:
    """A code and a name as they stand on a declaration; `line` is that of the file, 1 for a code that was typed."""

    line: int
    code: str
    name: str


@dataclass(frozen=True)
class Checked:
    """What was found of a code on the day; `firm` is the register's row of that day, else the last of another day."""

    asked: Asked
    partner: str
    reasons: list[Reason]
    finding: Finding
    firm: PartnerFirm | None


@dataclass(frozen=True)
class _Known:
    """A partner on the day, before any of its firms is looked at."""

    partner: Partner
    code_format: CodeFormat
    has_list: bool


def check_codes(asked: Sequence[Asked], *, as_of: date) -> Iterator[Checked]:
    """Each code judged for a day, in the order given. Queries grow with one in AT_ONCE codes, memory too."""
    partners = _partners(as_of)
    rest = iter(asked)
    while batch := list(islice(rest, AT_ONCE)):
        codes = [parse_code(each.code) for each in batch]
        firms = _firms({code.number for code in codes if code}, as_of)
        for each, code in zip(batch, codes, strict=True):
            firm = firms.get((code.partner, code.number)) if code else None
            known = partners.get(code.partner) if code else None
            reasons = list(_reasons(each, code, known, firm, as_of))
            yield Checked(each, known.partner.pk if known else "", reasons, finding_of(reasons), firm)


def _partners(as_of: date) -> dict[str, _Known]:
    """The partners by code, with the format of their codes, and whether a list of theirs speaks of the day."""
    terms, none = arrangements(), Arrangement({})
    listed = dict(
        PartnerList.objects.filter(state=PartnerList.State.ACCEPTED)
        .order_by()
        .values_list("partner")
        .annotate(first=Min("as_of"))
    )
    return {
        partner.pk: _Known(
            partner,
            terms.get(partner.economy, none).code_format(partner.pk),
            has_list=partner.pk in listed and listed[partner.pk] <= as_of,
        )
        for partner in Partner.objects.standing_on(as_of)
    }


def _firms(numbers: set[str], as_of: date) -> dict[tuple[str, str], PartnerFirm]:
    """The rows of the day, else the latest of another day, by partner and number."""
    found: dict[tuple[str, str], PartnerFirm] = {}
    for firm in PartnerFirm.objects.as_known_now().filter(number__in=numbers).order_by("starts_on"):
        key = (firm.partner_id, firm.number)
        if key not in found or not _covers(found[key], as_of):
            found[key] = firm
    return found


def _covers(firm: PartnerFirm, day: date) -> bool:
    return firm.starts_on <= day and (firm.ends_on is None or firm.ends_on > day)


def _reasons(
    asked: Asked, code: Code | None, known: _Known | None, firm: PartnerFirm | None, as_of: date
) -> Iterator[Reason]:
    if code is None:
        yield Reason.NO_CODE
        return
    if not code.exact:
        yield Reason.NOT_EXACT
    if known is None:
        yield Reason.NO_PARTNER
        return
    verdict = number_verdict(code.number, known.code_format)
    if verdict is FormatVerdict.INVALID:
        yield Reason.WRONG_FORMAT
    elif verdict is FormatVerdict.UNKNOWN:
        yield Reason.LENGTH_UNKNOWN if known.code_format.states_number else Reason.FORMAT_UNKNOWN
    if known.partner.standing == Standing.DAY_UNKNOWN:
        yield Reason.IN_FORCE_UNKNOWN
    elif known.partner.standing != Standing.IN_FORCE:
        yield Reason.NOT_IN_FORCE
    if not known.has_list:
        yield Reason.NO_LIST
    elif firm is None:
        yield Reason.NOT_LISTED
    elif not _covers(firm, as_of):
        yield Reason.LISTED_OTHER_DAY
    else:
        yield from _of_firm(asked.name, firm, as_of)


def _of_firm(name: str, firm: PartnerFirm, as_of: date) -> Iterator[Reason]:
    if firm.status == FirmStatus.SUSPENDED:
        yield Reason.SUSPENDED
    elif firm.status == FirmStatus.REVOKED:
        yield Reason.REVOKED
    elif firm.valid_from and firm.valid_from > as_of:
        yield Reason.NOT_YET_VALID
    elif firm.valid_to and firm.valid_to < as_of:
        yield Reason.EXPIRED
    likeness = name_likeness(name, firm.name)
    reason = {
        Likeness.DIFFERENT: Reason.OTHER_NAME,
        Likeness.DOUBTFUL: Reason.NAME_DOUBTFUL,
        Likeness.NOT_GIVEN: Reason.NAME_NOT_GIVEN,
    }.get(likeness)
    if reason:
        yield reason
