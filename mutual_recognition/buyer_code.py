"""The code that one of our firms gives its buyer in each partner, what must match there, and what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from mutual_recognition.models import Arrangement, Consent, Partner, Standing, Term, arrangements
from ratings.levels import AEO

MATCHES = {
    Term.Name.ENGLISH_NAME: gettext_lazy("the English name on file with China customs"),
    Term.Name.NAME_ADDRESS: gettext_lazy("name and address, exactly as registered"),
    Term.Name.TIN: gettext_lazy("name and trader identification number (TIN)"),
}
"""What a partner compares, by the term of the arrangement that says so."""


@dataclass(frozen=True)
class BuyerCode:
    """One line for a partner, or for the countries of one economy that stand alike.

    `faults` make the code useless there, `doubts` only may; `consent` is the firm's where `needs_consent` says that its
    data go to the partner with its consent alone.
    """

    members: list[Partner]
    code: str
    arrangement: Arrangement
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    consent: Consent | None = None

    @property
    def partner(self) -> Partner:
        """The partner, or one that speaks for its economy."""
        return self.members[0]

    @property
    def countries(self) -> int:
        """How many countries the line is for."""
        return len(self.members)

    @property
    def form(self) -> Term:
        """The term that gives the form of the code."""
        return self.arrangement.terms[Term.Name.CODE_ABROAD]

    @property
    def match_terms(self) -> list[Term]:
        """The terms by which something must match there."""
        return [self.arrangement.terms[name] for name in MATCHES if self.arrangement.holds(name)]

    @property
    def matches(self) -> list[str]:
        """What must match there, in words."""
        return [str(MATCHES[Term.Name(term.name)]) for term in self.match_terms]

    @property
    def needs_consent(self) -> bool:
        """Whether the partner learns of a firm only with the firm's consent."""
        return bool(self.arrangement.holds(Term.Name.CONSENT))

    @property
    def warnings(self) -> list[str]:
        """All that speaks against the code; empty when it is sure."""
        return [*self.faults, *self.doubts]

    @property
    def obstacles(self) -> list[str]:
        """Why the firm is given no notice for its buyers there; empty when it may have one."""
        found = list(self.faults)
        if not self.code:
            found.append(_("The form of the code is not known."))
        if self.needs_consent and self.consent is None:
            found.append(_("No consent of the firm is on file: without it the partner does not learn of the firm."))
        return found


def buyer_codes(firm: Enterprise, level: str, as_of: date, *, today: date) -> list[BuyerCode]:
    """A line an economy, by region and code, for a firm of this level on the day; none for a firm that is no AEO."""
    if level not in AEO:
        return []
    rows = Partner.objects.standing_on(as_of) if as_of < today else Partner.objects.standing_now(today)
    alike: dict[tuple[str, str], list[Partner]] = {}
    for partner in rows.order_by("economy", "iso2"):
        if partner.standing != Standing.NOT_SIGNED:
            alike.setdefault((partner.economy, partner.standing), []).append(partner)
    terms = arrangements()
    consents = {consent.economy: consent for consent in Consent.objects.in_force(as_of).filter(enterprise=firm)}
    lines = [
        _line(firm, level, partners, terms[economy], consents.get(economy))
        for (economy, _standing), partners in alike.items()
    ]
    order = [standing.value for standing in Standing]
    return sorted(lines, key=lambda line: (order.index(line.partner.standing), line.partner.economy))


def _line(
    firm: Enterprise, level: str, partners: list[Partner], arrangement: Arrangement, consent: Consent | None
) -> BuyerCode:
    standing, recognised = partners[0].standing, arrangement.recognises(level)
    faults, doubts = list(_name_faults(firm, arrangement)), []
    if standing == Standing.DAY_UNKNOWN:
        doubts.append(_("In force, but nobody knows whether it was on this day."))
    elif standing != Standing.IN_FORCE:
        faults.insert(0, _("The arrangement is not in force on this day: the code brings nothing there."))
    if recognised is None:
        doubts.append(_("It is not known whether it recognises firms of this level."))
    elif not recognised:
        faults.insert(0, _("It does not recognise firms of this level."))
    return BuyerCode(partners, arrangement.code_abroad(firm.customs_code), arrangement, faults, doubts, consent)


def _name_faults(firm: Enterprise, arrangement: Arrangement) -> Iterable[str]:
    if arrangement.holds(Term.Name.ENGLISH_NAME) and not firm.name_en:
        yield _("The English name is missing: without it the benefit is lost.")
    if arrangement.holds(Term.Name.NAME_ADDRESS) and not (firm.address_zh or firm.address_en):
        yield _("The address is missing: without it the benefit is lost.")
