"""Mergers and divisions: what the rule does to each firm, and which firms a firm follows or is followed by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Case, Succession, SuccessionPart

Role, Kind = SuccessionPart.Role, Succession.Kind


@dataclass(frozen=True)
class Effect:
    """What the rule does to one firm: its level before, and the one that it has after (None: it is no longer judged)."""

    part: SuccessionPart
    before: str | None
    after: str | None
    words: Any


@dataclass(frozen=True)
class Relation:
    """Another firm that this one follows or is followed by."""

    enterprise: Enterprise
    kind: Any
    effective_on: date
    follows: bool
    case: Case


KEEPS = _("keeps its level")
PASSES = _("passes its level on, goes on as regular")
TAKES = _("takes over the level of the original")
ENDS = _("its certifications end")
REGULAR = _("starts as regular, does not inherit")


def effects_of(succession: Succession) -> list[Effect]:
    """What the rule does to each firm on the day of effect (Order 251 art. 33, carried over)."""
    parts = list(succession.parts.select_related("enterprise").order_by("pk"))
    levels = {part.pk: explain_one(part.enterprise, succession.effective_on)["level_in_force"] for part in parts}
    inherited = next((levels[part.pk] for part in parts if part.role == Role.ORIGINAL), None)
    main = next((part.enterprise_id for part in parts if part.role == Role.MAIN), None)
    return [_effect(succession.kind, part, levels[part.pk], inherited, main) for part in parts]


def _effect(kind: str, part: SuccessionPart, level: str | None, inherited: str | None, main: int | None) -> Effect:
    if part.role == Role.ORIGINAL and kind != Kind.DIVISION_MAIN:
        return Effect(part, level, None, ENDS)
    if part.role == Role.ORIGINAL:
        passes_on = main is not None and level in AEO
        return Effect(part, level, Level.REGULAR if passes_on else level, PASSES if passes_on else KEEPS)
    if kind == Kind.DIVISION_MAIN and part.role == Role.MAIN:
        return Effect(part, level, inherited, TAKES)
    if kind == Kind.ABSORPTION:
        return Effect(part, level, level, KEEPS)
    return Effect(part, level, level or Level.REGULAR, REGULAR)


def warnings_of(succession: Succession) -> list[Any]:
    """What the rule does not settle, for officers to decide: the portal invents none."""
    effects = effects_of(succession)
    found = []
    if any(
        effect.before in ADVERSE and effect.after not in ADVERSE for effect in effects if effect.part.role == Role.ORIGINAL
    ):
        found.append(
            _("A firm on an adverse level is dissolved. The rule passes no level on; whether its facts found a case against a "
              "successor is for officers to examine.")
        )  # fmt: skip
    if any(effect.words is TAKES and effect.after in ADVERSE for effect in effects):
        found.append(
            _("The original firm stays on its adverse level: whether it starts as regular is for officers to decide.")
        )
    open_cases = Case.objects.filter(enterprise__in=[e.part.enterprise_id for e in effects], state=Case.State.OPEN)
    if numbers := [str(case) for case in open_cases.exclude(pk=succession.case_id).order_by("pk")[:20]]:
        found.append(_("Open cases stay with their firms and owners: %(cases)s.") % {"cases": ", ".join(numbers)})
    if succession.kind == Kind.DIVISION_MAIN and any(effect.words is TAKES and effect.after in AEO for effect in effects):
        found.append(
            _("The certification of the firm that takes over begins on the day of effect; the law does not say from which day "
              "its next review counts.")
        )  # fmt: skip
    return found


def relations_of(enterprise: Enterprise, as_of: date) -> Iterator[Relation]:
    """The firms that it follows or is followed by, by approved successions known on the day."""
    mine = SuccessionPart.objects.filter(
        enterprise=enterprise, succession__approved_on__isnull=False, succession__effective_on__lte=as_of
    ).select_related("succession__case")
    for part in mine.order_by("succession__effective_on", "pk"):
        others = part.succession.parts.select_related("enterprise").exclude(enterprise=enterprise)
        was_before = part.role == Role.ORIGINAL
        wanted = others.exclude(role=Role.ORIGINAL) if was_before else others.filter(role=Role.ORIGINAL)
        for other in wanted.order_by("pk"):
            kind = part.succession.get_kind_display()
            yield Relation(other.enterprise, kind, part.succession.effective_on, not was_before, part.succession.case)
