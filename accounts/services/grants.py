"""Who gives which role, and who approves it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.roles import FOUR_EYES_ROLES, Role
from accounts.services.record import locked, record, require_administrator, require_reason


@transaction.atomic
def role_grant(*, by: User, user: User, role: Role | str, reason: str) -> RoleGrant:
    """Give a role. One of FOUR_EYES_ROLES waits for a second administrator, others take effect at once.

    Raises PermissionDenied for oneself, ValidationError for an inactive account, a role held or asked for already, and
    for administrator beside another role: administrators hold no other, so that who gives powers has none to use.
    """
    require_administrator(by)
    reason = require_reason(reason)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody gives a role to themselves."))
    user = locked(user)
    role = Role(role)
    _check_may_hold(user, role)
    grant = RoleGrant(user=user, role=role, reason=reason, requested_by=by)
    if role not in FOUR_EYES_ROLES:
        grant.approved_by, grant.approved_at = by, timezone.now()
    record(grant, by=by, reason=reason)
    return grant


def _check_may_hold(user: User, role: Role) -> None:
    if not user.is_active:
        raise ValidationError(_("The account is inactive: reactivate it first."))
    held = set(user.role_grants.open().values_list("role", flat=True))
    if role in held:
        raise ValidationError(_("The person holds this role already, or it waits for approval."))
    if held and role == Role.ADMINISTRATOR:
        raise ValidationError(_("An administrator holds no other role: end the others first."))
    if Role.ADMINISTRATOR in held:
        raise ValidationError(_("An administrator holds no other role: end that one first."))


@transaction.atomic
def role_grant_approve(*, by: User, grant: RoleGrant, reason: str) -> RoleGrant:
    """Approve a role as the second administrator: neither who asked for it nor who receives it."""
    grant = _waiting(by, grant)
    if by.pk == grant.requested_by_id:
        raise PermissionDenied(_("You asked for this role: a second administrator approves it."))
    grant.approved_by, grant.approved_at = by, timezone.now()
    record(grant, by=by, reason=require_reason(reason))
    return grant


@transaction.atomic
def role_grant_refuse(*, by: User, grant: RoleGrant, reason: str) -> RoleGrant:
    """Refuse a role that waits; who asked for it may withdraw it so."""
    grant = _waiting(by, grant)
    return _end(grant, by=by, reason=require_reason(reason))


def _waiting(by: User, grant: RoleGrant) -> RoleGrant:
    require_administrator(by)
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if by.pk == grant.user_id:
        raise PermissionDenied(_("Nobody decides on a role of their own."))
    if not grant.is_waiting:
        raise ValidationError(_("This role does not wait for approval any more."))
    return grant


@transaction.atomic
def role_end(*, by: User, grant: RoleGrant, reason: str) -> RoleGrant:
    """End a role in force. Raises PermissionDenied for one's own, which also keeps one administrator in office."""
    require_administrator(by)
    reason = require_reason(reason)
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if by.pk == grant.user_id:
        raise PermissionDenied(_("Nobody ends a role of their own: another administrator does."))
    if grant.ended_at is not None or grant.is_waiting:
        raise ValidationError(_("This role is not in force."))
    return _end(grant, by=by, reason=reason)


def _end(grant: RoleGrant, *, by: User, reason: str) -> RoleGrant:
    grant.ended_by, grant.ended_at, grant.end_reason = by, timezone.now(), reason
    record(grant, by=by, reason=reason)
    return grant
