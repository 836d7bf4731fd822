"""How the official working days of a year are entered: one person of the legal desk proposes the list, another decides."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.proposals import proposal_decide, proposal_held, proposal_text
from accounts.services.record import record
from ratings.casework.official_list import YEARS, Span, days_of_year, list_days
from ratings.casework.workdays import Calendar, is_weekday
from ratings.models import OfficialDay, OfficialYear
from ratings.services.notices import deadlines_recount

State = OfficialYear.State


@transaction.atomic
def official_year_propose(*, by: User, year: int, spans: Sequence[Span], source: str, reason: str) -> OfficialYear:
    """Propose the whole list of a year by the State Council's notice. It counts once another person approves it.

    `source` is the notice, as another person can find it. Raises PermissionDenied, or ValidationError with a sentence for
    each mistake.
    """
    _require_legal_desk(by)
    if year not in YEARS:
        raise ValidationError(_("A list is of a year from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]})
    source, reason = proposal_text("source", source), proposal_text("reason", reason)
    days = list_days(year, spans)
    _require_change(year, days)
    entered = OfficialYear(year=year, source=source, reason=reason, proposed_by=by)
    try:
        with transaction.atomic():
            record(entered, by=by, reason=reason)
    except IntegrityError as waiting:  # the database lets one list of a year wait, whoever is quicker
        sentence = _("A list of this year waits already: decide on it, or withdraw it, first.")
        raise ValidationError(sentence) from waiting
    for day in days:
        day.official_year = entered
    OfficialDay.objects.bulk_create(days)
    return entered


@transaction.atomic
def official_year_approve(*, by: User, entered: OfficialYear, as_of: date, note: str = "") -> OfficialYear:
    """Approve as the second person: from now on the year is counted by this list, which replaces an earlier one.

    Deadlines that still run and are counted in working days are counted anew; each case whose deadline moves records it.
    """
    _require_legal_desk(by)
    entered = proposal_held(entered)
    if entered.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this list: a second person of the legal desk decides on it."))
    for earlier in OfficialYear.objects.of_year(entered.year).approved().select_for_update():
        earlier.state = State.REPLACED
        record(earlier, by=by, reason=entered.reason)
    entered = proposal_decide(entered, State.APPROVED, by=by, note=note)
    deadlines_recount(by=by, entered=entered, as_of=as_of)
    return entered


@transaction.atomic
def official_year_reject(*, by: User, entered: OfficialYear, note: str) -> OfficialYear:
    """Reject as the second person, saying why."""
    _require_legal_desk(by)
    entered = proposal_held(entered)
    if entered.proposed_by_id == by.pk:
        raise PermissionDenied(_("You proposed this list: withdraw it instead of rejecting it."))
    return proposal_decide(entered, State.REJECTED, by=by, note=proposal_text("note", note))


@transaction.atomic
def official_year_withdraw(*, by: User, entered: OfficialYear, note: str) -> OfficialYear:
    """Take back one's own proposal, saying why."""
    _require_legal_desk(by)
    entered = proposal_held(entered)
    if entered.proposed_by_id != by.pk:
        raise PermissionDenied(_("Only the person who proposed a list withdraws it; you may reject it."))
    return proposal_decide(entered, State.WITHDRAWN, by=by, note=proposal_text("note", note))


def _require_legal_desk(by: User) -> None:
    if not by.may(Action.ENTER_CALENDAR):
        raise PermissionDenied(_("Only the legal desk enters the official working days of a year."))


def _require_change(year: int, days: Sequence[OfficialDay]) -> None:
    """A list that counts every day of a known year as it is counted already changes nothing."""
    known, listed = Calendar(), {row.day: row.working for row in days}
    if known.knows(year) and all(known.is_working(day) == listed.get(day, is_weekday(day)) for day in days_of_year(year)):
        raise ValidationError(_("The year is counted exactly like this already."))
