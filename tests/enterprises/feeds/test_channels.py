"""Upload in the portal and the inbox: who may, what is previewed, what is taken once, what is missed."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import User
from enterprises.feeds.declaration import FEED_BY_FILE
from enterprises.models import Delivery, Enterprise, Penalty
from enterprises.selectors.deliveries import (
    all_rejects,
    delivery_is_late,
    latest_delivery_age,
    refusal,
    refused_files,
    rejects_file,
    shown_rejects,
)
from enterprises.services import deliveries as uploads
from enterprises.services.inbox import delivery_alarm, inbox_take
from tests.enterprises.feeds.conftest import FIRM, GOOD, NOW, OTHER_FIRM, Deliveries, firm_row, write_feed
from tests.enterprises.feeds.test_files import write_manifest

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """The tasks that services send, instead of a broker."""
    tasks: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(uploads.current_app, "send_task", lambda name, args: tasks.append((name, args)))
    return tasks


def csv_file(file: str, *rows: dict[str, str]) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    names = FEED_BY_FILE[file].names
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    return SimpleUploadedFile(file, "\n".join(lines).encode())


def upload(by: User, *files: SimpleUploadedFile) -> Delivery:
    """An upload whose preview is made."""
    delivery = uploads.delivery_upload(by=by, files=files, reason="补录")
    uploads.delivery_preview(delivery_id=delivery.pk, now=NOW)
    delivery.refresh_from_db()
    return delivery


def test_upload_is_previewed_confirmed_and_loaded(
    deliveries: Deliveries, fang: User, sent: list, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        delivery = upload(fang, csv_file("enterprises.csv", firm_row(), firm_row("bad")))
    assert sent == [("enterprises.tasks.preview_delivery", [delivery.pk])]
    assert delivery.state == Delivery.State.PREVIEWED
    assert delivery.files["enterprises.csv"] == {"read": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert shown_rejects(delivery).get().line == 3
    assert Enterprise.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delivery_confirm(by=fang, delivery=delivery)
    assert sent[1:] == [("enterprises.tasks.load_delivery", [delivery.pk])]
    uploads.delivery_load_confirmed(delivery_id=delivery.pk, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, Enterprise.objects.get().delivery) == (Delivery.State.LOADED, delivery)
    assert rejects_file(delivery, "enterprises.csv") is not None
    assert rejects_file(delivery, "../enterprises.csv") is None
    assert [problem.line for _row, problem in all_rejects(delivery, "enterprises.csv")] == [3]
    assert uploads.delivery_load_confirmed(delivery_id=delivery.pk, now=NOW) is None


def test_only_rows_about_firms_of_the_own_district_are_taken(
    deliveries: Deliveries, known_firm, fang: User, sent: list
) -> None:
    Enterprise.objects.filter(customs_code=OTHER_FIRM).update(district="5300")
    own = firm_row(district="5216", name_en="New")
    foreign = [firm_row("1101000001", district="5300"), firm_row(OTHER_FIRM, district="5200")]
    penalties = [GOOD["penalties.csv"], GOOD["penalties.csv"] | {"decision_no": "P-2", "customs_code": OTHER_FIRM}]
    delivery = upload(fang, csv_file("enterprises.csv", own, *foreign), csv_file("penalties.csv", *penalties))
    assert delivery.files["enterprises.csv"] | {"read": 3} == {
        "read": 3,
        "created": 0,
        "updated": 1,
        "unchanged": 0,
        "rejected": 2,
    }
    assert (delivery.files["penalties.csv"]["created"], delivery.files["penalties.csv"]["rejected"]) == (1, 1)
    assert {reject.reason_en for reject in shown_rejects(delivery)} == {
        "the firm belongs to another customs district than the person who uploads"
    }


def test_a_fact_cannot_be_moved_out_of_another_district(deliveries: Deliveries, known_firm, fang: User, sent: list) -> None:
    Enterprise.objects.filter(customs_code=OTHER_FIRM).update(district="5300")
    deliveries.load(penalties=[GOOD["penalties.csv"] | {"customs_code": OTHER_FIRM}])
    delivery = upload(fang, csv_file("penalties.csv", GOOD["penalties.csv"]))
    assert delivery.files["penalties.csv"]["rejected"] == 1


def test_who_may_not(deliveries: Deliveries, fang: User, chen: User, zhou: User, sent: list) -> None:
    file = csv_file("enterprises.csv", firm_row())
    with pytest.raises(PermissionDenied):
        uploads.delivery_upload(by=zhou, files=[file], reason="x")
    delivery = upload(fang, file)
    with pytest.raises(PermissionDenied):
        uploads.delivery_confirm(by=chen, delivery=delivery)
    with pytest.raises(PermissionDenied):
        uploads.delivery_discard(by=chen, delivery=delivery)


def test_wrong_uploads_are_told(deliveries: Deliveries, fang: User, sent: list) -> None:
    good = csv_file("enterprises.csv", firm_row())
    large = csv_file("penalties.csv")
    large.size = uploads.UPLOAD_LIMIT + 1
    for files, reason in (
        ([good], "  "),
        ([], "x"),
        ([good, good], "x"),
        ([good, SimpleUploadedFile("notes.txt", b"")], "x"),
        ([good, large], "x"),
    ):
        with pytest.raises(ValidationError):
            uploads.delivery_upload(by=fang, files=files, reason=reason)
    assert Delivery.objects.count() == 0


def test_an_upload_of_which_nothing_can_be_read_is_refused(deliveries: Deliveries, fang: User, sent: list) -> None:
    delivery = upload(fang, SimpleUploadedFile("penalties.csv", b"x"))
    assert delivery.state == Delivery.State.REFUSED
    with translation.override("en"):
        assert "missing column: decision_no" in refused_files(delivery)["penalties.csv"]
    manifest = SimpleUploadedFile("manifest.json", b"{}")
    delivery = upload(fang, csv_file("enterprises.csv", firm_row()), manifest)
    assert delivery.state == Delivery.State.REFUSED
    assert "manifest.json" in refusal(delivery)
    assert "\n" not in refusal(delivery)


def test_discarded_uploads_are_gone(
    deliveries: Deliveries, fang: User, sent: list, django_capture_on_commit_callbacks
) -> None:
    delivery = upload(fang, csv_file("enterprises.csv", firm_row()))
    folder = Path(delivery.folder)
    assert folder.is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delivery_discard(by=fang, delivery=delivery)
    assert not folder.exists()
    with pytest.raises(ValidationError):
        uploads.delivery_confirm(by=fang, delivery=delivery)


def test_a_killed_worker_is_followed_by_another_that_goes_on(deliveries: Deliveries, fang: User, sent: list) -> None:
    delivery = upload(fang, csv_file("enterprises.csv", firm_row()), csv_file("penalties.csv", GOOD["penalties.csv"]))
    uploads.delivery_confirm(by=fang, delivery=delivery)
    deliveries.load(enterprises=[firm_row()])  # as if the killed worker had finished the first file
    first = {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0}
    held = Delivery.objects.filter(pk=delivery.pk)
    held.update(state=Delivery.State.LOADING, lease_until=LATER, files={"enterprises.csv": first})
    assert uploads.deliveries_resume(now=NOW) == []
    assert uploads.delivery_load_confirmed(delivery_id=delivery.pk, now=NOW) is None
    after_lease = LATER + timedelta(minutes=1)
    held.update(received_at=NOW)
    assert uploads.deliveries_resume(now=after_lease) == [delivery]
    assert sent == [("enterprises.tasks.load_delivery", [delivery.pk])]
    uploads.delivery_load_confirmed(delivery_id=delivery.pk, now=after_lease)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.LOADED
    assert delivery.files["enterprises.csv"] == first
    assert Penalty.objects.count() == 1


# --- the inbox --------------------------------------------------------------------


@pytest.fixture
def inbox(deliveries: Deliveries, settings, tmp_path: Path) -> Path:
    settings.INBOX_DIR = tmp_path / "inbox"
    settings.INBOX_DIR.mkdir()
    return settings.INBOX_DIR


def put(inbox: Path, name: str, *rows: dict[str, str], **manifest) -> Path:
    """A complete delivery in the inbox."""
    write_feed(inbox / name, "enterprises.csv", *rows)
    write_manifest(inbox / name, **({"delivery": name} | manifest))
    return inbox / name


def settle(folder: Path) -> None:
    """Nothing of the folder changed for a long time."""
    for path in (*folder.iterdir(), folder):
        os.utime(path, (0, 0))


def test_complete_deliveries_are_taken_once_the_oldest_first(inbox: Path) -> None:
    put(inbox, "a", firm_row(name_en="newer"), made_on="2026-11-20")
    put(inbox, "b", firm_row(name_en="older"), made_on="2026-11-19")
    write_feed(inbox / "still-coming", "enterprises.csv", firm_row())
    taken = inbox_take(now=NOW)
    assert [delivery.reference for delivery in taken] == ["b", "a"]
    assert Enterprise.objects.get().name_en == "newer"
    assert sorted(path.name for path in (inbox / "done").iterdir()) == ["a", "b"]
    assert (inbox / "still-coming").is_dir()
    assert {delivery.channel for delivery in taken} == {Delivery.Channel.INBOX}
    assert inbox_take(now=NOW) == []
    put(inbox, "a", firm_row(name_en="again"))
    assert inbox_take(now=NOW) == []
    assert "loaded before" in (inbox / "refused" / "a.txt").read_text()


def test_a_folder_that_does_not_match_waits_and_is_then_refused(inbox: Path) -> None:
    folder = put(inbox, "a", firm_row())
    (folder / "enterprises.csv").write_text("changed")
    now = datetime.now(NOW.tzinfo)
    assert inbox_take(now=now) == []
    assert folder.is_dir()
    settle(folder)
    assert inbox_take(now=now) == []
    assert "sha256" in (inbox / "refused" / "a.txt").read_text()
    assert not folder.exists()


def test_a_delivery_of_which_nothing_can_be_read_is_refused(inbox: Path) -> None:
    folder = put(inbox, "a", firm_row())
    (folder / "enterprises.csv").write_text("x,y\n1,2\n")
    write_manifest(folder, delivery="a")
    (delivery,) = inbox_take(now=NOW)
    assert delivery.state == Delivery.State.REFUSED
    assert (inbox / "refused" / "a" / "manifest.json").is_file()


def test_what_a_killed_worker_took_is_loaded_later(inbox: Path) -> None:
    (inbox / "loading").mkdir()
    put(inbox, "a", firm_row()).rename(inbox / "loading" / "a")
    held = Delivery.objects.create(
        reference="a",
        channel=Delivery.Channel.INBOX,
        state=Delivery.State.LOADING,
        folder=str(inbox / "loading" / "a"),
        lease_until=LATER,
    )
    assert inbox_take(now=NOW) == []
    assert inbox_take(now=LATER + timedelta(seconds=1)) == [held]
    assert (Enterprise.objects.count(), (inbox / "done" / "a").is_dir()) == (1, True)


def test_a_missing_delivery_is_told_once_a_day(inbox: Path, settings) -> None:
    settings.ALARM_RECIPIENTS = ["night@example.org"]
    assert (latest_delivery_age(NOW), delivery_is_late(NOW)) == (None, True)
    assert delivery_alarm(today=NOW.date(), now=NOW)
    assert not delivery_alarm(today=NOW.date(), now=NOW)
    assert len(mail.outbox) == 1
    put(inbox, "a", firm_row(), made_on="2026-11-20")
    inbox_take(now=NOW)
    Delivery.objects.update(loaded_at=NOW)
    assert not delivery_is_late(NOW + timedelta(hours=36))
    assert delivery_is_late(NOW + timedelta(hours=37))
    assert not delivery_alarm(today=NOW.date() + timedelta(days=1), now=NOW + timedelta(hours=20))


def test_an_old_delivery_does_not_become_young_by_being_loaded_late(inbox: Path) -> None:
    put(inbox, "a", firm_row(), made_on="2026-11-10")
    inbox_take(now=NOW)
    assert delivery_is_late(NOW)
    assert json.loads((inbox / "done" / "a" / "manifest.json").read_text())["made_on"] == "2026-11-10"
    assert Enterprise.objects.get().customs_code == FIRM
