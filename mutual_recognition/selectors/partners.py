"""What the pages of mutual recognition show, gathered from the partners."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.history import changes_between
from mutual_recognition.models import ECONOMIES, FieldBasis, Partner, Standing, Subject, Term
from mutual_recognition.models.sourced import is_english


@dataclass
class Group:
    """Partners that are listed together: an economy of several countries, a region, or those apart on a past day."""

    title: str
    note: str = ""
    partners: list[Partner] = field(default_factory=list)
    is_economy: bool = False

    @property
    def shared(self) -> Partner | None:
        """A member that speaks for all countries of one economy, while nothing tells them apart."""
        if not self.is_economy or len(self.partners) < 2:
            return None
        return self.partners[0] if len({_told(partner) for partner in self.partners}) == 1 else None


@dataclass(frozen=True)
class Version:
    """A line of a partner's history: its row (who, when, why) and from-to of every field that changed."""

    row: Any
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class RegionRow:
    """How many partners of a region, or of all (region ""), stand where; one number for each standing of the table."""

    region: str
    label: str
    counts: list[int]
    total: int


def partner_groups(partners: Iterable[Partner]) -> list[Group]:
    """Groups in the order of the page. The partners need `standing`; those of no certain day come first, apart."""
    groups = {
        "apart": Group(
            str(Standing.DAY_UNKNOWN.label), _("The arrangement is in force, but nobody knows whether it was on this day.")
        )
    }
    groups |= {code: Group(str(name), is_economy=True) for code, name in ECONOMIES.items()}
    groups |= {region.value: Group(str(region.label)) for region in Partner.Region}
    for partner in sorted(partners, key=_by_standing_and_day):
        apart = partner.standing == Standing.DAY_UNKNOWN
        key = "apart" if apart else partner.economy if partner.economy in ECONOMIES else partner.region
        groups[key].partners.append(partner)
    for code in ECONOMIES:
        count = len(groups[code].partners)
        groups[code].note = ngettext(
            "one economy, %(count)d country listed", "one economy, %(count)d countries listed", count
        ) % {"count": count}
    return [group for group in groups.values() if group.partners]


def region_table(partners: Iterable[Partner]) -> tuple[list[str], list[RegionRow]]:
    """The standings that occur, and a row a region and one of all; the partners need `standing`."""
    found = Counter((partner.region, partner.standing) for partner in partners if partner.standing != Standing.NOT_SIGNED)
    standings = [standing for standing in Standing if any(key[1] == standing for key in found)]
    rows = [_region_row(found, region.value, str(region.label), standings) for region in Partner.Region]
    sums = [sum(row.counts[place] for row in rows) for place in range(len(standings))]
    everything = RegionRow("", str(_("all regions")), sums, sum(sums))
    return [str(standing.label) for standing in standings], [*rows, everything]


def _region_row(found: Counter[tuple[str, str]], region: str, label: str, standings: list[Standing]) -> RegionRow:
    counts = [found[region, standing] for standing in standings]
    return RegionRow(region, label, counts, sum(counts))


def partner_versions(partner: Partner) -> list[Version]:
    """What was recorded of the partner, of its fields' bases and of its economy's terms, newest first, with from-to."""
    versions = list(_versions(partner.history.all()))
    bases = FieldBasis.history.filter(partner_id=partner.pk).order_by("subject", "-history_date", "-history_id")
    for subject, rows in groupby(bases.select_related("history_user"), key=lambda row: row.subject):
        versions += _versions(rows, str(Subject(subject).label))
    terms = Term.history.filter(economy=partner.economy).order_by("name", "-history_date", "-history_id")
    for name, rows in groupby(terms.select_related("history_user"), key=lambda row: row.name):
        versions += [version for version in _versions(rows, str(Term.Name(name).label)) if version.row.history_type == "~"]
    return sorted(versions, key=lambda version: (version.row.history_date, version.row.history_id), reverse=True)


def _versions(rows: Any, label: str = "") -> Iterator[Version]:
    """Rows of one thing, newest first, each with what it changed; `label` names a thing beside the partner itself."""
    rows = list(rows.select_related("history_user") if hasattr(rows, "select_related") else rows)
    for row, before in zip_longest(rows, rows[1:]):
        changes = changes_between(type(row.instance), row, before) if before else []
        told = [(change.field, change.old, change.new) for change in changes if change.field not in _untold()]
        yield Version(row, [(f"{label}: {field}" if label else field, old, new) for field, old, new in told])


def _untold() -> set[str]:
    """Fields that follow from another one, and those in the other language, by their names."""
    other = "zh" if is_english() else "en"
    derived = ["signed_first", "signed_last", "implemented_first", "implemented_on"]
    names = [*derived, f"source_{other}", f"announcement_{other}", f"name_{other}"]
    return {str(Partner._meta.get_field(name).verbose_name) for name in names}


def _told(partner: Partner) -> tuple:
    """All that the list says of a partner beside its name and region."""
    return (
        partner.standing,
        partner.status,
        partner.signed_on,
        partner.implemented_as_known,
        partner.announcement,
        partner.confidence,
        partner.source,
    )


def _by_standing_and_day(partner: Partner) -> tuple:
    order = [standing.value for standing in Standing].index(partner.standing)
    since = partner.implemented_on or partner.signed_last
    return order, since is None, since or "", partner.iso2
