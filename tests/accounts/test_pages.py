"""The pages of administrators: what they show, what their forms do."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.services.people import account_move
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of an administrator."""
    client.force_login(make_person("admin_a"))
    return client


def page(name: str, *args: int) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


def test_an_account_from_form_to_role(desk: Client) -> None:
    new = {"username": "lin.yue", "display_name": "林悦", "district": "5200", "reason": "Joined"}
    made = desk.post(page("user_add"), new)
    user = User.objects.get(username="lin.yue")
    password = made.context["password"]
    assert user.check_password(password) and password in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert password not in desk.get(page("user_change", user.pk)).content.decode()

    desk.post(page("user_grant-role", user.pk), {"role": "supervisor", "reason": "Leads the section"})
    grant = RoleGrant.objects.get(user=user)
    assert grant.is_waiting
    again = desk.post(page("rolegrant_approve", grant.pk), {"reason": "I agree with myself"})
    assert again.status_code == 403 and again.context["form"].non_field_errors()

    second = Client()
    second.force_login(make_person("admin_b"))
    assert page("rolegrant_approve", grant.pk) in second.get(page("user_change", user.pk)).content.decode()
    assert second.post(page("rolegrant_approve", grant.pk), {"reason": "Agreed"}).status_code == 302
    assert User.objects.get(pk=user.pk).roles == {Role.SUPERVISOR}


def test_a_mistake_is_told_beside_its_field(desk: Client, fang: User) -> None:
    refused = desk.post(page("user_add"), {"username": "fang", "display_name": "王", "district": "5200", "reason": "x"})
    assert refused.status_code == 200 and "username" in refused.context["form"].errors
    refused = desk.post(page("user_move", fang.pk), {"district": "5200", "reason": "x"})
    assert "district" in refused.context["form"].errors
    refused = desk.post(page("user_move", fang.pk), {"district": "5300", "reason": ""})
    assert "reason" in refused.context["form"].errors
    assert User.objects.get(pk=fang.pk).district == "5200"


def test_history_says_who_when_why_from_and_to(desk: Client, fang: User) -> None:
    account_move(by=make_person("admin_b"), user=fang, district="5300", reason="Transferred to Shenzhen")
    with translation.override("en"):
        shown = desk.get(page("user_change", fang.pk)).content.decode()
    assert "5200 → 5300" in shown and "Transferred to Shenzhen" in shown and "冯博" in shown


def test_an_auditor_reads_and_finds_no_act(fang: User, client: Client) -> None:
    client.force_login(make_person("zhou"))
    shown = client.get(page("user_change", fang.pk))
    assert shown.status_code == 200
    assert page("user_deactivate", fang.pk) not in shown.content.decode()
    assert page("user_add") not in client.get(page("user_changelist")).content.decode()


def test_ones_own_acts_are_absent(desk: Client) -> None:
    me = make_person("admin_a")
    assert page("user_deactivate", me.pk) not in desk.get(page("user_change", me.pk)).content.decode()
    refused = desk.post(page("user_deactivate", me.pk), {"reason": "Enough"})
    assert refused.status_code == 403 and User.objects.get(pk=me.pk).is_active


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=fang", {"fang"}),
        ("q=王芳", {"fang"}),
        ("q=5300", {"chen"}),
        ("role=supervisor", {"li"}),
        ("role=none", {"admin_b"}),
        ("is_active__exact=0", {"chen"}),
    ],
)
def test_the_list_is_searched_and_filtered(query: str, found: set[str], desk: Client) -> None:
    for name in ("fang", "li", "chen", "admin_b"):
        make_person(name)
    RoleGrant.objects.filter(user__username="admin_b").delete()
    User.objects.filter(username="chen").update(is_active=False)
    response = desk.get(page("user_changelist") + "?" + query)
    assert {user.username for user in response.context["cl"].result_list} == found


def test_the_list_costs_the_same_for_many(desk: Client, django_assert_max_num_queries) -> None:
    for name in ("fang", "li", "zhao", "chen", "qian", "sun", "wu", "zhou"):
        make_person(name)
    with django_assert_max_num_queries(14):
        desk.get(page("user_changelist"))


def test_locked_sign_ins_are_listed_and_opened(desk: Client, fang: User) -> None:
    for _n in range(5):
        Client().post("/login/", {"username": "fang", "password": "wrong wrong wrong"})
        Client().post("/login/", {"username": "nobody", "password": "wrong wrong wrong"})
    listed = desk.get(reverse("admin:axes_accessattempt_changelist")).content.decode()
    assert page("user_unlock", fang.pk) in listed and "nobody" in listed
    assert desk.post(page("user_unlock", fang.pk), {"reason": "She phoned"}).status_code == 302
    assert Client().post("/login/", {"username": "fang", "password": PASSWORD}).status_code == 302
    assert desk.get(reverse("admin:axes_accesslog_changelist")).status_code == 200
    assert desk.get(reverse("admin:axes_accessfailurelog_changelist") + "?q=fang").status_code == 200


def test_what_waits_for_the_second_is_on_the_start_page(desk: Client, li: User) -> None:
    RoleGrant.objects.create(user=li, role=Role.LEGAL_DESK, reason="Knows the law", requested_by=make_person("admin_b"))
    assert "Knows the law" in desk.get("/").content.decode()
