"""Loading a folder for the command line, and what every channel shares: the delivery's row, its lease, its result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from enterprises.feeds import staging
from enterprises.feeds.loading import FileResult, Loading, Result, Tell
from enterprises.feeds.manifest import Manifest, Period, check_manifest, feed_files, read_manifest
from enterprises.feeds.merging import Source
from enterprises.feeds.places import progress_key, rejects_folder
from enterprises.feeds.reasons import DeliveryRefused, Reason
from enterprises.feeds.rejects import keep_rejects
from enterprises.models import Coverage, Delivery

LEASE = timedelta(minutes=30)  # longer than the largest file takes; renewed with every file
PROGRESS_SECONDS = 3600  # how long the cache keeps the progress of a delivery


@dataclass(frozen=True)
class LoadReport:
    """What `delivery_load` did: the result by file, the delivery (none in a dry run), and where rejected rows lie."""

    result: Result
    delivery: Delivery | None
    rejects: Path | None


def delivery_load(
    *,
    folder: Path,
    now: datetime,
    rejects: Path | None = None,
    dry_run: bool = False,
    tell: Tell = lambda file, read, total: None,
) -> LoadReport:
    """Load a folder from the command line, today being the day of `now` in Asia/Shanghai.

    Rejected rows go to `rejects`, else below DATA_DIR. A dry run writes nothing, except rejected rows where a folder for
    them is named. Raises DeliveryRefused, before anything is written, when the folder cannot be taken.
    """
    check_folders(folder, rejects)
    manifest = read_manifest(folder)
    if manifest:
        check_manifest(folder, manifest)
    feed_files(folder)
    if dry_run:
        return _rehearse(folder, rejects, now, tell)
    delivery = delivery_open(folder=folder, manifest=manifest, channel=Delivery.Channel.COMMAND, now=now)
    place = rejects or rejects_folder(delivery)
    result = delivery_run(delivery=delivery, folder=folder, rejects=place, now=now, tell=tell)
    return LoadReport(result, delivery, place)


def check_folders(folder: Path, rejects: Path | None) -> None:
    """Raises DeliveryRefused when there is no such folder, or the rejected rows would overwrite it."""
    if not folder.is_dir():
        raise DeliveryRefused(Reason(f"没有文件夹 {folder}", f"there is no folder {folder}"))
    if rejects and rejects.resolve() == folder.resolve():
        raise DeliveryRefused(
            Reason("拒收行的文件夹不能是交付文件夹本身", "the folder for rejected rows cannot be the delivery's own")
        )
    if rejects and rejects.exists() and not rejects.is_dir():
        raise DeliveryRefused(Reason(f"{rejects} 不是文件夹", f"{rejects} is no folder"))


def _rehearse(folder: Path, rejects: Path | None, now: datetime, tell: Tell) -> LoadReport:
    with TemporaryDirectory(prefix="rejects-") as nowhere:
        source = Source(Delivery(reference="dry run"), local_day(now), now)
        loading = Loading(folder=folder, rejects=rejects or Path(nowhere), source=source, tell=tell, dry_run=True)
        return LoadReport(loading.run(), None, rejects)


def local_day(now: datetime) -> date:
    """The day in Asia/Shanghai on which a moment lies."""
    return timezone.localdate(now)


def delivery_open(*, folder: Path, manifest: Manifest | None, channel: str, now: datetime) -> Delivery:
    """The row of a delivery that is about to be loaded, held for this process.

    The reference is the manifest's; where that one was loaded before, or is being loaded, the repetition gets a number.
    A delivery that was refused or interrupted is taken up again.
    """
    reference = manifest.delivery if manifest else f"{timezone.localtime(now):%Y%m%d-%H%M%S}-{token_hex(2)}"
    with transaction.atomic():
        staging.take_turns(staging.OPENING)
        earlier = Delivery.objects.select_for_update().filter(reference=reference).first()
        if earlier and not _may_resume(earlier, now):
            reference, earlier = _numbered(reference), None
        delivery = earlier or Delivery(reference=reference)
        delivery.channel = channel
        delivery.state = Delivery.State.LOADING
        delivery.made_on = manifest.made_on if manifest else None
        delivery.folder = str(folder)[:500]
        delivery.message = ""
        delivery.files = {}
        delivery.lease_until = now + LEASE
        delivery.save()
    return delivery


def _may_resume(delivery: Delivery, now: datetime) -> bool:
    abandoned = delivery.state == Delivery.State.LOADING and (delivery.lease_until is None or delivery.lease_until < now)
    return abandoned or delivery.state == Delivery.State.REFUSED


def _numbered(reference: str) -> str:
    number = 2
    while Delivery.objects.filter(reference=f"{reference[:70]} ({number})").exists():
        number += 1
    return f"{reference[:70]} ({number})"


def delivery_run(
    *,
    delivery: Delivery,
    folder: Path,
    rejects: Path,
    now: datetime,
    tell: Tell,
    district: str = "",
    done: dict[str, FileResult] | None = None,
) -> Result:
    """Load the folder of an opened delivery and record, file by file and with the file's own rows, what became of it.

    `district` limits whose rows are taken; `done` are files that an interrupted try has finished.
    """
    source = Source(delivery, local_day(now), now, district)
    loading = Loading(
        folder=folder,
        rejects=rejects,
        source=source,
        tell=tell,
        each_file=_recorder(delivery, rejects, _covered(folder)),
        done=done or {},
    )
    result = loading.run()
    delivery.state = Delivery.State.REFUSED if result.nothing_read else Delivery.State.LOADED
    delivery.loaded_at = None if result.nothing_read else timezone.now()
    delivery.lease_until = None
    delivery.save(update_fields=["state", "loaded_at", "lease_until"])
    return result


def _covered(folder: Path) -> dict[str, Period]:
    """For which period the manifest says that a file is complete."""
    manifest = read_manifest(folder)
    return {name: said.covers for name, said in manifest.files.items() if said.covers} if manifest else {}


def _recorder(delivery: Delivery, rejects: Path, covered: dict[str, Period]) -> Callable[[str, FileResult], None]:
    def record(file: str, result: FileResult) -> None:
        if (
            file in covered and not result.refused and not result.rejected
        ):  # else a firm's row may be the one that is missing
            days = {"starts_on": covered[file].first, "ends_on": covered[file].last}
            Coverage.objects.update_or_create(delivery=delivery, file=file, defaults=days)
        delivery.files[file] = file_record(result)
        delivery.lease_until = timezone.now() + LEASE
        delivery.save(update_fields=["files", "lease_until"])
        keep_rejects(delivery, file, rejects / file)

    return record


def cache_teller(delivery: Delivery) -> Tell:
    """Tells the pages, through the cache, how far a delivery is."""

    def tell(file: str, read: int, total: int) -> None:
        cache.set(progress_key(delivery), {"file": file, "read": read, "total": total}, PROGRESS_SECONDS)

    return tell


def file_result(kept: dict) -> FileResult:
    """A file's result as the delivery's row keeps it."""
    refused = kept.get("refused")
    counts = {name: kept.get(name, 0) for name in ("read", "created", "updated", "unchanged", "rejected")}
    return FileResult(
        **counts,
        refused=Reason(**refused) if refused else None,
        unknown_districts=kept.get("unknown_districts", []),
    )


def file_record(result: FileResult) -> dict:
    """What the delivery's row keeps of a file."""
    return result.as_json() | ({"unknown_districts": result.unknown_districts} if result.unknown_districts else {})
