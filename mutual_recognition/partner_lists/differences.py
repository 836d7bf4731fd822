"""What a list changes of what was known of its day, and whether its loss of firms is unusual."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from mutual_recognition.models import FirmStatus, PartnerFirm, PartnerListChange
from mutual_recognition.partner_lists.entries import Entry

Kind = PartnerListChange.Kind
LOSSES = (Kind.REMOVED, Kind.SUSPENDED, Kind.REVOKED)
"""Differences by which a firm loses its recognition."""

FEWEST_LOSSES = 2
"""One firm that goes is never unusual, however short the list is."""


def differences(
    entries: Mapping[str, Entry], known: Mapping[str, PartnerFirm], kept: Collection[str]
) -> Iterator[PartnerListChange]:
    """One change a firm that differs, by number, not saved; firms of `kept` stay as they were."""
    for number, entry in entries.items():
        before = known.get(number)
        kind = Kind.NEW if before is None else _kind(before, entry)
        if kind:
            yield PartnerListChange(kind=kind, before=before, **entry._asdict())
    for number, before in known.items():
        if number not in entries and number not in kept:
            yield PartnerListChange(kind=Kind.REMOVED, number=number, before=before)


def _kind(before: PartnerFirm, entry: Entry) -> Kind | None:
    """The weightiest difference: of status, then of name, then of anything else."""
    if before.status != entry.status:
        return {
            FirmStatus.ACTIVE.value: Kind.REINSTATED,
            FirmStatus.SUSPENDED.value: Kind.SUSPENDED,
            FirmStatus.REVOKED.value: Kind.REVOKED,
        }[entry.status]
    if before.name != entry.name:
        return Kind.RENAMED
    same = (before.tier, before.valid_from, before.valid_to) == (entry.tier, entry.valid_from, entry.valid_to)
    return None if same else Kind.CHANGED


def is_unusual(losses: int, firms_before: int, most: Fraction) -> bool:
    """Whether so many of a partner's firms lose recognition that a second person must look."""
    return losses >= FEWEST_LOSSES and losses > most * firms_before
