"""Who works a case: opened by an officer, taken, handed over."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from ratings.assessment.explain import Judgment, judge_one
from ratings.casework.procedure import OPENED
from ratings.levels import ADVERSE, Level
from ratings.models import Case, Letter
from ratings.services.case_steps import act_record, case_begin, case_step, draft_to_sign, require_opener, require_text
from ratings.services.freezes import freeze_make

ORDER = list(Level)


def case_open(*, by: User, enterprise: Enterprise, indicated_level: str, reasons: str, as_of: date) -> Case:
    """Open an adverse case for a firm, with the grounds and evidence of the day frozen as the judge finds them.

    An adverse level needs a ground that is met on the day; a lower AEO level, or regular, needs the reasons alone. Raises
    PermissionDenied for anyone who does not work cases of the firm's district, ValidationError otherwise.
    """
    require_opener(by, enterprise)
    reasons = require_text(reasons, _("Say why the case is opened."))
    judgment = judge_one(enterprise, as_of)
    _require_lower(judgment, indicated_level)
    with case_begin(
        by=by,
        enterprise=enterprise,
        kind=Case.Kind.LOWER,
        level=judgment.said["level_in_force"],
        as_of=as_of,
        indicated=indicated_level,
    ) as case:
        found = ((each.ground, each.source, judgment.facts[each.source, each.fact_id]) for each in judgment.founding)
        freeze_make(case=case, found=found, as_of=as_of, grounds=judgment.said["grounds"])
        details = {"indicated_level": str(indicated_level)}
        act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reasons, details=details)
    return case


def _require_lower(judgment: Judgment, level: str) -> None:
    in_force = judgment.said["level_in_force"]
    if in_force is None:
        raise ValidationError(_("The firm is not judged on this day: it is cancelled or not registered yet."))
    if level not in ORDER or ORDER.index(Level(level)) <= ORDER.index(Level(in_force)):
        raise ValidationError(_("A case is about a lower level than the one in force."))
    if level in ADVERSE and judgment.said["indicated_level"] != level:
        raise ValidationError(_("No ground for this level is met on this day; the firm's page says why."))


def case_take(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Case:
    """Take a case that nobody works, or whose owner's account is inactive. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="case_take", as_of=as_of, seen=seen) as step:
        owner = step.case.owner
        if owner is not None and owner.is_active:
            taken = step.case.acts.filter(act__in=["case_take", "case_hand_over", OPENED]).last()
            day = taken.on.isoformat() if taken else step.case.opened_on.isoformat()
            raise ValidationError(_("%(owner)s works this case since %(day)s.") % {"owner": owner, "day": day})
        step.details = {"from": str(owner) if owner else ""}
        step.case.owner = by
    return step.case


def case_hand_over(*, by: User, case: Case, to: User, note: str, as_of: date, seen: int | None = None) -> Case:
    """Hand a case over to a person of the district who works cases, with a note.

    Raises PermissionDenied for anyone but who works it or a supervisor of the district, ValidationError otherwise.
    """
    note = require_text(note, _("Say what the next person must know."))
    with case_step(by=by, case=case, act="case_hand_over", as_of=as_of, seen=seen, note=note) as step:
        owner = step.case.owner
        if (owner is None or owner.pk != by.pk) and not by.may(Action.SIGN_LETTER, step.case.district):
            raise PermissionDenied(_("Only who works the case, or a supervisor of its district, may hand it over."))
        if not to.may(Action.WORK_CASE, step.case.district):
            raise ValidationError(_("%(person)s does not work cases of this customs district.") % {"person": to})
        if owner is not None and owner.pk == to.pk:
            raise ValidationError(_("%(person)s works this case already.") % {"person": to})
        step.details = {"from": str(owner) if owner else "", "to": str(to)}
        step.case.owner = to
    return step.case


def draft_return(*, by: User, case: Case, note: str, as_of: date, seen: int | None = None) -> Letter:
    """Send a draft back with a note instead of signing it: it stands as sent back until another one replaces it.

    Raises PermissionDenied for anyone but another supervisor of the district, ValidationError where no draft waits.
    """
    note = require_text(note, _("Say what is to be mended."))
    with case_step(by=by, case=case, act="draft_return", as_of=as_of, seen=seen, note=note) as step:
        letter = draft_to_sign(by, step.case, *Letter.Kind.values)
        letter.state = Letter.State.RETURNED
        letter.save(update_fields=["state"])
        step.details = {"letter": letter.number}
    return letter
