"""Role x address, for every address that the site has: a page that nobody thought about fails here."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.roles import Role
from tests.accounts.access import ACCESS, CLOSED, Page
from tests.accounts.objects import OBJECTS
from tests.people import make_person

pytestmark = pytest.mark.once

HOLDERS = {
    Role.OFFICER: "fang",
    Role.SUPERVISOR: "li",
    Role.LEGAL_DESK: "qian",
    Role.RECOGNITION_DESK: "wu",
    Role.EXAMINER: "he",
    Role.AUDITOR: "zhou",
    Role.ADMINISTRATOR: "admin_a",
}


def site_addresses() -> dict[str, list[URLPattern]]:
    """Every URL pattern of the portal by its name; nameless ones are the admin's redirects and its rest."""
    found: dict[str, list[URLPattern]] = {}
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        found.setdefault(name, []).append(pattern)
    return found


def _walk(patterns: list, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield namespace + (pattern.name or _nameless(pattern)), pattern


def _nameless(pattern: URLPattern) -> str:
    """The two nameless kinds that Django's admin brings: the old address of a page, which redirects, and the rest."""
    return "(the rest)" if "url" in pattern.pattern.regex.groupindex else "(old address)"


def address(name: str, page: Page) -> str:
    if name == "admin:(the rest)":
        return "/no/such/page/"
    return reverse(name, kwargs={part: OBJECTS[maker]() for part, maker in page.args.items()})


def client_of(role: Role, **kwargs: bool) -> Client:
    client = Client(**kwargs)
    client.force_login(make_person(HOLDERS[role]))
    return client


def test_every_address_is_in_the_table() -> None:
    addresses = set(site_addresses()) - {"admin:(old address)"}
    assert addresses - {"admin:components"} <= set(ACCESS), "add these to tests/accounts/access.py"
    assert set(ACCESS) - {"admin:components"} <= addresses, "these are gone: take them out of tests/accounts/access.py"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_role_by_address(name: str) -> None:
    page = ACCESS[name]
    if name not in site_addresses():  # the components' page is there in a demonstration only
        return
    url = address(name, page)
    seen = {role: client_of(role).get(url) for role in Role}
    for role, response in seen.items():
        expected = page.gives if role in page.who else CLOSED
        assert response.status_code in expected, f"{role} on {url}"
        assert "/login/" not in response.get("Location", ""), f"{role} on {url}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_anonymous_gets_the_sign_in_page(name: str) -> None:
    page = ACCESS[name]
    if page.public or name not in site_addresses():
        return
    response = Client().get(address(name, page))
    assert response.status_code == 302
    leads_to = response["Location"]
    assert leads_to.startswith(reverse("admin:login")) or (name == "admin:logout" and leads_to == reverse("admin:index"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_a_post_without_the_token_is_refused(name: str) -> None:
    page = ACCESS[name]
    if page.tokenless or name not in site_addresses():
        return
    url = address(name, page)
    for role in page.who or {Role.SUPERVISOR}:
        response = client_of(role, enforce_csrf_checks=True).post(url, {"reason": "forged"})
        assert response.status_code == 403, f"{role} on {url}"
    assert Client(enforce_csrf_checks=True).post(url).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_a_post_of_other_roles_is_refused(name: str) -> None:
    page = ACCESS[name]
    refused = set(Role) - (page.who if page.posts is None else page.posts)
    if not refused or name not in site_addresses():
        return
    url = address(name, page)
    for role in refused:
        response = client_of(role).post(url, {"reason": "curious", "role": "supervisor", "district": "0000", "post": "yes"})
        assert response.status_code in CLOSED | {405}, f"{role} on {url}"
