"""What every act on a case shares: the case is held, the act is checked against the procedure, and recorded frozen."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from ratings.casework.procedure import Act
from ratings.casework.procedures import BY_NAME, PROCEDURES, act_label, acts_of
from ratings.documents.letters import seal_letter
from ratings.models import Case, CaseAct, CaseFile, Letter
from ratings.selectors.four_eyes import did_before

LARGEST_PAPER = 20 * 1024 * 1024
"""The largest paper of a case, in bytes."""


@dataclass
class Stepping:
    """An act under way: the case as it is held, and what its record is to keep."""

    case: Case
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    papers: list[File] = field(default_factory=list)


def require_opener(by: User, enterprise: Enterprise) -> None:
    """Whoever opens a case works cases of the firm's district. Raises PermissionDenied."""
    if not by.may(Action.WORK_CASE, enterprise.district):
        raise PermissionDenied(_("Only an officer or supervisor of the firm's customs district may open a case."))


@contextmanager
def case_begin(
    *, by: User, enterprise: Enterprise, kind: str, level: str, as_of: date, indicated: str = "", due_on: date | None = None
) -> Iterator[Case]:
    """Open a case at the first step of its kind, and let the caller add what it is about: one transaction.

    `level` is the level in force, `indicated` the one that the case may lead to where that is another. Raises
    ValidationError where a case of the kind, of which a firm has one at a time, is open already.
    """
    try:
        with transaction.atomic():
            yield Case.objects.create(
                enterprise=enterprise,
                kind=kind,
                step=PROCEDURES[kind].first,
                district=enterprise.district,
                level_in_force=level,
                indicated_level=indicated or level,
                opened_on=as_of,
                opened_by=by,
                owner=by,
                due_on=due_on,
            )
    except IntegrityError as second:
        there = Case.objects.filter(enterprise=enterprise, kind=kind, state=Case.State.OPEN).first()
        if there is None:
            raise
        raise ValidationError(_("The firm has an open case already: %(case)s.") % {"case": there}) from second


@contextmanager
def case_step(
    *, by: User, case: Case, act: str, as_of: date, seen: int | None = None, note: str = "", papers: Iterable[File] = ()
) -> Iterator[Stepping]:
    """Hold the case, check the act, let the caller do what it is about, then move the step and record it: one transaction.

    `seen` is the id of the last act that the person had before them (0: none): if another came in between, this one is
    refused and told of it. Raises PermissionDenied or ValidationError.
    """
    declared = BY_NAME[act]
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)  # alone: a joined owner would be the one before the wait
        _require_permission(by, case, declared)
        _require_due(case, declared, seen)
        if before := did_before(by, case, declared):
            raise PermissionDenied(before)
        _require_owner(by, case, declared)
        stepping = Stepping(case, note.strip(), papers=list(papers))
        yield stepping
        before = case.step
        getattr(case, act)()
        case.save()
        record = act_record(case=case, act=act, before=before, by=by, on=as_of, note=stepping.note, details=stepping.details)
        papers_keep(record=record, papers=stepping.papers)


def act_record(
    *, case: Case, act: str, before: str, by: User, on: date, note: str = "", details: dict[str, Any] | None = None
) -> CaseAct:
    """The frozen record of an act."""
    return CaseAct.objects.create(
        case=case, act=act, from_step=before, to_step=case.step, on=on, by=by, note=note, details=details or {}
    )


def papers_keep(*, record: CaseAct, papers: Iterable[File]) -> None:
    """Keep the papers of an act as they came, each with its digest (SHA-256).

    Raises ValidationError for a paper that is empty or larger than LARGEST_PAPER.
    """
    for paper in papers:
        _require_sound(paper)
        digest = hashlib.sha256()
        for chunk in paper.chunks():
            digest.update(chunk)
        name = (paper.name or "paper").replace("\\", "/").rsplit("/", 1)[-1][-200:]
        CaseFile.objects.create(
            case=record.case,
            act=record,
            file=paper,
            name=name,
            sha256=digest.hexdigest(),
            size=paper.size,
            uploaded_by=record.by,
        )


WAITING = (Letter.State.DRAFT, Letter.State.RETURNED)


