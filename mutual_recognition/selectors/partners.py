"""What the pages of mutual recognition show, gathered from the partners."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutual_recognition.models import ECONOMIES, Partner, Standing


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

    row: object
    changes: list[tuple[str, str, str]]


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


def standing_counts(partners: Iterable[Partner]) -> list[tuple[str, int]]:
    """How many partners stand where on the day; every standing that occurs, in their order."""
    counts = Counter(partner.standing for partner in partners)
    return [(str(standing.label), counts[standing]) for standing in Standing if counts[standing]]


def partner_versions(partner: Partner) -> list[Version]:
    """The partner's changes, newest first, each with every field that it changed; the first one has none."""
    rows = list(partner.history.select_related("history_user"))
    versions = []
    for row, before in zip_longest(rows, rows[1:]):
        changes = row.diff_against(before).changes if before else []
        versions.append(Version(row, [_change(change.field, change.old, change.new) for change in changes]))
    return versions


def _change(name: str, old: object, new: object) -> tuple[str, str, str]:
    model_field = Partner._meta.get_field(name)
    labels = dict(model_field.flatchoices)
    return str(model_field.verbose_name), str(labels.get(old, old) or "–"), str(labels.get(new, new) or "–")


def _told(partner: Partner) -> tuple:
    """All that the list says of a partner beside its name and region."""
    return (
        partner.standing,
        partner.status,
        partner.signed_on,
        partner.implemented_on,
        partner.announcement,
        partner.confidence,
        partner.source,
    )


def _by_standing_and_day(partner: Partner) -> tuple:
    order = [standing.value for standing in Standing].index(partner.standing)
    since = partner.implemented_on or partner.signed_last
    return order, since is None, since or "", partner.iso2
