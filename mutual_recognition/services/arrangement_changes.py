"""How an arrangement is changed: one person of the mutual-recognition desk proposes a field with its source, another decides.

What is approved takes effect at once: pages, codes for buyers, checks of codes and lists to partners read the same rows.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.proposals import proposal_decide, proposal_held, proposal_text
from accounts.services.record import record
from mutual_recognition.arrangement_fields import check_term, fields_of, take_values
from mutual_recognition.baseline import NOT_STATED, read_wordings
from mutual_recognition.models import ArrangementChange, Confidence, FieldBasis, Partner, Subject, Term
from mutual_recognition.models.arrangement import Certainty

State = ArrangementChange.State
OF_AN_ECONOMY = frozenset({Subject.STANDING, Subject.SIGNING, Subject.ANNOUNCEMENT})
"""Fields of a partner that one change may give all countries of an economy."""
BASIS = ("confidence", "source_zh", "source_en")


@transaction.atomic
def arrangement_change_propose(
    *,
    by: User,
    place: str,
    subject: str,
    values: Mapping[str, str],
    confidence: str,
    source_zh: str,
    source_en: str = "",
    reason: str,
    whole_economy: bool = False,
    as_of: date,
) -> ArrangementChange:
    """Propose the fields of one subject, with how sure they are and where they were read. Nothing changes yet.

    `place` is the partner's code, of a term the economy's; `values` are text by field, those left out are empty. Without
    `source_en` the source stands as typed in both languages. Raises PermissionDenied, or ValidationError by field.
    """
    _require_desk(by)
    source_zh = proposal_text("source_zh", source_zh)
    change = ArrangementChange(
        place=place.strip().upper(),
        subject=subject,
        whole_economy=whole_economy,
        values={name: " ".join(values.get(name, "").split()) for name in fields_of(subject)},
        confidence=confidence,
        source_zh=source_zh,
        source_en=proposal_text("source_en", source_en or source_zh),
        reason=proposal_text("reason", reason),
        proposed_by=by,
    )
    _check(change, as_of)
    try:
        with transaction.atomic():
            record(change, by=by, reason=change.reason)
    except IntegrityError as waiting:  # the database lets one change of a field wait, whoever is quicker
        sentence = _("A change of this field waits already: decide on it, or withdraw it, first.")
        raise ValidationError(sentence) from waiting
    return change


@transaction.atomic
def arrangement_change_approve(*, by: User, change: ArrangementChange, as_of: date, note: str = "") -> ArrangementChange:
    """Approve as the second person: the fields are as proposed from now on. Raises PermissionDenied or ValidationError."""
    _require_desk(by)
    change = proposal_held(change)
    if change.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this change: a second person of the mutual-recognition desk decides on it."))
    rows = _check(change, as_of)
    for row in rows:
        _apply(change, row, by)
    return proposal_decide(change, State.APPROVED, by=by, note=note)


@transaction.atomic
def arrangement_change_reject(*, by: User, change: ArrangementChange, note: str) -> ArrangementChange:
    """Decline as the second person, saying why."""
    _require_desk(by)
    change = proposal_held(change)
    if change.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this change: withdraw it instead of rejecting it."))
    return proposal_decide(change, State.REJECTED, by=by, note=proposal_text("note", note))


@transaction.atomic
def arrangement_change_withdraw(*, by: User, change: ArrangementChange, note: str) -> ArrangementChange:
    """Take back one's own proposal, saying why."""
    _require_desk(by)
    change = proposal_held(change)
    if change.proposed_by_id != by.pk:
        raise PermissionDenied(_("Only the person who proposed a change withdraws it; you may reject it."))
    return proposal_decide(change, State.WITHDRAWN, by=by, note=proposal_text("note", note))


def _require_desk(by: User) -> None:
    if not by.may(Action.CHANGE_ARRANGEMENT):
        raise PermissionDenied(_("Only the mutual-recognition desk changes arrangements."))


