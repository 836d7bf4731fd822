"""The broker on files: what another process sends is taken whole, or not at all."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.broker import Transport


@pytest.fixture
def channel(tmp_path: Path):
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    with Connection("filesystem://", transport=Transport, transport_options=folders) as connection:
        yield connection.channel()


def test_a_message_goes_from_one_to_the_other(channel):
    channel._put("celery", {"body": "夜间评定"})
    assert channel._get("celery") == {"body": "夜间评定"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_one_that_is_still_written_is_not_taken(channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def while_written(part: Path, whole: Path) -> None:
        with pytest.raises(Empty):
            channel._get("celery")
        part.replace(whole)

    monkeypatch.setattr(Path, "rename", while_written)
    channel._put("celery", {"body": "x" * 100_000})
    assert channel._get("celery")["body"] == "x" * 100_000


def test_one_that_cannot_be_written_leaves_nothing_behind(channel, tmp_path: Path):
    with pytest.raises(TypeError):
        channel._put("celery", object())
    assert not list(tmp_path.iterdir())
