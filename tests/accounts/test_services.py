"""What administrators do: who may, what is refused and with which words, what history keeps."""

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from accounts.models import RoleGrant, User
from accounts.roles import ALLOWED, FOUR_EYES_ROLES, SIGNING_ROLES, Action, Role
from accounts.services.grants import role_end, role_grant, role_grant_approve, role_grant_refuse
from accounts.services.people import (
    account_create,
    account_deactivate,
    account_move,
    account_reactivate,
    password_change,
    password_reset_by_administrator,
)
from accounts.services.sign_in import sign_in_unlock
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

O, S, L, M, E, A, X = (  # noqa: E741  one letter a column of the table
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.LEGAL_DESK,
    Role.RECOGNITION_DESK,
    Role.EXAMINER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
ROLE_BY_ACTION = {
    Action.VIEW: {O, S, L, M, E, A},
    Action.VIEW_ACCOUNTS: {A, X},
    Action.LOAD_DELIVERY: {O, S},
    Action.START_NIGHT: {S},
    Action.RELEASE_BRAKE: {S},
    Action.CONFIRM_RESTORATION: {S},
    Action.WORK_CASE: {O, S},
    Action.EXAMINE: {E},
    Action.EXCHANGE_LISTS: {M},
    Action.RECORD_CONSENT: {O, S, M},
    Action.CHANGE_ARRANGEMENT: {M},
    Action.LOAD_PARTNER_LIST: {M},
    Action.CHECK_CODE: {O, S, M},
    Action.ISSUE_BUYER_NOTICE: {O, S, M},
    Action.SIGN_LETTER: {S},
    Action.ISSUE_CERTIFICATE: {S},
    Action.AMEND_FIGURE: {L},
    Action.ENTER_CALENDAR: {L},
    Action.MANAGE_ACCOUNTS: {X},
}
HOLDERS = {O: "fang", S: "li", L: "qian", M: "wu", E: "he", A: "zhou", X: "admin_a"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared by their English words."""
    with override("en"):
        yield


@pytest.fixture
def first(db: None) -> User:
    """An administrator."""
    return make_person("admin_a")


@pytest.fixture
def second(db: None) -> User:
    """Another administrator."""
    return make_person("admin_b")


@pytest.fixture
def newcomer(first: User) -> User:
    """A person without a role."""
    user, _password = account_create(
        by=first, username="lin.yue", display_name="林悦", district="5200", reason="Joined the credit section"
    )
    return user


def test_the_table_of_roles_and_actions_is_whole() -> None:
    assert set(ROLE_BY_ACTION) == set(Action) == set(ALLOWED)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_role_by_action(role: Role, action: Action) -> None:
    assert make_person(HOLDERS[role]).may(action) is (role in ROLE_BY_ACTION[action])


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.VIEW_ACCOUNTS}))
def test_acting_is_limited_to_the_district(action: Action) -> None:
    fang, li, qian = make_person("fang"), make_person("li"), make_person("qian")
    for person in (fang, li):
        assert not person.may(action, "5300")
        assert person.may(action, "5247") is person.may(action)
    assert qian.may(action, "5300") is qian.may(action)


def test_an_inactive_person_may_nothing(fang: User) -> None:
    fang.is_active = False
    assert not any(fang.may(action) for action in Action)


def test_a_superuser_flag_set_by_hand_opens_nothing(fang: User) -> None:
    fang.is_superuser = fang.is_staff = True
    fang.save()
    assert not fang.has_perm("accounts.delete_user")
    assert not fang.has_module_perms("accounts")
    assert not fang.may(Action.MANAGE_ACCOUNTS)


ACTS: dict[str, Callable[[User, User, RoleGrant], object]] = {
    "create": lambda by, user, grant: account_create(
        by=by, username="new", display_name="新", district="5200", reason="A test"
    ),
    "deactivate": lambda by, user, grant: account_deactivate(by=by, user=user, reason="A test"),
    "reactivate": lambda by, user, grant: account_reactivate(by=by, user=user, reason="A test"),
    "move": lambda by, user, grant: account_move(by=by, user=user, district="5300", reason="A test"),
    "reset": lambda by, user, grant: password_reset_by_administrator(by=by, user=user, reason="A test"),
    "unlock": lambda by, user, grant: sign_in_unlock(by=by, user=user, reason="A test"),
    "grant": lambda by, user, grant: role_grant(by=by, user=user, role=Role.AUDITOR, reason="A test"),
    "approve": lambda by, user, grant: role_grant_approve(by=by, grant=grant, reason="A test"),
    "refuse": lambda by, user, grant: role_grant_refuse(by=by, grant=grant, reason="A test"),
    "end": lambda by, user, grant: role_end(by=by, grant=grant, reason="A test"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_act_on_accounts(role: Role, act: str, newcomer: User, first: User) -> None:
    grant = role_grant(by=first, user=newcomer, role=Role.SUPERVISOR, reason="A test")
    with pytest.raises(PermissionDenied, match="Only an administrator"):
        ACTS[act](make_person(HOLDERS[role]), newcomer, grant)


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"create", "reactivate", "unlock"}))
def test_nobody_acts_on_themselves(act: str, first: User) -> None:
    waits = RoleGrant.objects.create(user=first, role=Role.SUPERVISOR, reason="By hand")
    with pytest.raises(PermissionDenied):
        ACTS[act](first, first, waits)


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"create"}))
def test_an_act_without_a_reason_is_refused(act: str, first: User, second: User, newcomer: User) -> None:
    grant = role_grant(by=second, user=newcomer, role=Role.SUPERVISOR, reason="A test")
    services = {"approve": role_grant_approve, "refuse": role_grant_refuse, "end": role_end}
    others = {
        "deactivate": account_deactivate,
        "reactivate": account_reactivate,
        "reset": password_reset_by_administrator,
        "unlock": sign_in_unlock,
    }
    with pytest.raises(ValidationError, match="Give a reason"):
        if act in services:
            services[act](by=first, grant=grant, reason="  ")
        elif act in others:
            others[act](by=first, user=newcomer, reason="  ")
        elif act == "move":
            account_move(by=first, user=newcomer, district="5300", reason="")
        else:
            role_grant(by=first, user=newcomer, role=Role.OFFICER, reason="")


def test_a_new_account_has_no_role_and_a_password_shown_once(first: User) -> None:
    user, password = account_create(
        by=first, username="lin.yue", display_name="林悦", district="5200", email="lin@example.org", reason="Joined"
    )
    user = User.objects.get(pk=user.pk)
    assert user.check_password(password) and len(password) >= 12
    assert user.must_change_password and not user.roles
    line = user.history.latest()
    assert (line.history_user, line.history_change_reason, line.history_type) == (first, "Joined", "+")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "FANG"}, "username"),
        ({"username": "demo-officer"}, "username"),
        ({"username": "with space"}, "username"),
        ({"district": "52"}, "district"),
        ({"display_name": " "}, "display_name"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_a_wrong_account_is_refused_beside_its_field(changed: dict[str, str], field: str, first: User, fang: User) -> None:
    given = {"username": "lin.yue", "display_name": "林悦", "district": "5200", "reason": "Joined"} | changed
    with pytest.raises(ValidationError) as refusal:
        account_create(by=first, **given)
    assert field in refusal.value.message_dict


@pytest.mark.parametrize("role", sorted(set(Role) - FOUR_EYES_ROLES))
def test_a_role_that_does_not_sign_takes_effect_at_once(role: Role, first: User, newcomer: User) -> None:
    grant = role_grant(by=first, user=newcomer, role=role, reason="Works here")
    assert grant.approved_by == first
    assert User.objects.get(pk=newcomer.pk).roles == {role}


@pytest.mark.parametrize("role", sorted(FOUR_EYES_ROLES))
def test_a_role_that_signs_waits_for_a_second_administrator(role: Role, first: User, second: User, newcomer: User) -> None:
    grant = role_grant(by=first, user=newcomer, role=role, reason="Works here")
    assert grant.is_waiting and not User.objects.get(pk=newcomer.pk).roles
    with pytest.raises(PermissionDenied, match="a second administrator approves"):
        role_grant_approve(by=first, grant=grant, reason="I also think so")
    role_grant_approve(by=second, grant=grant, reason="Agreed")
    assert User.objects.get(pk=newcomer.pk).roles == {role}
    assert [line.history_user for line in grant.history.order_by("history_id")] == [first, second]
    with pytest.raises(ValidationError, match="does not wait"):
        role_grant_approve(by=second, grant=grant, reason="Again")


def test_every_signing_role_and_administrator_need_four_eyes() -> None:
    assert SIGNING_ROLES | {Role.ADMINISTRATOR} == FOUR_EYES_ROLES


def test_a_refused_role_never_was_in_force_and_may_be_asked_for_again(first: User, second: User, newcomer: User) -> None:
    grant = role_grant(by=first, user=newcomer, role=Role.SUPERVISOR, reason="Works here")
    role_grant_refuse(by=second, grant=grant, reason="Not yet")
    assert not RoleGrant.objects.open().filter(user=newcomer).exists()
    assert role_grant(by=second, user=newcomer, role=Role.SUPERVISOR, reason="Now").is_waiting


def test_the_same_role_is_not_given_twice(first: User, newcomer: User) -> None:
    role_grant(by=first, user=newcomer, role=Role.OFFICER, reason="Works here")
    with pytest.raises(ValidationError, match="already"):
        role_grant(by=first, user=newcomer, role=Role.OFFICER, reason="Works here")


def test_an_administrator_holds_no_other_role(first: User, second: User, fang: User) -> None:
    with pytest.raises(ValidationError, match="holds no other role"):
        role_grant(by=first, user=second, role=Role.AUDITOR, reason="Both")
    with pytest.raises(ValidationError, match="holds no other role"):
        role_grant(by=first, user=fang, role=Role.ADMINISTRATOR, reason="Both")


def test_not_even_while_the_other_role_waits(first: User, newcomer: User) -> None:
    role_grant(by=first, user=newcomer, role=Role.SUPERVISOR, reason="Works here")
    with pytest.raises(ValidationError, match="holds no other role"):
        role_grant(by=first, user=newcomer, role=Role.ADMINISTRATOR, reason="Both")


def test_a_role_ends_with_its_reason(first: User, fang: User) -> None:
    grant = fang.role_grants.get()
    role_end(by=first, grant=grant, reason="Left the section")
    assert not User.objects.get(pk=fang.pk).roles
    assert grant.history.latest().history_change_reason == "Left the section"
    with pytest.raises(ValidationError, match="not in force"):
        role_end(by=first, grant=grant, reason="Again")


def test_a_deactivated_account_keeps_its_row_and_loses_its_roles(first: User, li: User) -> None:
    account_deactivate(by=first, user=li, reason="Retired")
    li = User.objects.get(pk=li.pk)
    assert not li.is_active and not li.role_grants.open().exists()
    with pytest.raises(ValidationError, match="inactive"):
        role_grant(by=first, user=li, role=Role.OFFICER, reason="Back")
    user, password = account_reactivate(by=first, user=li, reason="Back")
    assert user.is_active and user.check_password(password) and not User.objects.get(pk=li.pk).roles


def test_an_account_that_history_names_cannot_be_deleted(first: User, newcomer: User) -> None:
    role_grant(by=first, user=newcomer, role=Role.OFFICER, reason="Works here")
    with pytest.raises(Exception, match="protected"):
        newcomer.delete()


@pytest.mark.parametrize("how", ["move", "reset"])
def test_whoever_hands_out_a_password_or_a_district_cannot_reach_a_signing_role_alone(
    how: str, first: User, second: User, li: User
) -> None:
    ACTS[how](first, li, li.role_grants.get())
    li = User.objects.get(pk=li.pk)
    grant = li.role_grants.get()
    assert grant.is_waiting and not li.roles
    with pytest.raises(PermissionDenied):
        role_grant_approve(by=first, grant=grant, reason="It was there before")
    role_grant_approve(by=second, grant=grant, reason="I saw her passport")
    assert User.objects.get(pk=li.pk).roles == {Role.SUPERVISOR}


@pytest.mark.parametrize("how", ["move", "reset"])
def test_an_officer_keeps_the_role(how: str, first: User, fang: User) -> None:
    ACTS[how](first, fang, fang.role_grants.get())
    assert User.objects.get(pk=fang.pk).roles == {Role.OFFICER}


def test_a_move_is_in_history_from_and_to(first: User, fang: User) -> None:
    account_move(by=first, user=fang, district="5300", reason="Transferred")
    new, old = fang.history.order_by("-history_id")[:2]
    changes = {change.field: (change.old, change.new) for change in new.diff_against(old).changes}
    assert changes == {"district": ("5200", "5300")}
    with pytest.raises(ValidationError, match="already"):
        account_move(by=first, user=fang, district="5300", reason="Transferred")


def test_ones_own_password(fang: User) -> None:
    fang.must_change_password = True
    fang.save()
    new = "quite another sentence 2027"
    for old, wanted in [("wrong", new), (PASSWORD, PASSWORD), (PASSWORD, "short"), (PASSWORD, "password12345")]:
        with pytest.raises(ValidationError):
            password_change(by=fang, old=old, new=wanted)
    password_change(by=fang, old=PASSWORD, new=new)
    fang = User.objects.get(pk=fang.pk)
    assert fang.check_password(new) and not fang.must_change_password
    assert new not in str(list(fang.history.values()))


def test_nothing_to_unlock_is_said(first: User, fang: User) -> None:
    with pytest.raises(ValidationError, match="not locked"):
        sign_in_unlock(by=first, user=fang, reason="She phoned")