def _check(change: ArrangementChange, as_of: date) -> list[Any]:
    """The rows as they would be, none of them saved; notes in the change how they are. Raises ValidationError by field."""
    known = Certainty.values if change.is_of_a_term else Confidence.values
    if change.confidence not in known:
        raise ValidationError({"confidence": _("Choose how sure it is.")})
    if change.whole_economy and change.subject not in OF_AN_ECONOMY:
        raise ValidationError({"whole_economy": _("Each country of an economy has its own.")})
    if change.subject == Subject.PARTNER:
        return [_new_partner(change, as_of)]
    rows = _held_rows(change)
    bases = [_basis(change, row) for row in rows]
    change.before = {name: getattr(rows[0], name) for name in fields_of(change.subject)} | {
        name: getattr(bases[0], name) for name in BASIS
    }
    before = [[getattr(row, name) for name in change.values] for row in rows]
    for row in rows:
        _take(change, row, as_of)
    after = [[getattr(row, name) for name in change.values] for row in rows]
    same_basis = all(getattr(basis, name) == getattr(change, name) for basis in bases for name in BASIS)
    if before == after and same_basis:
        raise ValidationError(_("This is how it stands already, with this reliability and this source."))
    return rows


def _held_rows(change: ArrangementChange) -> list[Any]:
    """The term, the partner, or the partners of its economy, held until the end of the transaction."""
    if change.is_of_a_term:
        rows: list[Any] = list(Term.objects.select_for_update().filter(economy=change.place, name=change.subject))
    else:
        rows = list(Partner.objects.select_for_update().filter(pk=change.place))
        if rows and change.whole_economy:
            others = Partner.objects.select_for_update().filter(economy=rows[0].economy).exclude(pk=change.place)
            rows += list(others.order_by("pk"))
    if not rows:
        raise ValidationError(_("There is no partner under this code."))
    return rows


def _basis(change: ArrangementChange, row: Any) -> Any:
    """What says how sure the row's field is now."""
    if change.is_of_a_term or change.subject == Subject.STANDING:
        return row
    return FieldBasis.objects.filter(partner=row, subject=change.subject).first() or row


def _take(change: ArrangementChange, row: Any, as_of: date) -> None:
    if not change.is_of_a_term:
        take_values(row, change.values, as_of)
        change.values = {name: getattr(row, name) for name in change.values}
        return
    check_term(change.subject, change.values, change.confidence)
    row.value, row.value_zh = change.values["value"], change.values["value_zh"]


def _new_partner(change: ArrangementChange, as_of: date) -> Partner:
    if Partner.objects.filter(pk=change.place).exists():
        raise ValidationError({"place": _("This partner is in the list already.")})
    change.before = {}
    partner = Partner(pk=change.place)
    _take(change, partner, as_of)
    return partner


def _apply(change: ArrangementChange, row: Any, by: User) -> None:
    if change.is_of_a_term or change.subject in (Subject.STANDING, Subject.PARTNER):
        for name, value in change.basis.items():
            setattr(row, name, value)
    else:
        basis = FieldBasis.objects.filter(partner=row, subject=change.subject).first()
        basis = basis or FieldBasis(partner=row, subject=change.subject)
        for name, value in change.basis.items():
            setattr(basis, name, value)
        record(basis, by=by, reason=change.reason)
    record(row, by=by, reason=change.reason)
    if not change.is_of_a_term:
        _make_terms(row.economy, by, change.reason)


def _make_terms(economy: str, by: User, reason: str) -> None:
    """Terms of an economy that has none: nobody knows them yet, and each can be changed from now on."""
    if Term.objects.filter(economy=economy).exists():
        return
    unknown = {"confidence": Certainty.UNKNOWN, "source_zh": read_wordings()[NOT_STATED], "source_en": NOT_STATED}
    for name in Term.Name.values:
        record(Term(economy=economy, name=name, **unknown), by=by, reason=reason)
