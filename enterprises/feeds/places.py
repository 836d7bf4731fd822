"""Where deliveries keep what they need outside the database."""

from pathlib import Path

from django.conf import settings

from enterprises.models import Delivery


def rejects_folder(delivery: Delivery) -> Path:
    """Where the rejected rows of a delivery lie when no other folder is named."""
    name = "".join(character if character.isalnum() or character in "-_." else "_" for character in delivery.reference)
    return settings.DATA_DIR / "rejects" / f"{delivery.pk}-{name.strip('.')[:60]}"


def upload_folder(delivery: Delivery) -> Path:
    """Where the files of an upload lie."""
    return settings.DATA_DIR / "uploads" / str(delivery.pk)


def progress_key(delivery: Delivery) -> str:
    """Under which the cache keeps how far a delivery is: `{"file", "read", "total"}`, in bytes."""
    return f"delivery:{delivery.pk}:progress"
