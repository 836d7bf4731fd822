"""Mistakes with accounts that are found at start."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, ProgrammingError

from accounts.backends import DEMONSTRATION_PREFIX
from accounts.models import User


@register(Tags.database)
def demonstration_accounts_elsewhere(databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Accounts whose password everyone knows, where no demonstration is. Runs with `check --database default`."""
    if settings.DEMONSTRATION or not databases:
        return []
    try:
        found = User.objects.filter(username__startswith=DEMONSTRATION_PREFIX, is_active=True).count()
    except (OperationalError, ProgrammingError):  # before the first migration there is no table
        return []
    if not found:
        return []
    return [
        Error(
            f"{found} demonstration accounts are active, and this is not a demonstration.",
            hint="They cannot sign in here. Close them: python manage.py make_demonstration_accounts --close. "
            "A database that a demonstration used should not become a real one.",
            id="accounts.E001",
        )
    ]
