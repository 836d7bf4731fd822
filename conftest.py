"""What every test run needs before the settings are read, so that plain `pytest`, an editor and bin/test agree.

pyproject.toml does not name the settings: pytest-django would read them before this file is.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import django
import pytest

DEFAULTS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "HTTPS": "0",
    "EMAIL_URL": "memorymail://",
    "MAIL_FROM": "credit@example.org",
    "PORTAL_URL": "https://credit.example.org",
    "ALARM_RECIPIENTS": "night@example.org",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser's driver keeps an event loop in the thread of the test
}


def prepare_environment() -> None:
    """Give this process a data folder, and a broker beside other processes; bin/test may have chosen them."""
    if "DATA_DIR" not in os.environ:
        os.environ["DATA_DIR"] = folder = tempfile.mkdtemp(prefix="portal-tests-")
        OWN_FOLDERS.append(folder)
    os.environ.setdefault("FONTS_DIR", str(Path(os.environ["DATA_DIR"]) / "fonts"))  # cut once, for all processes
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / worker)
        if "REDIS_URL" in os.environ:
            os.environ["REDIS_URL"] += f"/{int(worker.removeprefix('gw')) + 1}"
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def prepare_settings() -> None:
    """What differs from an installation: cheap passwords, and static files that are served as they lie in the source."""
    from django.conf import settings

    from config.translations import compile_translations

    compile_translations()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """bin/test runs the tests twice, on two databases; each pass leaves out what the other one has seen for both."""
    parser.addoption("--without-browser", action="store_true", help="leave out the tests that look at pages in Chromium")
    parser.addoption("--with-database", action="store_true", help="leave out the tests that no database changes")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """The processes of xdist inherit the environment, and would read the settings before this file prepared them."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    for folder in OWN_FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


OWN_FOLDERS: list[str] = []
prepare_environment()
prepare_settings()
django.setup()
