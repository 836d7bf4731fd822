"""Mergers, divisions and cancellations: recorded by one person, approved by another; levels follow the rule of the law.

Division, one part taking the main rights and duties: that part keeps the level, the others start as regular. Division with the
original dissolved: none inherits. Absorption: the surviving firm keeps its own. Merger into a new firm: it does not inherit
(Order 251 art. 33, carried over).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action
from accounts.services.record import record
from enterprises.models import Certification, ChangedFirm, DecidedRating, Enterprise
from ratings.assessment.explain import explain_one
from ratings.casework.procedure import OPENED
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Case, Decision, Succession, SuccessionPart
from ratings.regulation.parameters import all_rulebooks
from ratings.rulebooks import rulebook_for
from ratings.selectors.successions import ENDS, PASSES, TAKES, Effect, effects_of
from ratings.services.case_steps import act_record, case_begin, case_step, papers_keep, require_opener, require_text

Kind, Role = Succession.Kind, SuccessionPart.Role
BASIS_LENGTH = Decision._meta.get_field("basis").max_length


def succession_open(
    *,
    by: User,
    enterprise: Enterprise,
    kind: str,
    effective_on: date,
    others: Sequence[Enterprise] = (),
    successors: Sequence[Enterprise] = (),
    main: Enterprise | None = None,
    reason: str,
    papers: Iterable[File] = (),
    as_of: date,
) -> Case:
    """Record it for a firm that was there before; it has no effect until another person approves it.

    `others` were there before beside it (merger into a new firm, absorption of several), `successors` follow; `main` is the
    one of them, or the firm itself, that takes the main rights and duties. Raises PermissionDenied for anyone who does not work
    cases of the firm's district, ValidationError where firms and kind do not go together.
    """
    require_opener(by, enterprise)
    reason = require_text(reason, _("Give the reason: history keeps it."))
    if effective_on > as_of:
        raise ValidationError({"effective_on": _("The day lies in the future.")})
    if effective_on < all_rulebooks()[0].valid_from:
        raise ValidationError({"effective_on": _("No rulebook of the portal is that old.")})
    papers = list(papers)
    if not papers:
        raise ValidationError({"papers": _("Attach the paper that proves it.")})
    parts = _parts(kind, enterprise, others, successors, main)
    _require_possible([firm for firm, role in parts if role == Role.ORIGINAL], effective_on)
    level = explain_one(enterprise, as_of)["level_in_force"] or Level.REGULAR
    with case_begin(by=by, enterprise=enterprise, kind=Case.Kind.SUCCESSION, level=level, as_of=as_of) as case:
        succession = Succession(case=case, kind=kind, effective_on=effective_on)
        record(succession, by=by, reason=reason[:200])
        SuccessionPart.objects.bulk_create(
            SuccessionPart(succession=succession, enterprise=firm, role=role) for firm, role in parts
        )
        details = {"kind": kind, "effective_on": effective_on.isoformat(), "firms": [f.customs_code for f, _r in parts]}
        act = act_record(case=case, act=OPENED, before=case.step, by=by, on=as_of, note=reason, details=details)
        papers_keep(record=act, papers=papers)
    return case


def _parts(
    kind: str, firm: Enterprise, others: Sequence[Enterprise], successors: Sequence[Enterprise], main: Enterprise | None
) -> list[tuple[Enterprise, str]]:
    """The firms with their parts. Raises ValidationError where they do not go with the kind."""
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Say what kind it is.")})
    before, after = [firm, *others], list(successors)
    ids = [each.pk for each in [*before, *after]]
    if len(set(ids)) != len(ids):
        raise ValidationError(_("A firm is named twice."))
    if kind != Kind.NEW_MERGER and kind != Kind.ABSORPTION and others:
        raise ValidationError({"others": _("Only a merger has other firms before it.")})
    if kind == Kind.CANCELLATION and after:
        raise ValidationError({"successors": _("A cancellation has no successor.")})
    if kind in (Kind.ABSORPTION, Kind.NEW_MERGER) and len(after) != 1:
        raise ValidationError({"successors": _("Name the one firm that goes on.")})
    if kind == Kind.NEW_MERGER and not others:
        raise ValidationError({"others": _("A merger into a new firm has at least two firms before it.")})
    if kind in (Kind.DIVISION_MAIN, Kind.DIVISION_DISSOLVED) and not after:
        raise ValidationError({"successors": _("Name the firms that follow.")})
    rows = [(each, str(Role.ORIGINAL)) for each in before]
    if kind == Kind.DIVISION_MAIN:
        if main is None or main.pk not in ids:
            raise ValidationError({"main": _("Say which of the firms takes the main rights and duties.")})
        rows += [(main, str(Role.MAIN))] if main.pk != firm.pk else []
        after = [each for each in after if each.pk != main.pk]
    return [*rows, *((each, str(Role.SUCCESSOR)) for each in after)]


def _require_possible(originals: Iterable[Enterprise], day: date) -> None:
    """Refuse a day on which an original was not there yet, or before it was certified. Raises ValidationError."""
    for firm in originals:
        if day < firm.registered_on:
            raise ValidationError({"effective_on": _("%(firm)s was not registered on that day.") % {"firm": firm}})
        later = Certification.objects.filter(enterprise=firm, granted_on__gt=day, ended_on__isnull=True).first()
        if later is not None:
            message = _("%(firm)s was certified after that day (%(certificate)s): check the day, or end the certification.")
            raise ValidationError({"effective_on": message % {"firm": firm, "certificate": later}})


def succession_approve(*, by: User, case: Case, as_of: date, seen: int | None = None) -> Case:
    """Approve as another person: levels follow the rule on the day of effect, each with a decision record.

    Raises PermissionDenied or ValidationError.
    """
    with case_step(by=by, case=case, act="succession_approve", as_of=as_of, seen=seen) as step:
        succession = step.case.succession
        effects = effects_of(succession)
        originals = [effect.part.enterprise for effect in effects if effect.part.role == Role.ORIGINAL]
        _require_possible(originals, succession.effective_on)
        _require_districts(by, effects)
        for effect in effects:
            _apply(effect, succession, by, as_of)
        succession.approved_on = as_of
        record(succession, by=by, reason=step.case.number)
        step.case.state, step.case.closed_on = Case.State.DECIDED, as_of
        step.details = {"effects": [_said(effect) for effect in effects]}
    return step.case


def succession_reject(*, by: User, case: Case, note: str, as_of: date, seen: int | None = None) -> Case:
    """Reject as another person, with the reason; nothing changes. Raises PermissionDenied or ValidationError."""
    note = require_text(note, _("Say why it is rejected."))
    with case_step(by=by, case=case, act="succession_reject", as_of=as_of, seen=seen, note=note) as step:
        step.case.state, step.case.closed_on = Case.State.DISMISSED, as_of
    return step.case


def _require_districts(by: User, effects: list[Effect]) -> None:
    """Nobody ends or gives an AEO level, or passes an adverse one, of another customs' firm. Raises PermissionDenied."""
    for effect in effects:
        firm = effect.part.enterprise
        if effect.touches_level and not by.may(Action.SIGN_LETTER, firm.district):
            raise PermissionDenied(
                _(
                    "The level of %(firm)s, of another customs, would change: a supervisor of the General Administration decides."
                )
                % {"firm": firm}
            )


