"""What a procedure is: the steps of one kind of case, and the acts that move it from one to the next.

Every act is declared once, as a line of its procedure. The transitions of the model, the permissions of the services, the
pages and docs/casework.md all come from these tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Action

CLOSED = "closed"
"""The last step of every procedure."""

CLOSED_LABEL = _("closed")

OPENED = "case_open"
"""The name under which the opening by an officer is recorded; it is no transition, for there was no case before it."""


@dataclass(frozen=True)
class Act:
    """One act: its name (also the transition's), from which steps to which (None: the case stays where it is), who may.

    `other_person`: whoever drafted or proposed what is decided may not do it; nor may who did the last act named in
    `not_after`. `primary`: at its steps this is what is due
    next.
    """

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str | None
    action: Action
    needs: Any
    other_person: bool = False
    primary: bool = False
    not_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """The procedure of one kind of case; `steps` are all but the last one, in their order, with values of their own.

    `waits_for` says in words what a case at a step waits for. At the steps `in_working_days` the deadline counts in them.
    Through `detours` only some cases go, so that they are not drawn ahead of the others.
    """

    kind: str
    title: Any
    law: str
    steps: type[models.TextChoices]
    acts: tuple[Act, ...]
    waits_for: Mapping[str, Any]
    in_working_days: frozenset[str] = field(default_factory=frozenset)
    detours: frozenset[str] = field(default_factory=frozenset)

    @property
    def first(self) -> str:
        """The step at which a case of the kind is opened."""
        return self.steps.values[0]

    @property
    def open_steps(self) -> tuple[str, ...]:
        """Every step at which the case is alive."""
        return tuple(self.steps.values)

    @property
    def decided_at(self) -> frozenset[str]:
        """The steps at which a case waits for the second person."""
        return frozenset(source for act in self.acts if act.other_person for source in act.sources)

    def document_lines(self) -> Iterator[str]:
        """Its part of docs/casework.md: the drawing, and the table of acts."""
        yield f"## {self.title}\n\n{self.law}.\n"
        yield f"```mermaid\nstateDiagram-v2\n    [*] --> {self.first}"
        for act in self.acts:
            if act.target is not None:
                for source in act.sources:
                    yield f"    {source} --> {act.target}: {act.name}"
        yield f"    {CLOSED} --> [*]\n```\n"
        yield from acts_table(self.acts)


def acts_table(acts: tuple[Act, ...]) -> Iterator[str]:
    """A table of acts in Markdown."""
    yield "| act | from | to | who | another than who proposed | needs |\n|---|---|---|---|---|---|"
    for act in acts:
        sources, target = "<br>".join(act.sources), act.target or "the same"
        other = ", ".join(f"`{name}`" for name in act.not_after) or ("yes" if act.other_person else "")
        yield f"| {act.label} (`{act.name}`) | {sources} | {target} | `{act.action.value}` | {other} | {act.needs} |"
    yield ""
