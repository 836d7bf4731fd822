"""What administrators do with accounts: make, close, open again, move, and hand out a new password."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.backends import DEMONSTRATION_PREFIX
from accounts.models import RoleGrant, User
from accounts.reasons import OWN_PASSWORD_CHANGED
from accounts.roles import FOUR_EYES_ROLES
from accounts.services.record import locked, record, require_administrator, require_reason

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without signs that are mistaken for one another


def _handed_out_password() -> str:
    """20 random characters in groups of five (about 99 bits), to be read from a screen once."""
    return "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _n in range(5)) for _group in range(4))


def _hand_out(user: User) -> str:
    password = _handed_out_password()
    user.set_password(password)
    user.password_changed_at = timezone.now()
    user.must_change_password = True
    return password


@transaction.atomic
def account_create(
    *, by: User, username: str, display_name: str, district: str, email: str = "", reason: str
) -> tuple[User, str]:
    """Make an account without roles. Returns it and its initial password, which is shown once and kept nowhere.

    Raises PermissionDenied for others than administrators, ValidationError for a name that is taken or a wrong district.
    """
    require_administrator(by)
    if username.startswith(DEMONSTRATION_PREFIX):
        raise ValidationError({"username": _("Names that begin with demo- are kept for the demonstration.")})
    user, password = account_build(username=username, display_name=display_name, district=district, email=email)
    record(user, by=by, reason=require_reason(reason))
    return user, password


def account_build(*, username: str, display_name: str, district: str, email: str = "") -> tuple[User, str]:
    """A checked account that is not saved yet, with the password handed out for it."""
    username = User.normalize_username(username.strip())
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("There is an account of this name.")})
    user = User(username=username, display_name=display_name.strip(), district=district, email=email, is_staff=True)
    password = _hand_out(user)
    user.full_clean()
    return user, password


@transaction.atomic
def account_deactivate(*, by: User, user: User, reason: str) -> User:
    """Close the account: it signs in no more, its sessions end, and its roles end with it.

    Raises PermissionDenied for one's own account, which also keeps one administrator in office.
    """
    require_administrator(by)
    reason = require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody deactivates their own account: another administrator does."))
    user = locked(user)
    if not user.is_active:
        raise ValidationError(_("The account is inactive already."))
    for grant in user.role_grants.open():
        grant.ended_by, grant.ended_at, grant.end_reason = by, timezone.now(), reason
        record(grant, by=by, reason=reason)
    user.is_active = False
    record(user, by=by, reason=reason)
    return user


@transaction.atomic
def account_reactivate(*, by: User, user: User, reason: str) -> tuple[User, str]:
    """Open a closed account again, without roles. Returns it and a new initial password."""
    require_administrator(by)
    reason = require_reason(reason)
    user = locked(user)
    if user.is_active:
        raise ValidationError(_("The account is active."))
    user.is_active = True
    password = _hand_out(user)
    record(user, by=by, reason=reason)
    return user, password


@transaction.atomic
def account_move(*, by: User, user: User, district: str, reason: str) -> User:
    """Move a person to another customs district, four digits; 0000 is the whole country.

    Roles that needed a second administrator wait for one again: they were approved for the old district.
    """
    require_administrator(by)
    reason = require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody moves themselves: another administrator does."))
    user = locked(user)
    if user.district == district:
        raise ValidationError({"district": _("The person belongs to this district already.")})
    user.district = district
    user.full_clean()
    record(user, by=by, reason=reason)
    _ask_for_approval_again(user, by=by, reason=reason)
    return user


@transaction.atomic
def password_reset_by_administrator(*, by: User, user: User, reason: str) -> tuple[User, str]:
    """Hand out a new password to somebody who lost theirs. Returns the account and the password, shown once.

    Roles that needed a second administrator wait for one again: whoever hands out a password could use it, and
    nobody alone may reach a role that signs.
    """
    require_administrator(by)
    reason = require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Change your own password on your profile page."))
    user = locked(user)
    if not user.is_active:
        raise ValidationError(_("The account is inactive: reactivate it, which hands out a new password."))
    password = _hand_out(user)
    record(user, by=by, reason=reason)
    _ask_for_approval_again(user, by=by, reason=reason)
    return user, password


def _ask_for_approval_again(user: User, *, by: User, reason: str) -> None:
    for grant in RoleGrant.objects.filter(user=user, role__in=FOUR_EYES_ROLES).open():
        grant.requested_by, grant.approved_by, grant.approved_at = by, None, None
        record(grant, by=by, reason=reason)
    user.forget_roles()


@transaction.atomic
def password_change(*, by: User, old: str, new: str) -> User:
    """Choose one's own password. Raises ValidationError for a wrong old one, or a new one that is weak or the same."""
    if not by.check_password(old):
        raise ValidationError({"old_password": _("The old password is not right.")})
    if old == new:
        raise ValidationError({"new_password2": _("Choose a password that differs from the old one.")})
    validate_password(new, by)
    by.set_password(new)
    by.password_changed_at = timezone.now()
    by.must_change_password = False
    record(by, by=by, reason=OWN_PASSWORD_CHANGED)
    return by
