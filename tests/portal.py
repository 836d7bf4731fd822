"""The portal in a real browser, as an officer meets it."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from accounts.models import User
from tests.people import PASSWORD

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SCREEN = {"width": 1920, "height": 1080}


class Portal:
    """One browser window on the running portal. `page` is Playwright's; `complaints` is what the browser did not accept."""

    def __init__(self, address: str, context: BrowserContext) -> None:
        self.address = address
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._console)

    def open(self, path: str = "/") -> Page:
        """Go to an address of the portal, as in "/enterprises/"."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, person: User, password: str = PASSWORD) -> Page:
        """Sign in by the form, as a person does."""
        self.open("/login/")
        self.page.fill("input[name=username]", person.username)
        self.page.fill("input[name=password]", password)
        self.page.click("form:has(input[name=password]) [type=submit]")
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self.page

    def signed_in(self, person: User) -> Page:
        """Be signed in without the form, where that is not what the test is about."""
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        return self.page

    def in_english(self) -> None:
        """Choose English, as the switch does."""
        self.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": self.address}])

    def screenshot(self, path: Path) -> None:
        """A picture of the whole page."""
        self.page.screenshot(path=path, full_page=True)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)
