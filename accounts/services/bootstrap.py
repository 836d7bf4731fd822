"""What only the command line does: the first administrators, and the accounts of the demonstration."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.backends import DEMONSTRATION_PREFIX
from accounts.models import RoleGrant, User
from accounts.reasons import DEMONSTRATION, DEMONSTRATION_ENDED, MADE_ON_THE_COMMAND_LINE
from accounts.roles import FOUR_EYES_ROLES, WHOLE_COUNTRY, Role
from accounts.services.grants import role_grant, role_grant_approve
from accounts.services.people import account_build
from accounts.services.record import record

DEMONSTRATION_PASSWORD = "demo-customs-2026"
DEMONSTRATION_PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("demo-admin", "管理员甲", Role.ADMINISTRATOR, WHOLE_COUNTRY),
    ("demo-admin-2", "管理员乙", Role.ADMINISTRATOR, WHOLE_COUNTRY),
    ("demo-officer", "王芳", Role.OFFICER, "5200"),
    ("demo-supervisor", "李强", Role.SUPERVISOR, "5200"),
    ("demo-supervisor-2", "陈静", Role.SUPERVISOR, "5200"),
    ("demo-officer-5300", "赵敏", Role.OFFICER, "5300"),
    ("demo-legal", "周律", Role.LEGAL_DESK, WHOLE_COUNTRY),
    ("demo-legal-2", "吴法", Role.LEGAL_DESK, WHOLE_COUNTRY),
    ("demo-recognition", "郑互", Role.RECOGNITION_DESK, WHOLE_COUNTRY),
    ("demo-recognition-2", "黄认", Role.RECOGNITION_DESK, WHOLE_COUNTRY),
    ("demo-examiner", "何平", Role.EXAMINER, "5200"),
    ("demo-examiner-2", "林悦", Role.EXAMINER, "5200"),
    ("demo-auditor", "孙审", Role.AUDITOR, WHOLE_COUNTRY),
)
"""Username, name, role, customs district: one a role, and the second people that four eyes need."""


@transaction.atomic
def administrator_create(*, username: str, display_name: str, district: str, password: str) -> User:
    """Make an administrator without asking another: for the command line, where the server's keepers already are.

    An account that exists gets the password and, unless it holds another role, the administrator's role: the way back
    when no administrator can sign in. Raises ValidationError for a weak password or an account with another role.
    """
    reason = MADE_ON_THE_COMMAND_LINE
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        user, _initial = account_build(username=username, display_name=display_name, district=district)
    elif user.role_grants.open().exclude(role=Role.ADMINISTRATOR).exists():
        raise ValidationError(_("An administrator holds no other role: end the others first."))
    validate_password(password, user)
    user.set_password(password)
    user.is_active, user.must_change_password, user.password_changed_at = True, False, timezone.now()
    record(user, by=None, reason=reason)
    grant = user.role_grants.open().first() or RoleGrant(user=user, role=Role.ADMINISTRATOR, reason=reason)
    if grant.approved_at is None:
        grant.approved_at = timezone.now()
        record(grant, by=None, reason=reason)
    user.forget_roles()
    return user


@transaction.atomic
def demonstration_accounts_make() -> list[User]:
    """Make the people of the demonstration that are missing, through the same acts as real ones.

    Raises PermissionDenied outside a demonstration: their password is known to everyone.
    """
    if not settings.DEMONSTRATION:
        raise PermissionDenied(_("Demonstration accounts are made in a demonstration only (DEMONSTRATION=1)."))
    return [_demonstration_person(*person) for person in DEMONSTRATION_PEOPLE]


def _demonstration_person(username: str, display_name: str, role: Role, district: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is not None:
        return user
    if role == Role.ADMINISTRATOR:
        return administrator_create(
            username=username, display_name=display_name, district=district, password=DEMONSTRATION_PASSWORD
        )
    first, second = User.objects.get(username="demo-admin"), User.objects.get(username="demo-admin-2")
    reason = DEMONSTRATION
    user, _initial = account_build(username=username, display_name=display_name, district=district)
    user.set_password(DEMONSTRATION_PASSWORD)
    user.must_change_password = False
    record(user, by=first, reason=reason)
    grant = role_grant(by=first, user=user, role=role, reason=reason)
    if role in FOUR_EYES_ROLES:
        role_grant_approve(by=second, grant=grant, reason=reason)
    return user


@transaction.atomic
def demonstration_accounts_close() -> int:
    """Deactivate every demonstration account and end its roles; how many there were. Allowed everywhere."""
    reason = DEMONSTRATION_ENDED
    people = User.objects.filter(username__startswith=DEMONSTRATION_PREFIX, is_active=True)
    for user in people:
        for grant in user.role_grants.open():
            grant.ended_at, grant.end_reason = timezone.now(), reason
            record(grant, by=None, reason=reason)
        user.is_active = False
        record(user, by=None, reason=reason)
    return len(people)
