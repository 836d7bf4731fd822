"""Mergers and divisions: what the rule does to each firm, and which firms a firm follows or is followed by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import same_district
from enterprises.models import Enterprise
from ratings.assessment.explain import Explanation, explain_one
from ratings.levels import ADVERSE, AEO, Level
from ratings.models import Case, Succession, SuccessionPart
from ratings.regulation.parameters import all_rulebooks
from ratings.selectors.suspensions import suspensions_in_force

Role, Kind = SuccessionPart.Role, Succession.Kind
ORDER = list(Level)


@dataclass(frozen=True)
class Effect:
    """What the rule does to one firm: its level before, and the one that it has after (None: it is no longer judged).

    `said` is what is said of the firm before; None where it is not judged.
    """

    part: SuccessionPart
    before: str | None
    after: str | None
    words: Any
    said: Explanation | None = None

    @property
    def touches_level(self) -> bool:
        """Whether an AEO level ends here, or a level passes from or to this firm."""
        return self.words in (TAKES, PASSES) or (self.words is ENDS and self.before in AEO)


@dataclass(frozen=True)
class Relation:
    """Another firm that this one follows or is followed by."""

    enterprise: Enterprise
    kind: Any
    effective_on: date
    follows: bool
    case: Case


class Link(NamedTuple):
    """A page to go to."""

    label: Any
    url: str


@dataclass(frozen=True)
class Warning:
    """What the rule does not settle, with the pages where officers may act on it."""

    text: Any
    links: list[Link] = field(default_factory=list)


KEEPS = _("keeps its level")
KEEPS_OWN = _("has a level of its own, which the rule does not touch")
PASSES = _("passes its level on, goes on as regular")
TAKES = _("takes over the level of the original")
ENDS = _("its certifications end")
REGULAR = _("starts as regular, does not inherit")


def effects_of(succession: Succession) -> list[Effect]:
    """What the rule does to each firm on the day of effect (Order 251 art. 33, carried over)."""
    parts = list(succession.parts.select_related("enterprise").order_by("pk"))
    said = {part.pk: _said_before(part.enterprise, succession.effective_on) for part in parts}
    levels = {pk: explained["level_in_force"] if explained else None for pk, explained in said.items()}
    inherited = next((levels[part.pk] for part in parts if part.role == Role.ORIGINAL), None)
    main = next((part.enterprise_id for part in parts if part.role == Role.MAIN), None)
    effects = []
    for part in parts:
        after, words = _outcome(succession.kind, part.role, levels[part.pk], inherited, main is not None)
        effects.append(Effect(part, levels[part.pk], after, words, said[part.pk]))
    return effects


def _said_before(firm: Enterprise, day: date) -> Explanation | None:
    """What is said of the firm on the day; of one that its feed cancelled by then, on the last day before it was.

    Deliveries cancel an original on the very day on which it is divided or absorbed: its level is the one that it had.
    """
    if firm.cancelled_on and firm.cancelled_on <= day:
        day = firm.cancelled_on - timedelta(days=1)
    return explain_one(firm, day) if day >= all_rulebooks()[0].valid_from else None


def _outcome(kind: str, role: str, own: str | None, inherited: str | None, passes: bool) -> tuple[str | None, Any]:
    """The level after, and how the rule comes to it."""
    if role == Role.ORIGINAL and kind != Kind.DIVISION_MAIN:
        return None, ENDS
    if role == Role.ORIGINAL:
        return (Level.REGULAR, PASSES) if passes and own in AEO else (own, KEEPS)
    if kind == Kind.ABSORPTION:
        return own, KEEPS
    if kind == Kind.DIVISION_MAIN and role == Role.MAIN and _takes(own or Level.REGULAR, inherited or Level.REGULAR):
        return inherited, TAKES
    return (Level.REGULAR, REGULAR) if own in (None, Level.REGULAR) else (own, KEEPS_OWN)


def _takes(own: str, inherited: str) -> bool:
    """Whether the part with the main rights takes over the level: never one that lifts an adverse level of its own."""
    if own in ADVERSE or inherited in ADVERSE:
        return ORDER.index(Level(inherited)) > ORDER.index(Level(own))
    return own == Level.REGULAR or ORDER.index(Level(inherited)) < ORDER.index(Level(own))


def warnings_of(succession: Succession, today: date) -> list[Warning]:
    """What the rule does not settle, for officers to decide: the portal invents none."""
    effects = effects_of(succession)
    originals = [effect for effect in effects if effect.part.role == Role.ORIGINAL]
    after = [effect.part.enterprise for effect in effects if effect.part.role != Role.ORIGINAL]
    found = []
    if any(effect.before in ADVERSE and effect.after not in ADVERSE for effect in originals):
        text = _("A firm on an adverse level is dissolved. The rule passes no level on; whether its facts found a case against "
                 "a successor is for officers to examine.")  # fmt: skip
        found.append(Warning(text, [_opening(firm) for firm in after]))
    if any(effect.words is TAKES and effect.after in ADVERSE for effect in effects):
        text = _("The original firm stays on its adverse level: whether it starts as regular is for officers to decide. The "
                 "two years until a restoration count anew for the firm that takes the level over.")  # fmt: skip
        found.append(Warning(text, [_page(effect.part.enterprise) for effect in originals]))
    if succession.kind == Kind.DIVISION_MAIN and any(effect.words is TAKES and effect.after in AEO for effect in effects):
        text = _("The certification of the firm that takes over begins on the day of effect; the law does not say from which "
                 "day its next review counts.")  # fmt: skip
        found.append(Warning(text))
    return [*found, *(warning for effect in effects for warning in _of_firm(effect, succession, today))]


def _of_firm(effect: Effect, succession: Succession, today: date) -> Iterator[Warning]:
    firm = effect.part.enterprise
    if effect.words is KEEPS_OWN:
        text = _("%(firm)s has a level of its own already, as a firm that starts anew has not: check what it is.")
        yield Warning(text % {"firm": firm}, [_page(firm)])
    if effect.part.role == Role.ORIGINAL and suspensions_in_force(succession.effective_on).filter(enterprise=firm).exists():
        text = _("AEO measures of %(firm)s are suspended. The law does not say whether a suspension passes on with a level.")
        yield Warning(text % {"firm": firm}, [_page(firm)])
    if not same_district(succession.case.district, firm.district):
        text = _("%(firm)s belongs to another customs district, which must be told.")
        if effect.touches_level:
            text = _(
                "%(firm)s belongs to another customs district: a supervisor of the General Administration must approve this."
            )
        yield Warning(text % {"firm": firm}, [_page(firm)])
    if effect.part.role == Role.ORIGINAL and effect.after is None and not _is_cancelled(firm, today):
        text = _("%(firm)s is dissolved, but no delivery says yet that it is cancelled: until then it is judged.")
        yield Warning(text % {"firm": firm}, [_page(firm)])


def _is_cancelled(firm: Enterprise, today: date) -> bool:
    return firm.cancelled_on is not None and firm.cancelled_on <= today


def _page(firm: Enterprise) -> Link:
    return Link(firm, reverse("admin:enterprises_enterprise_change", args=[firm.pk]))


def _opening(firm: Enterprise) -> Link:
    label = _("Open an adverse case: %(firm)s") % {"firm": firm}
    return Link(label, reverse("admin:ratings_case_open", args=[firm.pk, Case.Kind.LOWER]))


def open_cases_of(succession: Succession) -> QuerySet[Case]:
    """The open cases of its firms: each stays with its firm and its owner."""
    firms = succession.parts.values("enterprise")
    cases = Case.objects.filter(enterprise__in=firms, state=Case.State.OPEN).exclude(pk=succession.case_id)
    return cases.select_related("enterprise", "owner").order_by("pk")


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


def listed_parts() -> QuerySet[SuccessionPart]:
    """The parts of firms in what was approved, with all other firms of it; for lists of many firms."""
    approved = SuccessionPart.objects.filter(succession__approved_on__isnull=False).select_related("succession")
    return approved.prefetch_related("succession__parts__enterprise").order_by("succession__effective_on", "pk")


def others_of(parts: Iterable[SuccessionPart]) -> Iterator[tuple[bool, Enterprise]]:
    """The other firms of a firm's parts, each with whether it follows the firm; asks nothing of the database."""
    for part in parts:
        was_before = part.role == Role.ORIGINAL
        for other in part.succession.parts.all():
            if other.enterprise_id != part.enterprise_id and (other.role == Role.ORIGINAL) != was_before:
                yield was_before, other.enterprise
