"""Fixtures for all tests: the named people, a real browser, a real worker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from mutual_recognition.baseline import read_official_totals, read_partners, read_terms
from mutual_recognition.models import OfficialTotal, Partner, Term
from tests.people import make_person
from tests.portal import CHROMIUM, FLAGS, SCREEN, Portal
from tests.worker import Worker


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this pass does not ask for.

    Browser tests run one after another, and so do those with a worker, when tests run in several processes.
    """
    chosen = [item for item in items if _is_asked_for(item, config)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen
    for item in items:
        fixtures = getattr(item, "fixturenames", [])
        for name in ("live_portal", "worker"):
            if name in fixtures:
                item.add_marker(pytest.mark.xdist_group(name))


def _is_asked_for(item: pytest.Item, config: pytest.Config) -> bool:
    """Whether the pass that bin/test runs has this test."""
    fixtures = set(getattr(item, "fixturenames", []))
    if config.getoption("--without-browser") and "browser" in fixtures:
        return False
    if config.getoption("--with-database") and item.get_closest_marker("once"):
        return False
    stored = item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        {"db", "transactional_db", "worker"}
    )
    return stored or not config.getoption("--with-database")


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees what another one left in the cache."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def language_of_the_source() -> Iterator[None]:
    """What a service says is read in English, whatever language a page of an earlier test was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def shipped_partners(db: None) -> None:
    """The partners of the migration, put back where a test with real transactions flushed them."""
    if not Partner.objects.exists():
        Partner.objects.bulk_create(Partner(**row) for row in read_partners())
        OfficialTotal.objects.bulk_create(OfficialTotal(**row) for row in read_official_totals())
        Term.objects.bulk_create(Term(**row) for row in read_terms())


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Makes a named person by sign-in name, as in `person("fang")`."""
    return make_person


@pytest.fixture
def fang(db: None) -> User:
    """An officer of district 5200."""
    return make_person("fang")


@pytest.fixture
def li(db: None) -> User:
    """The supervisor of fang."""
    return make_person("li")


@pytest.fixture
def zhao(db: None) -> User:
    """A second supervisor of district 5200."""
    return make_person("zhao")


@pytest.fixture
def chen(db: None) -> User:
    """An officer of district 5300: an outsider to 5200."""
    return make_person("chen")


@pytest.fixture
def qian(db: None) -> User:
    """The legal desk."""
    return make_person("qian")


@pytest.fixture
def sun(db: None) -> User:
    """The legal desk, the second person."""
    return make_person("sun")


@pytest.fixture
def wu(db: None) -> User:
    """The mutual-recognition desk."""
    return make_person("wu")


@pytest.fixture
def tang(db: None) -> User:
    """A second person of the mutual-recognition desk."""
    return make_person("tang")


@pytest.fixture
def zhou(db: None) -> User:
    """The auditor."""
    return make_person("zhou")


@pytest.fixture
def admin_a(db: None) -> User:
    """An administrator of accounts."""
    return make_person("admin_a")


@pytest.fixture
def admin_b(db: None) -> User:
    """A second administrator of accounts."""
    return make_person("admin_b")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless, once a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live_portal(browser: Browser, transactional_db: None, live_server: LiveServer) -> Iterator[Portal]:
    """The running portal in an office screen's window. A script error or a breach of the CSP fails the test."""
    yield from _window(browser, live_server)


@pytest.fixture
def second_window(browser: Browser, live_portal: Portal, live_server: LiveServer) -> Iterator[Portal]:
    """The same portal at another person's desk, beside `live_portal`."""
    yield from _window(browser, live_server)


def _window(browser: Browser, live_server: LiveServer) -> Iterator[Portal]:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")  # type: ignore[arg-type]
    portal = Portal(live_server.url, context)
    yield portal
    context.close()
    assert not portal.complaints, portal.complaints


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A Celery worker on the test's database, to be started by the test; killed at its end."""
    from config.celery import app

    with app.connection_for_write() as broker:
        app.control.purge(broker)
    worker = Worker(tmp_path / "worker.log")
    yield worker
    worker.kill()
