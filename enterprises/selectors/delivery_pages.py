"""What the pages of deliveries show: the list by key, what became of each file, the rejected rows as they came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from enterprises.feeds.declaration import FEED_BY_FILE, in_order
from enterprises.feeds.places import upload_folder
from enterprises.feeds.reasons import Reason
from enterprises.listing import KeysetPage
from enterprises.models import Delivery, Reject
from enterprises.selectors.deliveries import delivery_progress, refused_files, rejects_file, shown_rejects

State = Delivery.State
UNDER_WAY: Final = frozenset({State.UPLOADED, State.CONFIRMED, State.LOADING})
COUNTS: Final = ("read", "created", "updated", "unchanged", "rejected")
DELIVERIES_A_PAGE: Final = 50
REJECTS_A_PAGE: Final = 50


@dataclass(frozen=True)
class FileLine:
    """What became of one file, in rows; `refusal` says why it was refused as a whole, in the language in use."""

    file: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    refusal: str
    unknown_districts: list[str]
    has_rejects_file: bool


@dataclass(frozen=True)
class Totals:
    """Rows of a delivery in all its files, and how many files were refused as a whole."""

    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    refused_files: int

    @property
    def changes(self) -> int:
        """Rows that change the database."""
        return self.created + self.updated


@dataclass(frozen=True)
class Step:
    """A file in the work that goes on: `state` is done, running or ahead; `read` of `size` in bytes."""

    file: str
    state: str
    read: int = 0
    size: int = 0


def totals_of(delivery: Delivery) -> Totals:
    """The counts of all files of a delivery."""
    kept = delivery.files.values()
    sums = {name: sum(record.get(name, 0) for record in kept) for name in COUNTS}
    return Totals(**sums, refused_files=sum(1 for record in kept if record.get("refused")))


def file_lines(delivery: Delivery) -> list[FileLine]:
    """Each file of a delivery in the order of loading."""
    refusals = refused_files(delivery)
    return [
        FileLine(
            file=feed.file,
            **{name: delivery.files[feed.file].get(name, 0) for name in COUNTS},
            refusal=refusals.get(feed.file, ""),
            unknown_districts=delivery.files[feed.file].get("unknown_districts", []),
            has_rejects_file=rejects_file(delivery, feed.file) is not None,
        )
        for feed in in_order(delivery.files)
    ]


def delivery_steps(delivery: Delivery) -> list[Step]:
    """The files of a delivery that a worker previews or loads, and how far it is."""
    progress = delivery_progress(delivery) or {}
    current = progress.get("file", "")
    finished = set(delivery.files) if delivery.state == State.LOADING else set()
    folder = upload_folder(delivery)
    lying = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    files = [feed.file for feed in in_order(list(lying | finished | {current}))]
    return list(_steps(files, finished, progress))


def _steps(files: list[str], finished: set[str], progress: dict[str, Any]) -> Iterator[Step]:
    current = progress.get("file", "")
    reached = files.index(current) if current in files else 0
    for place, file in enumerate(files):
        if file in finished or place < reached:
            yield Step(file, "done")
        elif file == current:
            yield Step(file, "running", progress["read"], progress["total"])
        else:
            yield Step(file, "ahead")


def deliveries_page(*, state: str = "", after: int | None = None, before: int | None = None) -> KeysetPage:
    """Deliveries, the newest first: those older than the key `after`, newer than `before`, or the first page."""
    deliveries = Delivery.objects.select_related("brought_by")
    if state:
        deliveries = deliveries.filter(state=state)
    return page_in_order(deliveries, "-id", after, before, DELIVERIES_A_PAGE)


def rejects_page(delivery: Delivery, file: str, *, after: int | None = None, before: int | None = None) -> KeysetPage:
    """Rejected rows of one file in the order of its lines: behind the line `after`, before `before`, or the first."""
    return page_in_order(shown_rejects(delivery).filter(file=file), "line", after, before, REJECTS_A_PAGE)


def page_in_order(rows: Any, order: str, after: int | None, before: int | None, size: int) -> KeysetPage:
    """Rows by a field with distinct whole numbers (`-` before its name: the largest first), behind or before a key."""
    name, ahead, back = order.lstrip("-"), "gt", "lt"
    if order[0] == "-":
        ahead, back = back, ahead
    if before is not None:
        backwards = name if order[0] == "-" else f"-{name}"
        found = list(rows.filter(**{f"{name}__{back}": before}).order_by(backwards)[: size + 1])
        shown, earlier, later = found[:size][::-1], len(found) > size, True
    else:
        beyond = rows if after is None else rows.filter(**{f"{name}__{ahead}": after})
        found = list(beyond.order_by(order)[: size + 1])
        shown, earlier, later = found[:size], after is not None, len(found) > size
    if not shown:
        return KeysetPage([], None, None)
    first, last = str(getattr(shown[0], name)), str(getattr(shown[-1], name))
    return KeysetPage(shown, first if earlier else None, last if later else None)


def reject_columns(file: str, rejects: list[Reject]) -> list[str]:
    """The columns of rejected rows in the contract's order; then those that the file had beside them, "" the last."""
    known = [name for name in FEED_BY_FILE[file].names if any(name in reject.row for reject in rejects)]
    found = {name for reject in rejects for name in reject.row}
    return known + sorted(found - set(known), key=lambda name: (name == "", name))


def reject_rows(columns: list[str], rejects: list[Reject]) -> list[tuple[Reject, Reason, list[tuple[str, bool]]]]:
    """Each rejected row, why it was rejected, and its cells by column with the mark of the one that is to blame."""
    return [
        (
            reject,
            Reason(reject.reason_zh, reject.reason_en),
            [(reject.row.get(name, ""), bool(name) and name == reject.column) for name in columns],
        )
        for reject in rejects
    ]
