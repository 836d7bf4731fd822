"""Signing in, being locked out, and how a session ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from accounts.backends import client_address
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.selectors import is_locked_out
from accounts.services.grants import role_end, role_grant
from accounts.services.people import account_create, account_deactivate, password_reset_by_administrator
from accounts.services.sign_in import sign_in_unlock
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

LOGIN = "/login/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:accounts_user_me")).status_code == 200


@pytest.fixture
def first(db: None) -> User:
    """An administrator."""
    return make_person("admin_a")


def test_passwords_are_kept_with_argon2() -> None:
    assert settings.AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] == {"min_length": 12}
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-a-test").startswith("argon2$argon2id$")


def test_a_person_signs_in_and_out_and_both_are_logged(fang: User, client: Client) -> None:
    assert sign_in(client, "fang").status_code == 302
    assert is_in(client)
    client.post(reverse("admin:logout"))
    assert not is_in(client)
    entry = AccessLog.objects.get(username="fang")
    assert entry.logout_time is not None


def test_the_session_is_a_new_one_after_sign_in(fang: User, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["from_before"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client, "fang")
    assert client.session.session_key != session.session_key


def test_the_answer_does_not_tell_whether_the_name_exists(fang: User, settings: Settings) -> None:
    make_person("chen")
    User.objects.filter(username="chen").update(is_active=False)
    settings.DEMONSTRATION = False
    answers = []
    for name, password in [("fang", "wrong wrong wrong"), ("nobody", "wrong wrong wrong"), ("chen", PASSWORD)]:
        response = sign_in(Client(), name, password)
        answers.append((response.status_code, str(response.context["form"].non_field_errors())))
    assert len(set(answers)) == 1


def test_who_has_no_role_is_told_so_and_stays_out(first: User, client: Client) -> None:
    user, password = account_create(by=first, username="lin", display_name="林", district="5200", reason="New")
    with translation.override("en"):
        response = sign_in(client, user.username, password)
    assert response.status_code == 200 and response.context["form"].has_error("__all__", "no_role")
    assert not is_in(client)


@pytest.mark.parametrize("name", ["fang", "nobody"])
def test_five_failures_lock_the_name_at_the_address_for_thirty_minutes(name: str, fang: User) -> None:
    client = Client()
    for n in range(5):
        response = sign_in(client, name, "wrong wrong wrong")
        assert response.status_code == (200 if n < 4 else 429)
    response = sign_in(client, name)
    assert response.status_code == 429
    assert "accounts/locked_out.html" in [template.name for template in response.templates]
    assert "30" in response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert sign_in(client, name).status_code == (302 if name == "fang" else 200)


def test_another_address_and_another_name_are_not_locked(fang: User, li: User, client: Client) -> None:
    for _n in range(5):
        sign_in(client, "fang", "wrong wrong wrong")
    assert sign_in(Client(), "fang", REMOTE_ADDR="10.0.0.9").status_code == 302
    assert sign_in(Client(), "li").status_code == 302


def test_refusals_are_logged_without_the_password(fang: User, client: Client) -> None:
    for _n in range(6):
        sign_in(client, "fang", "a secret that was mistyped")
    assert AccessFailureLog.objects.filter(username="fang").count() == 6
    assert AccessFailureLog.objects.filter(username="fang", locked_out=True).count() == 2
    assert "mistyped" not in str(list(AccessFailureLog.objects.values()))


def test_an_administrator_unlocks_and_history_says_so(fang: User, first: User, client: Client) -> None:
    for _n in range(5):
        sign_in(client, "fang", "wrong wrong wrong")
    assert is_locked_out("fang")
    sign_in_unlock(by=first, user=fang, reason="She phoned from her desk")
    assert not is_locked_out("fang")
    assert sign_in(client, "fang").status_code == 302
    line = fang.history.latest()
    assert (line.history_user, line.history_change_reason) == (first, "She phoned from her desk")
    assert line.unlocked_at is not None
    assert AccessFailureLog.objects.filter(username="fang").count() == 5


def test_a_success_forgets_the_failures(fang: User, client: Client) -> None:
    for _n in range(3):
        for _m in range(4):
            sign_in(client, "fang", "wrong wrong wrong")
        assert sign_in(client, "fang").status_code == 302
        client.post(reverse("admin:logout"))


def test_the_address_behind_the_proxy_is_the_last_it_reported(settings: Settings) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.2.2.2")
    settings.BEHIND_PROXY = False
    assert client_address(request) == "10.1.1.1"
    settings.BEHIND_PROXY = True
    assert client_address(request) == "10.2.2.2"


def _deactivated(first: User, li: User) -> None:
    account_deactivate(by=first, user=li, reason="Left")


def _new_password(first: User, li: User) -> None:
    password_reset_by_administrator(by=first, user=li, reason="Lost")


def _less_roles(first: User, li: User) -> None:
    role_end(by=first, grant=li.role_grants.get(), reason="Left")


def _more_roles(first: User, li: User) -> None:
    role_grant(by=first, user=li, role=Role.AUDITOR, reason="More work")


@pytest.mark.parametrize("change", [_deactivated, _new_password, _less_roles, _more_roles])
def test_a_session_ends_when_the_account_changes(
    change: Callable[[User, User], None], first: User, li: User, client: Client
) -> None:
    sign_in(client, "li")
    assert is_in(client)
    change(first, li)
    assert not is_in(client)


def test_an_idle_session_ends_after_thirty_minutes(fang: User, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "fang")
        clock.move_to(start + timedelta(minutes=29))
        assert is_in(client)
        clock.move_to(start + timedelta(minutes=58))
        assert is_in(client)
        clock.move_to(start + timedelta(minutes=89))
        assert not is_in(client)


def test_a_busy_session_ends_after_ten_hours(fang: User, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "fang")
        for minutes in range(0, 600, 20):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_in(client)
        clock.move_to(start + timedelta(hours=10, seconds=1))
        response = client.get(reverse("admin:accounts_user_me"))
        assert response.status_code == 302 and response["Location"].startswith(LOGIN)
        assert sign_in(client, "fang").status_code == 302
        assert is_in(client)


def test_a_password_handed_out_must_be_changed_first(first: User, fang: User, client: Client) -> None:
    _user, password = password_reset_by_administrator(by=first, user=fang, reason="Lost")
    assert sign_in(client, "fang", password).status_code == 302
    change = reverse("admin:password_change")
    for page in ("admin:index", "admin:accounts_user_me"):
        assert client.get(reverse(page))["Location"] == change
    assert client.get(change).status_code == 200
    own = "quite another sentence 2027"
    answers = {"old_password": password, "new_password1": own, "new_password2": own}
    refused = client.post(change, answers | {"new_password1": password, "new_password2": password})
    assert refused.status_code == 200 and refused.context["form"].errors
    assert client.post(change, answers)["Location"] == reverse("admin:password_change_done")
    assert is_in(client)
    assert not User.objects.get(pk=fang.pk).must_change_password


def test_a_password_handed_out_expires_after_a_week(first: User, fang: User, client: Client) -> None:
    _user, password = password_reset_by_administrator(by=first, user=fang, reason="Lost")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert sign_in(client, "fang", password).status_code == 200
        assert not is_in(client)


def test_a_superuser_flag_set_by_hand_lets_nobody_in(client: Client, db: None) -> None:
    user = User.objects.create_superuser("root", password=PASSWORD)
    client.force_login(user)
    assert client.get("/")["Location"].startswith(LOGIN)
    RoleGrant.objects.create(user=user, role=Role.OFFICER, reason="A test", approved_at=timezone.now())
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
    with pytest.raises(PermissionDenied):
        account_deactivate(by=user, user=make_person("fang"), reason="A test")
