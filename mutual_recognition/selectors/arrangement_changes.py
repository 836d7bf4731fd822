"""What the pages show of changes of arrangements: from what to what, what waits, and each field with its basis."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from enterprises.listing import KeysetPage
from enterprises.selectors.delivery_pages import page_in_order
from mutual_recognition.arrangement_fields import fields_of
from mutual_recognition.models import ECONOMIES, ArrangementChange, FieldBasis, Partner, Sourced, Subject, Term
from mutual_recognition.models.arrangement import Certainty
from mutual_recognition.models.sourced import is_english

CHANGES_A_PAGE = 50
NOTHING = "–"


@dataclass(frozen=True)
class ChangeLine:
    """One line of a change: a field, from what to what, in words of the page's language."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the change alters it."""
        return self.before != self.after


@dataclass(frozen=True)
class FieldRow:
    """A field of a partner as its page shows it: what says how sure it is, and the change that waits for it, if any."""

    subject: str
    label: str
    basis: Sourced | None
    waiting: ArrangementChange | None


def change_lines(change: ArrangementChange) -> list[ChangeLine]:
    """What a change alters; of a new partner there is nothing before."""
    fields = [*fields_of(change.subject), "confidence", "source_en" if is_english() else "source_zh"]
    after = change.values | change.basis
    lines = [
        ChangeLine(_label(change, name), in_words(change, name, change.before), in_words(change, name, after))
        for name in fields
    ]
    return [line for line in lines if line.before != NOTHING or line.after != NOTHING]


def _label(change: ArrangementChange, name: str) -> str:
    if name.startswith("source"):
        return str(_("Source"))
    model = Term if change.is_of_a_term else Partner
    return capfirst(str(model._meta.get_field(name).verbose_name))


def in_words(change: ArrangementChange, name: str, values: dict[str, Any]) -> str:
    """A field of a change in words: a code by its label, nothing as a dash."""
    value = values.get(name, "")
    if not value:
        return NOTHING
    if name == "confidence":
        return str(Certainty(value).label)
    if change.is_of_a_term and name == "value":
        return Term(name=change.subject, value=value, value_zh=values.get("value_zh", ""), confidence="reported").shown
    if name in ("status", "region"):
        return str(dict(Partner._meta.get_field(name).flatchoices)[value])
    return str(value)


def partner_fields(partner: Partner, waiting: dict[str, ArrangementChange]) -> list[FieldRow]:
    """The fields of a partner's own, in the order of the page; those that name it have a basis once they were changed."""
    bases = {basis.subject: basis for basis in FieldBasis.objects.filter(partner=partner)}
    rows = []
    for subject in (Subject.NAMES, Subject.GROUPING, Subject.STANDING, Subject.SIGNING, Subject.ANNOUNCEMENT):
        basis: Sourced | None = bases.get(subject)
        if basis is None and subject not in (Subject.NAMES, Subject.GROUPING):
            basis = partner
        rows.append(FieldRow(subject, str(subject.label), basis, waiting.get(subject)))
    return rows


def partner_terms(partner: Partner, waiting: dict[str, ArrangementChange]) -> list[tuple[Term, ArrangementChange | None]]:
    """The terms of the partner's economy, each with the change that waits for it."""
    return [(term, waiting.get(term.name)) for term in partner.arrangement.terms.values()]


def waiting_by_subject(changes: Iterable[ArrangementChange]) -> dict[str, ArrangementChange]:
    """Of a partner's changes those that wait, by what they are about."""
    return {change.subject: change for change in changes if change.is_open}


def changes_page(*, after: int | None = None, before: int | None = None) -> KeysetPage:
    """Changes, the newest first."""
    return page_in_order(ArrangementChange.objects.with_people(), "-id", after, before, CHANGES_A_PAGE)


def changes_to_decide(person: User | AnonymousUser) -> QuerySet[ArrangementChange]:
    """Changes that wait for this person: those that another one proposed."""
    return ArrangementChange.objects.waiting().exclude(proposed_by=person.pk).select_related("proposed_by").order_by("pk")


def names_of(changes: Iterable[ArrangementChange]) -> dict[str, str]:
    """The name of each partner or economy that the changes are about, by code; a new partner's as proposed."""
    changes = list(changes)
    names = {code: str(name) for code, name in ECONOMIES.items()}
    partners = Partner.objects.in_bulk({change.place for change in changes})
    for change in changes:
        if change.subject == Subject.PARTNER:
            names.setdefault(change.place, change.values["name_en" if is_english() else "name_zh"])
    return names | {code: partner.name for code, partner in partners.items()}
