"""The code that one of our firms gives its buyer in each partner, what must match there, and what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from mutual_recognition.models import Arrangement, Partner, Standing, Term, arrangements
from ratings.levels import AEO


@dataclass(frozen=True)
class BuyerCode:
    """One line for a partner, or for the countries of one economy that stand alike. `warnings` is empty when it is sure."""

    partner: Partner
    countries: int
    code: str
    form: Term
    matches: list[str]
    warnings: list[str] = field(default_factory=list)


def buyer_codes(firm: Enterprise, level: str, as_of: date, *, today: date) -> list[BuyerCode]:
    """A line an economy, by region and code, for a firm of this level on the day; none for a firm that is no AEO."""
    if level not in AEO:
        return []
    rows = Partner.objects.standing_on(as_of) if as_of < today else Partner.objects.standing_now()
    alike: dict[tuple[str, str], list[Partner]] = {}
    for partner in rows.order_by("economy", "iso2"):
        if partner.standing != Standing.NOT_SIGNED:
            alike.setdefault((partner.economy, partner.standing), []).append(partner)
    terms = arrangements()
    lines = [_line(firm, level, partners, terms[economy]) for (economy, _standing), partners in alike.items()]
    order = [standing.value for standing in Standing]
    return sorted(lines, key=lambda line: (order.index(line.partner.standing), line.partner.economy))


def _line(firm: Enterprise, level: str, partners: list[Partner], arrangement: Arrangement) -> BuyerCode:
    return BuyerCode(
        partners[0],
        len(partners),
        arrangement.code_abroad(firm.customs_code),
        arrangement.terms[Term.Name.CODE_ABROAD],
        list(_matches(arrangement)),
        [*_standing_warnings(partners[0]), *_level_warnings(arrangement, level), *_name_warnings(firm, arrangement)],
    )


def _matches(arrangement: Arrangement) -> Iterable[str]:
    if arrangement.holds(Term.Name.ENGLISH_NAME):
        yield _("the English name on file with China customs")
    if arrangement.holds(Term.Name.NAME_ADDRESS):
        yield _("name and address, exactly as registered")
    if arrangement.holds(Term.Name.TIN):
        yield _("name and tax number")


def _standing_warnings(partner: Partner) -> Iterable[str]:
    if partner.standing == Standing.DAY_UNKNOWN:
        yield _("In force, but nobody knows whether it was on this day.")
    elif partner.standing != Standing.IN_FORCE:
        yield _("The arrangement is not in force on this day: the code brings nothing there.")


def _level_warnings(arrangement: Arrangement, level: str) -> Iterable[str]:
    recognised = arrangement.recognises(level)
    if recognised is None:
        yield _("It is not known whether it recognises firms of this level.")
    elif not recognised:
        yield _("It does not recognise firms of this level.")


def _name_warnings(firm: Enterprise, arrangement: Arrangement) -> Iterable[str]:
    if arrangement.holds(Term.Name.ENGLISH_NAME) and not firm.name_en:
        yield _("The English name is missing: without it the benefit is lost.")
    if arrangement.holds(Term.Name.NAME_ADDRESS) and not (firm.address_zh or firm.address_en):
        yield _("The address is missing: without it the benefit is lost.")
