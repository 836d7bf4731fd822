"""Reads settings from the environment and collects what is wrong with them, so that start-up can say all of it at once."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
DATABASES = {"sqlite": "sqlite:////folder/portal.sqlite3", "postgres": "postgres://user:password@host:5432/portal"}


@dataclass(frozen=True)
class Problem:
    """One setting that is wrong: the id of its system check, what is wrong, and how to mend it."""

    id: str
    message: Any
    hint: Any


class Environment:
    """Typed reading of environment variables.

    A value that cannot be read is noted in `problems` and replaced by its default, so that the settings always load and
    the system checks can speak. No message repeats a value that may hold a password.
    """

    def __init__(self, source: Mapping[str, str], base: Path) -> None:
        self.source = source
        self.base = base
        self.problems: list[Problem] = []

    def wrong(self, code: str, message: Any, hint: Any) -> None:
        """Note a problem under the check id `portal.<code>`."""
        self.problems.append(Problem(f"portal.{code}", message, hint))

    def has(self, name: str) -> bool:
        """Whether the variable holds anything."""
        return bool(self.source.get(name, "").strip())

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands, without blanks around it."""
        return self.source.get(name, "").strip() or default

    def words(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()] or list(default or [])

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no: 1, true, yes, on, or 0, false, no, off."""
        value = self.source.get(name)
        if value is None:
            return default
        if value.strip().lower() not in TRUE | FALSE:
            self.wrong("E003", format_lazy(_("{name} is neither 1 nor 0."), name=name), _("Set it to 1 or to 0."))
            return default
        return value.strip().lower() in TRUE

    def number(self, name: str, default: int, minimum: int = 1) -> int:
        """A whole number, at least `minimum`."""
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            value = minimum - 1
        if value < minimum:
            message = format_lazy(_("{name} is not a whole number of at least {minimum}."), name=name, minimum=minimum)
            self.wrong("E002", message, self._example(name, str(default)))
            return default
        return value

    def share(self, name: str, default: str) -> str:
        """A share of a whole, written "n/m", between 0 and 1; not a decimal, so that it stays exact."""
        value = self.text(name, default)
        numerator, slash, denominator = value.partition("/")
        whole_numbers = slash and numerator.isdecimal() and denominator.isdecimal() and int(denominator) > 0
        if not whole_numbers or not 0 < Fraction(int(numerator), int(denominator)) <= 1:
            message = format_lazy(_("{name} is not a fraction n/m above 0 and at most 1."), name=name)
            self.wrong("E008", message, self._example(name, default))
            return default
        return value

    def folder(self, name: str, default: Path | None) -> Path | None:
        """A folder; a relative one lies under the project."""
        value = self.text(name)
        return (self.base / Path(value).expanduser()).resolve() if value else default

    def data_folder(self, name: str, default: Path) -> Path:
        """A folder of the portal's own, made where it is missing."""
        folder = self.folder(name, default) or default
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.wrong(
                "E012", format_lazy(_("{name} is not a folder that can be made."), name=name), _("Name another folder.")
            )
            return default
        return folder

    def kept_secret(self, name: str, path: Path) -> str:
        """A secret that is given, or else made at first start and kept in a file that only its owner reads."""
        if self.has(name):
            return self.text(name)
        with suppress(OSError):
            if not path.exists():
                with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(50))
            return path.read_text().strip()
        return ""

    def database(self, name: str, default: dict[str, Any]) -> dict[str, Any]:
        """A database address: SQLite or PostgreSQL."""
        if not self.has(name):
            return default
        url = self.text(name)
        config: dict[str, Any] = {}
        if urlsplit(url).scheme in ("sqlite", "postgres", "postgresql"):
            try:
                config = environ.Env.db_url_config(url)
            except ValueError:  # a port that is no number
                config = {}
        if not config.get("NAME"):
            self.wrong(
                "E004",
                format_lazy(_("{name} is not an address of an SQLite or PostgreSQL database."), name=name),
                format_lazy(_("For example {example}"), example=", ".join(DATABASES.values())),
            )
            return default
        return config

    def redis(self, name: str) -> str:
        """The address of a Redis server, or nothing."""
        value = self.text(name)
        if value and (urlsplit(value).scheme not in ("redis", "rediss") or not urlsplit(value).hostname):
            message = format_lazy(_("{name} is not an address of a Redis server."), name=name)
            self.wrong("E005", message, self._example(name, "redis://localhost:6379/0"))
            return ""
        return value

    def mail(self, name: str) -> dict[str, Any]:
        """How mail leaves, as Django's EMAIL_… settings; to the console when nothing is set."""
        try:
            return environ.Env.email_url_config(self.text(name, "consolemail://"))
        except (ImproperlyConfigured, ValueError):
            message = format_lazy(_("{name} is not an address of a mail server."), name=name)
            self.wrong("E006", message, self._example(name, "smtp+tls://user:password@host:587"))
            return environ.Env.email_url_config("consolemail://")

    def _example(self, name: str, value: str) -> Any:
        return format_lazy(_("For example {example}"), example=f"{name}={value}")