def _apply(effect: Effect, succession: Succession, by: User, as_of: date) -> None:
    firm, day, case = effect.part.enterprise, succession.effective_on, succession.case
    if effect.before == effect.after and effect.words is not TAKES:
        return
    rating, rows = None, []
    if effect.words is ENDS or effect.words is PASSES:
        rows = _end_certifications(firm, day, by, case)
    elif effect.words is TAKES and effect.after in ADVERSE:
        rating = _rate(effect, succession, by)
        rows = [{"rating": rating.level, "effective_on": day.isoformat()}]
    elif effect.words is TAKES and effect.after in AEO:
        granted = Certification(
            enterprise=firm, certificate_no=f"{case.number}-{firm.customs_code}", level=effect.after, granted_on=day
        )
        record(granted, by=by, reason=case.number)
        rows = [{"certification": granted.certificate_no, "granted_on": day.isoformat()}]
    _decide(effect, succession, by, as_of, rating, rows)
    ChangedFirm.objects.create(enterprise=firm)


def _original(succession: Succession) -> Enterprise:
    return succession.parts.select_related("enterprise").filter(role=Role.ORIGINAL).earliest("pk").enterprise


def _rate(effect: Effect, succession: Succession, by: User) -> DecidedRating:
    """The adverse level passes on with the grounds that founded it."""
    latest = DecidedRating.objects.filter(
        enterprise=_original(succession), effective_on__lte=succession.effective_on
    ).order_by("effective_on", "pk")
    last = latest.last()
    rating = DecidedRating(
        enterprise=effect.part.enterprise,
        level=str(effect.after),
        effective_on=succession.effective_on,
        grounds=last.grounds if last else "",
    )
    record(rating, by=by, reason=succession.case.number)
    return rating


def _end_certifications(firm: Enterprise, day: date, by: User, case: Case) -> list[dict[str, str]]:
    rows = []
    for row in Certification.objects.select_for_update().filter(enterprise=firm, granted_on__lte=day).order_by("pk"):
        if row.ended_on is None or row.ended_on > day:
            row.ended_on, row.delivery = day, None
            record(row, by=by, reason=case.number)
            rows.append({"certification": row.certificate_no, "ended_on": day.isoformat()})
    return rows


def _decide(
    effect: Effect,
    succession: Succession,
    by: User,
    as_of: date,
    rating: DecidedRating | None,
    rows: list[dict[str, str]],
) -> None:
    """The decision record of a firm, with what was said of it before and the rows that ended or began."""
    provision = rulebook_for(as_of).provision("merger")
    Decision.objects.create(
        enterprise=effect.part.enterprise,
        kind=Decision.Kind.SUCCESSION,
        rating=rating,
        decided_on=as_of,
        case=succession.case,
        decided_by=by,
        basis=provision.basis_zh[:BASIS_LENGTH],
        evidence={
            "basis_en": provision.basis_en,
            "kind": succession.kind,
            "effective_on": succession.effective_on.isoformat(),
            "level": effect.after,
            "rows": rows,
            "explained": effect.said,
        }
        | _said(effect),
    )


def _said(effect: Effect) -> dict[str, str | None]:
    code = effect.part.enterprise.customs_code
    return {"firm": code, "part": effect.part.role, "before": effect.before, "after": effect.after}
