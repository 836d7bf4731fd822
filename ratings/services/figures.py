"""How a figure of a rulebook is confirmed or amended: one person of the legal desk proposes, another decides."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.proposals import proposal_decide, proposal_held, proposal_text
from accounts.services.record import record
from ratings.models import FigureAmendment
from ratings.regulation.parameters import Figure, NoRulebook, figure_timeline, parse_value, rulebook_text
from ratings.rulebooks import approved_overlays, figure_value_on

State = FigureAmendment.State


@transaction.atomic
def figure_amendment_propose(
    *, by: User, rulebook: str, figure: str, value: str, status: str, valid_from: date, source: str, reason: str
) -> FigureAmendment:
    """Propose a value, or only a better status, for every day from `valid_from` on. It counts once another person approves.

    `value` is as the law writes it ("12", "1/1000", "1000000"), empty where the status is `unknown`. Raises
    PermissionDenied, or ValidationError by field.
    """
    _require_legal_desk(by)
    amendment = FigureAmendment(
        rulebook=rulebook,
        figure=figure,
        value=value.strip(),
        status=status,
        valid_from=valid_from,
        source=proposal_text("source", source),
        reason=proposal_text("reason", reason),
        proposed_by=by,
    )
    _check(amendment)
    if FigureAmendment.objects.of_figure(rulebook, figure).waiting().exists():
        raise ValidationError(_("A proposal for this figure waits already: decide on it, or withdraw it, first."))
    record(amendment, by=by, reason=amendment.reason)
    return amendment


@transaction.atomic
def figure_amendment_approve(*, by: User, amendment: FigureAmendment, note: str = "") -> FigureAmendment:
    """Approve as the second person: from now on each judgment of a day from `valid_from` on uses it.

    What earlier nights said stays as they said it: a run keeps the version of the rulebook that it used.
    """
    _require_legal_desk(by)
    amendment = proposal_held(amendment)
    if amendment.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this figure: a second person of the legal desk decides on it."))
    _check(amendment)
    return proposal_decide(amendment, State.APPROVED, by=by, note=note)


@transaction.atomic
def figure_amendment_reject(*, by: User, amendment: FigureAmendment, note: str) -> FigureAmendment:
    """Reject as the second person, saying why."""
    _require_legal_desk(by)
    amendment = proposal_held(amendment)
    if amendment.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this figure: withdraw it instead of rejecting it."))
    return proposal_decide(amendment, State.REJECTED, by=by, note=proposal_text("note", note))


@transaction.atomic
def figure_amendment_withdraw(*, by: User, amendment: FigureAmendment, note: str) -> FigureAmendment:
    """Take back one's own proposal, saying why."""
    _require_legal_desk(by)
    amendment = proposal_held(amendment)
    if amendment.proposed_by_id != by.pk:
        raise PermissionDenied(_("Only the person who proposed a figure withdraws it; you may reject it."))
    return proposal_decide(amendment, State.WITHDRAWN, by=by, note=proposal_text("note", note))


def _require_legal_desk(by: User) -> None:
    if not by.may(Action.AMEND_FIGURE):
        raise PermissionDenied(_("Only the legal desk confirms or amends figures of the rulebooks."))


def _check(amendment: FigureAmendment) -> None:
    """The proposal fits the rulebook and the figure's unit, and changes something. Raises ValidationError by field."""
    try:
        book = rulebook_text(amendment.rulebook)
        shipped = figure_timeline(amendment.rulebook, amendment.figure)[-1]
    except (NoRulebook, KeyError) as error:
        raise ValidationError(_("There is no such figure in this rulebook.")) from error
    if not book.covers(amendment.valid_from):
        raise ValidationError({"valid_from": _days_of(book.valid_from, book.valid_to)})
    if amendment.status not in FigureAmendment.Status.values:
        raise ValidationError({"status": _("Choose how sure the value is.")})
    _check_value(amendment, shipped)
    today = figure_value_on(amendment.valid_from, amendment.rulebook, amendment.figure, approved_overlays())
    if (today.text, today.status) == (amendment.value, amendment.status):
        raise ValidationError(_("This is the value and the status that the figure has on that day already."))


def _check_value(amendment: FigureAmendment, shipped: Figure) -> None:
    if amendment.status == FigureAmendment.Status.UNKNOWN:
        if amendment.value:
            raise ValidationError({"value": _("Leave the value empty where the status is unknown.")})
        return
    if not amendment.value:
        raise ValidationError({"value": _("Give the value, or choose the status unknown.")})
    try:
        parse_value(shipped.unit, amendment.value)
    except ValueError as error:
        raise ValidationError({"value": _form_of(shipped.unit)}) from error


def _form_of(unit: str) -> str:
    match unit:
        case "ratio":
            return _("Write a ratio, as in 1/1000.")
        case "cny":
            return _("Write an amount of yuan in digits without separators, as in 1000000 or 1000000.50.")
        case "percent":
            return _("Write a percentage from 0 to 100 without the sign, as in 20.")
        case _:
            return _("Write a whole number in digits, within reason, as in 12.")


def _days_of(first: date, last: date | None) -> str:
    if last is None:
        return _("This rulebook is in force from %(first)s on: choose such a day.") % {"first": first}
    return _("This rulebook is in force from %(first)s to %(last)s: choose a day between.") % {"first": first, "last": last}
