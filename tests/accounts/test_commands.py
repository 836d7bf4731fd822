"""The first administrators, and the people of the demonstration."""

import io
from collections.abc import Callable

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.roles import Role
from accounts.services.bootstrap import DEMONSTRATION_PASSWORD, DEMONSTRATION_PEOPLE
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What comes in on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))


def make(username: str, name: str = "李伟") -> str:
    out = io.StringIO()
    call_command("create_administrator", username, "--name", name, "--district", "0000", stdout=out)
    return out.getvalue()


def test_the_first_administrator_is_told_to_make_a_second(typed: Callable[[str], None]) -> None:
    typed(PASSWORD)
    assert "second" in make("li.wei")
    typed(PASSWORD)
    assert "Make a second" not in make("he.jun", "何军")
    user = User.objects.get(username="li.wei")
    assert user.roles == {Role.ADMINISTRATOR} and user.check_password(PASSWORD) and not user.must_change_password


def test_a_weak_password_makes_nobody(typed: Callable[[str], None]) -> None:
    typed("short")
    with pytest.raises(CommandError):
        make("li.wei")
    assert not User.objects.filter(username="li.wei").exists()


def test_who_holds_another_role_does_not_become_administrator(typed: Callable[[str], None], fang: User) -> None:
    typed(PASSWORD)
    with pytest.raises(CommandError, match=r".+"):
        make("fang")
    assert User.objects.get(username="fang").roles == {Role.OFFICER}


def test_an_administrator_who_is_shut_out_comes_back(typed: Callable[[str], None]) -> None:
    user = make_person("admin_a")
    user.role_grants.update(approved_at=None)
    User.objects.update(is_active=False)
    typed("quite another sentence 2027")
    make("admin_a")
    user = User.objects.get(username="admin_a")
    assert user.is_active and user.roles == {Role.ADMINISTRATOR}


def test_demonstration_accounts_are_made_once_and_printed(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    for _time in range(2):
        out = io.StringIO()
        call_command("make_demonstration_accounts", stdout=out)
        assert out.getvalue().count(DEMONSTRATION_PASSWORD) == len(DEMONSTRATION_PEOPLE)
    people = {user.username: user for user in User.objects.all()}
    assert len(people) == len(DEMONSTRATION_PEOPLE)
    for username, _name, role, district in DEMONSTRATION_PEOPLE:
        assert people[username].roles == {role} and people[username].district == district
        assert Client().login is not None and people[username].check_password(DEMONSTRATION_PASSWORD)
    assert {role for _u, _n, role, _d in DEMONSTRATION_PEOPLE} == set(Role)
    assert not [error for error in run_checks(databases=["default"]) if error.id == "accounts.E001"]


def test_demonstration_accounts_open_nothing_elsewhere(settings: Settings, client: Client) -> None:
    settings.DEMONSTRATION = True
    call_command("make_demonstration_accounts", stdout=io.StringIO())
    answers = {"username": "demo-supervisor", "password": DEMONSTRATION_PASSWORD}
    assert client.post("/login/", answers).status_code == 302
    assert client.get("/").status_code == 200
    settings.DEMONSTRATION = False
    assert client.get("/").status_code == 302, "the session of before ends as well"
    assert Client().post("/login/", answers).status_code == 200
    assert [error for error in run_checks(databases=["default"]) if error.id == "accounts.E001"]
    call_command("make_demonstration_accounts", "--close", stdout=io.StringIO())
    assert not [error for error in run_checks(databases=["default"]) if error.id == "accounts.E001"]


def test_demonstration_accounts_are_refused_elsewhere(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError):
        call_command("make_demonstration_accounts", stdout=io.StringIO())
    assert not User.objects.exists()
