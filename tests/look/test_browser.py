"""In a real browser: nothing breaks the policy, everyone can read it, and the keyboard reaches it."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.models import User
from tests.enterprises.making import firm
from tests.portal import Portal

GRAVE = {"serious", "critical"}


def findings(page: Page) -> list[str]:
    """What axe finds that keeps people from using the page."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {found['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for found in violations
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def pages_of(page: Page) -> Iterator[str]:
    """The addresses of the navigation."""
    yield from page.locator(".sidenav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_is_readable_for_everyone(live_portal: Portal, fang: User, theme: str) -> None:
    live_portal.context.add_cookies([{"name": "theme", "value": theme, "url": live_portal.address}])
    live_portal.signed_in(fang)
    assert findings(live_portal.open("/components/")) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_around_sign_in(live_portal: Portal, theme: str) -> None:
    live_portal.context.add_cookies([{"name": "theme", "value": theme, "url": live_portal.address}])
    assert findings(live_portal.open("/login/")) == []
    live_portal.page.fill("input[name=username]", "nobody")
    live_portal.page.fill("input[name=password]", "not this")
    live_portal.page.click("#login-form [type=submit]")
    assert live_portal.page.locator(".error-summary").count() == 1
    assert findings(live_portal.page) == []


@pytest.mark.parametrize("name", ["zhou", "admin_a"])
def test_every_page_of_the_navigation(live_portal: Portal, person, name: str) -> None:
    live_portal.signed_in(person(name))
    found = findings(live_portal.open("/"))
    for address in list(pages_of(live_portal.page)):
        found += findings(live_portal.open(address))
    found += findings(live_portal.open("/password_change/")) + findings(live_portal.open("/nowhere/"))
    assert found == []


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_no_page_is_wider_than_the_window(live_portal: Portal, fang: User, width: int) -> None:
    live_portal.signed_in(fang)
    live_portal.page.set_viewport_size({"width": width, "height": 800})
    for address in ("/", "/components/"):
        page = live_portal.open(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("demonstration")
def test_the_theme_switches_at_once_and_stays(live_portal: Portal, fang: User) -> None:
    live_portal.signed_in(fang)
    page = live_portal.open("/components/")
    page.click("[data-theme-switch] button")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.usefixtures("demonstration")
def test_the_keyboard_reaches_content_and_menus(live_portal: Portal, fang: User) -> None:
    live_portal.signed_in(fang)
    page = live_portal.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.click(".topbar .menu summary")
    assert page.locator(".topbar .menu-list").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".topbar .menu-list").is_visible()


@pytest.mark.usefixtures("demonstration")
def test_rows_are_chosen_and_the_bulk_bar_counts_them(live_portal: Portal, fang: User) -> None:
    live_portal.signed_in(fang)
    page = live_portal.open("/components/")
    assert not page.locator("[data-bulk]").is_visible()
    page.check("[data-select-all]")
    assert page.locator("[data-bulk-count]").inner_text() == "5"
    page.locator("[data-select]").first.uncheck()
    assert page.locator("[data-bulk-count]").inner_text() == "4"
    assert page.locator("[data-select-all]").evaluate("box => box.indeterminate")


@pytest.mark.usefixtures("demonstration")
def test_what_was_typed_survives_a_lost_session(live_portal: Portal, fang: User) -> None:
    live_portal.signed_in(fang)
    page = live_portal.open("/components/")
    page.fill("#sample-form [name=reason]", "证据齐全")
    live_portal.context.clear_cookies()
    live_portal.open("/components/")
    assert "/login/" in page.url
    live_portal.signed_in(fang)
    page = live_portal.open("/components/")
    assert page.input_value("#sample-form [name=reason]") == "证据齐全"
    page.click("[data-kept-discard]")
    assert page.input_value("#sample-form [name=reason]") == ""


@pytest.mark.usefixtures("demonstration")
def test_a_code_is_copied(live_portal: Portal, fang: User) -> None:
    live_portal.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live_portal.signed_in(fang)
    page = live_portal.open("/components/")
    page.locator("[data-copy]").first.click()
    page.locator(".copy.is-done").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "4419630412"


def test_a_slash_goes_to_the_search(live_portal: Portal, fang: User) -> None:
    firm("4419630412", "东江/1有限公司")
    live_portal.signed_in(fang)
    page = live_portal.open("/")
    page.keyboard.press("/")
    page.keyboard.type("东江/1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprises/enterprise/?q=*")
    assert page.locator("a.firm").evaluate("link => link === document.activeElement && link.matches(':focus-visible')")
    assert page.locator(".topbar-search input").evaluate("box => getComputedStyle(box).color") == "rgb(255, 255, 255)"
