"""The acts of administrators as pages: one line an act says who may be its object, what is asked, what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.forms import GrantForm, MoveForm, ReasonForm
from accounts.models import RoleGrant, User
from accounts.selectors import is_locked_out
from accounts.services.grants import role_end, role_grant, role_grant_approve, role_grant_refuse
from accounts.services.people import (
    account_deactivate,
    account_move,
    account_reactivate,
    password_reset_by_administrator,
)
from accounts.services.sign_in import sign_in_unlock


@dataclass(frozen=True)
class Act:
    """`name` is its address; `applies(by, target)` whether it is offered; `run` the service."""

    name: str
    label: Any
    explanation: Any
    form: type[ReasonForm]
    applies: Callable[[User, Any], bool]
    run: Callable[..., Any]


def _other(by: User, user: User) -> bool:
    return user.is_active and user.pk != by.pk


USER_ACTS: tuple[Act, ...] = (
    Act(
        "grant-role",
        _("Give a role"),
        _(
            "Supervisor, legal desk, mutual-recognition desk and administrator wait for a second administrator; other "
            "roles take effect at once."
        ),
        GrantForm,
        _other,
        role_grant,
    ),
    Act(
        "reset-password",
        _("Reset the password"),
        _(
            "A new password is shown once and must be changed at the next sign-in. Roles that needed a second "
            "administrator wait for one again."
        ),
        ReasonForm,
        _other,
        password_reset_by_administrator,
    ),
    Act(
        "move",
        _("Move to another district"),
        _("Roles that needed a second administrator wait for one again: they were approved for the old district."),
        MoveForm,
        _other,
        account_move,
    ),
    Act(
        "unlock",
        _("Unlock sign-in"),
        _("The failed sign-ins are forgotten, so that the person can sign in now. Make sure first that it was they."),
        ReasonForm,
        lambda by, user: _other(by, user) and is_locked_out(user.username),
        sign_in_unlock,
    ),
    Act(
        "deactivate",
        _("Deactivate"),
        _("The person can sign in no more, their sessions end now, and their roles end. History keeps the account."),
        ReasonForm,
        _other,
        account_deactivate,
    ),
    Act(
        "reactivate",
        _("Reactivate"),
        _("The account opens again without roles, with a new password that is shown once."),
        ReasonForm,
        lambda by, user: not user.is_active,
        account_reactivate,
    ),
)

GRANT_ACTS: tuple[Act, ...] = (
    Act(
        "approve",
        _("Approve"),
        _("The role takes effect now. You are the second administrator and answer for it."),
        ReasonForm,
        lambda by, grant: grant.is_waiting and by.pk not in (grant.requested_by_id, grant.user_id),
        role_grant_approve,
    ),
    Act(
        "refuse",
        _("Refuse or withdraw"),
        _("The role is not given."),
        ReasonForm,
        lambda by, grant: grant.is_waiting and by.pk != grant.user_id,
        role_grant_refuse,
    ),
    Act(
        "end",
        _("End the role"),
        _("The person loses the role now, and their sessions end."),
        ReasonForm,
        lambda by, grant: grant.ended_at is None and not grant.is_waiting and by.pk != grant.user_id,
        role_end,
    ),
)


def acts_for(by: User, target: User | RoleGrant) -> list[Act]:
    """What this administrator may do with the account or role now."""
    acts = USER_ACTS if isinstance(target, User) else GRANT_ACTS
    return [act for act in acts if act.applies(by, target)]
