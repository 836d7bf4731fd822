"""What higher apps add to the pages of firms: columns and filters of the list, panels, tabs and events of the firm's page.

The enterprises app imports no higher app; those register here from their `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch
from django.http import HttpRequest
from django_filters import Filter

from enterprises.models import Enterprise

SLOTS: Final = ("badges", "codes", "actions", "why", "next")
"""Where a panel may stand on a firm's page: beside its name, among its codes, at the right of its head, and the two below."""


class Rendered(NamedTuple):
    """A template and what it is given; the page includes it with the page's own context around it."""

    template: str
    context: Mapping[str, Any]


PanelProvider = Callable[[HttpRequest, Enterprise, date], Rendered | None]
"""(request, firm, as_of) → what to show, or None for nothing. `as_of` is the day the page is of."""


@dataclass(frozen=True)
class Column:
    """A column of the list: `render` makes the cell of a firm; `sort` names the order that its heading sorts by."""

    name: str
    label: Any
    render: Callable[[Enterprise], Any]
    sort: str = ""


@dataclass(frozen=True)
class Order:
    """An order of the list: `path` is an ORM path, `tie` one that is unique and told from the same table.

    An order that is `sparse` holds only firms with a value.
    """

    name: str
    label: Any
    path: str
    tie: str = "customs_code"
    sparse: bool = False


@dataclass(frozen=True)
class BulkAct:
    """What can be done with chosen firms of the list: `url_name` is a page that is given them as `?firm=1&firm=2`."""

    name: str
    label: Any
    url_name: str
    icon: str
    offered: Callable[[HttpRequest], bool]


class FirmList:
    """What the list of firms shows beyond the firm's own columns."""

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}
        self.filters: dict[str, Filter] = {}
        self.orders: dict[str, Order] = {}
        self.prefetches: list[str | Prefetch] = []
        self.acts: dict[str, BulkAct] = {}

    def register_act(self, act: BulkAct) -> None:
        """Offer an act on chosen firms."""
        self.acts[act.name] = act

    def register_column(self, column: Column) -> None:
        """Add a column behind those registered before."""
        self.columns[column.name] = column

    def register_filter(self, name: str, filter: Filter) -> None:
        """Add a django-filter filter under the name that it has in the address."""
        self.filters[name] = filter

    def register_order(self, order: Order) -> None:
        """Add an order; the path must be served by an index."""
        self.orders[order.name] = order

    def register_prefetch(self, path: str | Prefetch) -> None:
        """Read a relation of the page's firms with one more query, for columns that show it."""
        if path not in self.prefetches:
            self.prefetches.append(path)


@dataclass(frozen=True)
class Tab:
    """A tab of the firm's page; `provider` renders it, `count` says how many things it holds (None: not told)."""

    name: str
    label: Any
    provider: PanelProvider
    count: Callable[[Enterprise], int] | None = None


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened to a firm. `when` is a day of the law, or a moment of recording.

    `kind` is `fact`, `decision`, `letter`, `change` or `run`; `key` sorts events of the same moment and is unique.
    """

    when: date | datetime
    kind: str
    title: Any
    key: str
    text: Any = ""
    who: Any = ""
    url: str = ""


@dataclass(frozen=True)
class TimelineSource:
    """Events of one kind of thing.

    `read(firm, until, limit)` gives the newest `limit` events whose day is on or before `until` (Asia/Shanghai; None: all).
    """

    name: str
    kind: str
    read: Callable[[Enterprise, date | None, int], Iterable[TimelineEvent]]


CountsToward = Callable[[HttpRequest, Enterprise, date], Mapping[tuple[str, int], list[Any]]]
"""(request, firm, as_of) → by model name and id of a fact, the names of the grounds that it counts toward."""


@dataclass
class FirmPage:
    """What a firm's page shows beyond the firm's own facts."""

    panels: dict[str, list[PanelProvider]] = field(default_factory=lambda: {slot: [] for slot in SLOTS})
    tabs: dict[str, Tab] = field(default_factory=dict)
    timeline_sources: dict[str, TimelineSource] = field(default_factory=dict)
    counts_toward: CountsToward | None = None

    def register_panel(self, slot: str, provider: PanelProvider) -> None:
        """Fill a slot of SLOTS; panels of one slot stand in the order of their registration."""
        self.panels[slot].append(provider)

    def register_tab(self, tab: Tab) -> None:
        """Add a tab between the firm's facts and its timeline."""
        self.tabs[tab.name] = tab

    def register_timeline_source(self, source: TimelineSource) -> None:
        """Add events to the timeline."""
        self.timeline_sources[source.name] = source

    def register_counts_toward(self, provider: CountsToward) -> None:
        """Fill the column of the facts that says what each counts toward."""
        self.counts_toward = provider

    def render(self, slot: str, request: HttpRequest, firm: Enterprise, as_of: date) -> list[Rendered]:
        """What the providers of a slot show, without those that show nothing."""
        found = (provider(request, firm, as_of) for provider in self.panels[slot])
        return [rendered for rendered in found if rendered is not None]


firm_list = FirmList()
firm_page = FirmPage()
