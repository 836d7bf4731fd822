"""Opening a sign-in that failed passwords locked."""

from axes.models import AccessAttempt
from axes.utils import reset
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.record import locked, record, require_administrator, require_reason


@transaction.atomic
def sign_in_unlock(*, by: User, user: User, reason: str) -> User:
    """Forget the failed sign-ins of the account, from every address, so that it may be tried again now.

    The record of refused sign-ins stays. Raises PermissionDenied for one's own, ValidationError when nothing is counted.
    """
    require_administrator(by)
    reason = require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody unlocks themselves: another administrator does."))
    user = locked(user)
    if not AccessAttempt.objects.filter(username=user.username).exists():
        raise ValidationError(_("The sign-in of this account is not locked."))
    reset(username=user.username)
    user.unlocked_at = timezone.now()
    record(user, by=by, reason=reason)
    return user
