"""Writing a row that has a history together with who changed it and why."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Action


def record(row: Any, *, by: User | None, reason: str) -> None:
    """Save a row of a model with a history; history line names the person (None: the command line) and the reason."""
    row._history_user = by
    row._change_reason = reason
    row.save()


def require_administrator(by: User) -> None:
    """Refuse everyone but administrators. Raises PermissionDenied."""
    if not by.may(Action.MANAGE_ACCOUNTS):
        raise PermissionDenied(_("Only an administrator manages accounts and roles."))


def require_reason(reason: str) -> str:
    """The reason without spaces around it. Raises ValidationError when nothing is left or it is too long for history."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Give a reason: history keeps it."))
    if len(reason) > 200:
        raise ValidationError(_("A reason has at most 200 characters."))
    return reason


def locked(user: User) -> User:
    """The account, read again and held until the end of the transaction, so that two administrators do not cross."""
    return User.objects.select_for_update().get(pk=user.pk)
