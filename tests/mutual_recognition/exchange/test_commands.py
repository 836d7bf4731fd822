"""build_partner_lists and make_exchange_key."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mutual_recognition.exchange.signing import key_at
from mutual_recognition.models import Message, Partner
from mutual_recognition.services.exchange import messages_send
from tests.mutual_recognition.exchange.telling import make_aeo, night


def build(out: Path, *options: str) -> str:
    said = StringIO()
    call_command("build_partner_lists", "--out", str(out), *options, stdout=said)
    return said.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_lists_of_the_month_are_written_and_a_second_time_the_same(tmp_path: Path) -> None:
    make_aeo(1)
    night(timezone.localdate())
    said = build(tmp_path / "out")
    written = contents(tmp_path / "out")
    in_force = Partner.objects.implemented().values_list("pk", flat=True)
    assert {name.split("/")[0] for name in written} == set(in_force)
    assert len(written) == 4 * len(in_force)
    assert "SG-000001-full: 1 firms; not sent, recognition not known: certified" in said
    assert "GB-000001-full: 0 firms" in said
    build(tmp_path / "out")
    build(tmp_path / "other", "--month", f"{timezone.localdate():%Y-%m}")
    assert contents(tmp_path / "out") == contents(tmp_path / "other") == written


def test_what_is_written_is_what_is_sent(tmp_path: Path, outbox: Path) -> None:
    make_aeo(1)
    night(timezone.localdate())
    build(tmp_path / "out")
    messages_send(now=timezone.now())
    assert contents(outbox) == contents(tmp_path / "out")
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize("month", ["2026-13", "2026", "november", "2026-1"])
def test_a_month_that_is_none(tmp_path: Path, month: str) -> None:
    with pytest.raises(CommandError, match="not a month"):
        build(tmp_path, "--month", month)


@pytest.mark.parametrize("month", ["2020-01", "2099-01"])
def test_another_month_without_lists_is_refused(tmp_path: Path, month: str) -> None:
    with pytest.raises(CommandError, match=month):
        build(tmp_path, "--month", month)
    assert not Message.objects.exists()


def test_without_a_key_it_says_what_to_do(tmp_path: Path, settings) -> None:
    settings.EXCHANGE_KEY = None
    with pytest.raises(CommandError, match="EXCHANGE_KEY"):
        build(tmp_path)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new.pem"
    call_command("make_exchange_key", str(path), stdout=StringIO())
    assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new.pem.pub").read_bytes() == key_at(path).public_pem
    with pytest.raises(CommandError, match="No key was made"):
        call_command("make_exchange_key", str(path))
