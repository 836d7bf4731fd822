"""What the pages about people show: history of an account, sign-ins that are locked."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Model, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from accounts.history import Change, changes_between
from accounts.models import RoleGrant, User
from accounts.reasons import in_words
from accounts.roles import Role

HISTORY_LINES = 200


@dataclass(frozen=True)
class HistoryLine:
    """One change of an account or of one of its roles. `who` is None for the command line."""

    at: datetime
    who: User | None
    subject: str
    created: bool
    reason: str
    changes: list[Change]


def account_history(user: User) -> list[HistoryLine]:
    """The latest changes of the account and of its roles, newest first."""
    versions = user.history.select_related("history_user").order_by("-history_date", "-history_id")
    lines = _lines(User, list(versions[:HISTORY_LINES]), lambda version: _("Account"))
    grants = RoleGrant.history.filter(user_id=user.pk).order_by("-history_date", "-history_id")
    grants = list(grants.select_related("history_user", "requested_by", "approved_by", "ended_by")[:HISTORY_LINES])
    for grant_id in {version.id for version in grants}:
        of_one = [version for version in grants if version.id == grant_id]
        lines += _lines(RoleGrant, of_one, lambda version: str(Role(version.role).label))
    return sorted(lines, key=lambda line: line.at, reverse=True)[:HISTORY_LINES]


def _lines(model: type[Model], versions: list[HistoricalChanges], subject: Any) -> list[HistoryLine]:
    return [
        HistoryLine(
            at=version.history_date,
            who=version.history_user,
            subject=subject(version),
            created=version.history_type == "+",
            reason=in_words(version.history_change_reason),
            changes=changes_between(model, version, before) if before is not None else [],
        )
        for version, before in zip_longest(versions, versions[1:])
    ]


def locked_sign_ins() -> QuerySet[AccessAttempt]:
    """Username and address pairs that may not try again yet: failures, last try; values, newest first."""
    return (
        AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - get_cool_off())
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )


def is_locked_out(username: str) -> bool:
    """Whether the name is locked from any address."""
    return locked_sign_ins().filter(username=username).exists()
