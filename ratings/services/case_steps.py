"""What every act on a case shares: the case is held, the act is checked against the procedure, and recorded frozen."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from accounts.roles import Action
from ratings.casework.procedure import Act
from ratings.casework.procedures import BY_NAME, act_label, acts_of
from ratings.models import Case, CaseAct, CaseFile, Letter

LARGEST_PAPER = 20 * 1024 * 1024
"""The largest paper of a case, in bytes."""


@dataclass
class Stepping:
    """An act under way: the case as it is held, and what its record is to keep."""

    case: Case
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    papers: list[File] = field(default_factory=list)


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
        _require_owner(by, case, declared)
        stepping = Stepping(case, note.strip(), papers=list(papers))
        papers_require_small(stepping.papers)
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
    """Keep the papers of an act as they came, each with its digest (SHA-256)."""
    for paper in papers:
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


def draft_of(case: Case, *kinds: str) -> Letter:
    """The draft that waits for a signature. Raises ValidationError where there is none of these kinds."""
    letter = case.letters.filter(state__in=WAITING, kind__in=kinds).select_related("drafted_by").last()
    if letter is None:
        raise ValidationError(_("No such draft waits for a signature."))
    if letter.state == Letter.State.RETURNED:
        raise ValidationError(_("This draft was sent back; it must be drafted anew."))
    return letter


def require_another(by: User, letter: Letter) -> None:
    """Four eyes: who drafted a letter does not sign it. Raises PermissionDenied."""
    if letter.drafted_by_id == by.pk:
        raise PermissionDenied(_("You drafted this letter: a different person must sign it."))


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


def papers_require_small(papers: Iterable[File]) -> None:
    """Refuse a paper that is empty or larger than LARGEST_PAPER. Raises ValidationError."""
    for paper in papers:
        if paper.size > LARGEST_PAPER:
            raise ValidationError(_("A paper has at most 20 MB: %(name)s.") % {"name": paper.name})
        if not paper.size:
            raise ValidationError(_("This paper is empty: %(name)s.") % {"name": paper.name})


def said_of(act: CaseAct) -> str:
    """An act in words: who did what, when."""
    when = date_format(timezone.localtime(act.at), "Y-m-d H:i")
    return _("%(who)s did “%(act)s” at %(when)s") % {"who": act.by, "act": act_label(act.act), "when": when}