def letter_void(*, case: Case) -> None:
    """A draft that another one replaces is void; it keeps its number."""
    case.letters.filter(state__in=WAITING).update(state=Letter.State.VOID)


def draft_to_sign(by: User, case: Case, *kinds: str) -> Letter:
    """The draft of these kinds that waits for a signature, for someone who may give it: who drafted it does not sign it.

    Raises ValidationError where none waits, PermissionDenied where the person drafted it.
    """
    letter = case.letters.filter(state__in=WAITING, kind__in=kinds).select_related("drafted_by").last()
    if letter is None:
        raise ValidationError(_("No such draft waits for a signature."))
    if letter.state == Letter.State.RETURNED:
        raise ValidationError(_("This draft was sent back; it must be drafted anew."))
    if letter.drafted_by_id == by.pk:
        raise PermissionDenied(_("You drafted this letter: a different person must sign it."))
    return letter


def draft_sign(step: Stepping, letter: Letter, *, by: User, on: date) -> Letter:
    """Sign the draft; the record of the act names it with its digest. Raises ValidationError where it is no draft any more."""
    letter = seal_letter(letter=letter, by=by, on=on)
    step.details |= {"letter": letter.number, "sha256": letter.sha256}
    return letter


def require_text(text: str, missing: str) -> str:
    """The text without spaces around it. Raises ValidationError with the sentence when nothing is left."""
    if not text.strip():
        raise ValidationError(missing)
    return text.strip()


def require_day(day: date, *, earliest: date, as_of: date, too_early: str) -> None:
    """A day that lies from `earliest` to today. Raises ValidationError."""
    if day > as_of:
        raise ValidationError(_("The day lies in the future."))
    if day < earliest:
        raise ValidationError(too_early)


def _require_permission(by: User, case: Case, act: Act) -> None:
    if by.may(act.action, case.district):
        return
    if by.may(act.action):
        raise PermissionDenied(_("This case belongs to another customs district."))
    raise PermissionDenied(
        _("Your roles do not allow this: %(action)s.") % {"action": act.action.label}  # type: ignore[attr-defined]
    )


def _require_due(case: Case, act: Act, seen: int | None) -> None:
    """Refuse an act that is not due at the case's step, and tell who did what meanwhile."""
    last = case.acts.select_related("by").last()
    if act not in acts_of(case.kind):
        raise ValidationError(_("A case of this kind knows no such act: %(act)s.") % {"act": act.label})
    if seen is not None and seen != (last.pk if last else 0):
        raise ValidationError(_("Meanwhile %(done)s. Look at the case again.") % {"done": said_of(last) if last else ""})
    if case.state == Case.State.OPEN and can_proceed(getattr(case, act.name)):
        return
    same = case.acts.filter(act=act.name).select_related("by").last()
    if same is not None:
        raise ValidationError(_("This was done already: %(done)s.") % {"done": said_of(same)})
    message = _("“%(act)s” is not due: the case is at the step “%(step)s”.")
    raise ValidationError(message % {"act": act.label, "step": case.step_label})


def _require_owner(by: User, case: Case, act: Act) -> None:
    """Who works a case does its acts; a supervisor may too. A case that nobody works becomes theirs with the first act."""
    if act.action is not Action.WORK_CASE or act.target is None:
        return
    if case.owner is None or not case.owner.is_active:
        case.owner = by
    elif case.owner_id != by.pk and not by.may(Action.SIGN_LETTER, case.district):
        raise PermissionDenied(_("%(owner)s works this case. Ask for it to be handed over to you.") % {"owner": case.owner})


def _require_sound(paper: File) -> None:
    if paper.size > LARGEST_PAPER:
        raise ValidationError(_("A paper has at most 20 MB: %(name)s.") % {"name": paper.name})
    if not paper.size:
        raise ValidationError(_("This paper is empty: %(name)s.") % {"name": paper.name})


def said_of(act: CaseAct) -> str:
    """An act in words: who did what, when."""
    when = date_format(timezone.localtime(act.at), "Y-m-d H:i")
    return _("%(who)s did “%(act)s” at %(when)s") % {"who": act.by, "act": act_label(act.act), "when": when}
