"""The repair of a rating excluded by law or central policy, or no longer: recorded, approved (Order 251 arts. 26-29)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from enterprises.models import DecidedRating, Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.levels import ADVERSE
from ratings.models import Case, RepairExclusion
from ratings.selectors.repair import excluded_by
from ratings.services.case_steps import act_record, case_begin, case_step, papers_keep, require_opener, require_text

What = RepairExclusion.What


def exclusion_open(
    *, by: User, enterprise: Enterprise, what: str, basis: str, reason: str, papers: Iterable[File] = (), as_of: date
) -> Case:
    """Record that law or policy excludes the repair of the firm's adverse rating, or does so no more; it waits for approval.

    `what` is a RepairExclusion.What, `basis` the text and its article. Raises PermissionDenied for anyone who does not work
    cases of the firm's district, ValidationError otherwise.
    """
    require_opener(by, enterprise)
    papers = list(papers)
    if not papers:
        raise ValidationError({"papers": _("Attach the text of the law or policy, or the paper that tells of it.")})
    level = explain_one(enterprise, as_of)["level_in_force"]
    rating = (
        DecidedRating.objects.filter(enterprise=enterprise, effective_on__lte=as_of).order_by("effective_on", "pk").last()
    )
    if level not in ADVERSE or rating is None:
        raise ValidationError(_("The firm has no adverse level on this day: there is nothing to repair."))
    _require_change(rating, what, as_of)
    with case_begin(by=by, enterprise=enterprise, kind=Case.Kind.EXCLUSION, level=level, as_of=as_of) as case:
        RepairExclusion.objects.create(
            case=case, rating=rating, what=what, basis=require_text(basis, _("Name the law or policy, with its article."))
        )
        reason = require_text(reason, _("Say why it applies to this firm."))
        details = {"what": what, "basis": basis}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reason, details=details)
        papers_keep(record=act, papers=papers)
    return case


def exclusion_approve(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Case:
    """Approve as another person; it counts from today. Raises PermissionDenied or ValidationError."""
    with case_step(by=by, case=case, act="exclusion_approve", as_of=as_of, seen=seen) as step:
        exclusion = RepairExclusion.objects.select_for_update().get(case=step.case)
        _require_change(exclusion.rating, exclusion.what, as_of)
        exclusion.approved_on = as_of
        exclusion.save(update_fields=["approved_on"])
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
    return step.case


def exclusion_reject(*, by: User, case: Case, note: str, as_of: date, seen: int | None = None) -> Case:
    """Reject as another person, with the reason; nothing changes. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say why it is rejected."))
    with case_step(by=by, case=case, act="exclusion_reject", as_of=as_of, seen=seen, note=note) as step:
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of
    return step.case


def _require_change(rating: DecidedRating, what: str, as_of: date) -> None:
    excluded = rating.pk in excluded_by([rating.enterprise_id], as_of)
    if what == What.EXCLUDE and excluded:
        raise ValidationError(_("The repair of this rating is excluded already."))
    if what == What.END and not excluded:
        raise ValidationError(_("No exclusion is in force that could end."))
    if what not in What.values:
        raise ValidationError({"what": _("Say whether the repair is excluded, or no more.")})
