"""The start page: apps register panels here, so that the page shows what waits without knowing who does it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts.roles import Action


class Panel:
    """One panel of the start page. Subclass it in an app and pass an instance to `register` from `AppConfig.ready`.

    `template` is rendered with what `context` returns and the page's own context; `span` is its width in twelfths of
    the page. `waiting` and `jobs` feed the two counts of the top bar on every page, so each must cost at most one
    indexed query.
    """

    title: Any = ""
    actions: frozenset[Action] = frozenset({Action.VIEW})
    order: int = 100
    span: int = 12
    template: str = ""

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """What the template needs; None when there is nothing to show and the panel stays away."""
        return {}

    def waiting(self, request: HttpRequest) -> int:
        """How many things wait for this person here."""
        return 0

    def jobs(self, request: HttpRequest) -> int:
        """How many jobs of this kind run now."""
        return 0

    def is_for(self, request: HttpRequest) -> bool:
        """Whether this person may do one of the panel's actions."""
        return any(request.user.may(action) for action in self.actions)


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel; a second one of the same class replaces the first, so that reloading an app does no harm."""
    _panels[:] = sorted([p for p in _panels if type(p) is not type(panel)] + [panel], key=lambda p: p.order)


def panels_for(request: HttpRequest) -> Iterable[Panel]:
    """The panels this person sees, in order."""
    return [panel for panel in _panels if panel.is_for(request)]
