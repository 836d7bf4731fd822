"""Who may sign in, and from which address they come."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

DEMONSTRATION_PREFIX = "demo-"
INITIAL_PASSWORD_DAYS = 7
"""How long a password that an administrator handed out opens the account. Not a figure of the law."""


class PortalBackend(ModelBackend):
    """Passwords of active accounts. Demonstration accounts open nothing but a demonstration.

    Django asks again at each request, so an account that is deactivated loses its session at once.
    """

    def user_can_authenticate(self, user: User) -> bool:
        """Whether the account may be used now. The answer to a wrong password and to this is the same."""
        if user.username.startswith(DEMONSTRATION_PREFIX) and not settings.DEMONSTRATION:
            return False
        return super().user_can_authenticate(user) and not initial_password_expired(user)


def initial_password_expired(user: User) -> bool:
    """Whether the account still waits for its own password and the one handed out is too old."""
    if not user.must_change_password or user.password_changed_at is None:
        return False
    return timezone.now() - user.password_changed_at > timedelta(days=INITIAL_PASSWORD_DAYS)


def client_address(request: HttpRequest) -> str | None:
    """The address the sign-in came from: behind the one trusted proxy, the last that it reported."""
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR")
