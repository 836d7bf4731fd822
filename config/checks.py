"""System checks of the settings: a mistake is told at start, with an id and how to mend it (docs/operations.md)."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import OperationalError, connections
from django.utils.translation import gettext as _

from mutual_recognition.exchange.signing import NoSigningKey, signing_key
from ratings.documents.certificates.authority import NoAuthority, signing_authority

MINIMUM_KEY_LENGTH = 50
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}

Findings = list[checks.CheckMessage]


def check_environment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """What could not be read (portal.E002 to E006, E008)."""
    return [
        checks.Error(str(problem.message), str(problem.hint), id=problem.id) for problem in settings.ENVIRONMENT_PROBLEMS
    ]


def check_secret_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """Outside DEBUG sessions need a key that nobody can guess (portal.E001)."""
    if settings.DEBUG or settings.SECRET_KEY_LENGTH >= MINIMUM_KEY_LENGTH:
        return []
    message = _("SECRET_KEY is missing or shorter than {length} characters.").format(length=MINIMUM_KEY_LENGTH)
    hint = _('Make one and keep it: python3 -c "import secrets; print(secrets.token_urlsafe(50))"')
    return [checks.Error(message, hint, id="portal.E001")]


def check_recipients(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """Alarms go to mail addresses (portal.E009)."""
    findings: Findings = []
    for address in settings.ALARM_RECIPIENTS:
        try:
            validate_email(address)
        except ValidationError:
            message = _("ALARM_RECIPIENTS holds {address}, which is not a mail address.").format(address=address)
            findings.append(checks.Error(message, _("Separate addresses by commas."), id="portal.E009"))
    return findings


def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """A server in operation can mail, as whom and with which links, and somebody gets its alarms (portal.E007, E014, E015, W001).

    A command by hand does without.
    """
    if settings.DEBUG or settings.DEMONSTRATION:
        return []
    findings: Findings = []
    if not settings.MAIL_IS_SET:
        hint = _("For example EMAIL_URL=smtp+tls://user:password@host:587")
        findings.append(checks.Error(_("EMAIL_URL is missing: alarms could not be mailed."), hint, id="portal.E007"))
    if not settings.SENDER_IS_SET:
        hint = _("For example MAIL_FROM=credit@example.org")
        findings.append(checks.Error(_("MAIL_FROM is missing: mail would have no sender."), hint, id="portal.E014"))
    if not settings.PORTAL_URL_IS_SET or not settings.PORTAL_URL.startswith(("https://", "http://")):
        hint = _("For example PORTAL_URL=https://credit.example.org")
        message = _("PORTAL_URL is missing or no address: links in mail would lead nowhere.")
        findings.append(checks.Error(message, hint, id="portal.E015"))
    if not settings.ALARM_RECIPIENTS:
        hint = _("For example ALARM_RECIPIENTS=night@example.org,desk@example.org")
        message = _("ALARM_RECIPIENTS is empty: an alarm of the night shows on the start page only.")
        findings.append(checks.Warning(message, hint, id="portal.W001"))
    return findings


def check_hosts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """A demonstration stays on its machine; an installation names its hosts (portal.E010, E011)."""
    if settings.DEMONSTRATION and not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        message = _("A demonstration, whose passwords are known, would answer under the name of another host.")
        return [checks.Error(message, _("Unset DEMONSTRATION, or unset ALLOWED_HOSTS."), id="portal.E010")]
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        message = _("ALLOWED_HOSTS allows any host.")
        return [checks.Error(message, _("Name the hosts: ALLOWED_HOSTS=credit.example.org"), id="portal.E011")]
    return []


def check_folders(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """The portal can write where it must (portal.E012)."""
    folders = {
        "DATA_DIR": settings.DATA_DIR,
        "INBOX_DIR": settings.INBOX_DIR,
        "EXCHANGE_DIR": settings.EXCHANGE_DIR,
        "EXCHANGE_ARCHIVE_DIR": settings.EXCHANGE_ARCHIVE_DIR,
        "LEVELS_EXPORT_DIR": settings.LEVELS_EXPORT_DIR,
    }
    return [
        checks.Error(
            _("{name} is a folder that cannot be written: {folder}").format(name=name, folder=folder),
            _("Make it, and give it to the account that the portal runs as."),
            id="portal.E012",
        )
        for name, folder in folders.items()
        if folder and not can_be_written(folder)
    ]


def can_be_written(folder: Path) -> bool:
    """Whether the folder can be written, or made if it is not there yet."""
    nearest = next(place for place in [folder, *folder.parents] if place.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def check_exchange_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """A key that is named can sign (portal.E014)."""
    if settings.EXCHANGE_KEY is None:
        return []
    try:
        signing_key()
    except NoSigningKey as error:
        hint = _("Make one: python manage.py make_exchange_key PATH")
        return [checks.Error(str(error), hint, id="portal.E014")]
    return []


def check_exchange(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """An installation has a key to sign what partners are told (portal.W002); a demonstration makes one of its own."""
    if settings.EXCHANGE_KEY or settings.DEBUG or settings.DEMONSTRATION:
        return []
    message = _("EXCHANGE_KEY is missing: messages to partners could not be signed, so none is made.")
    hint = _("Make one: python manage.py make_exchange_key PATH")
    return [checks.Warning(message, hint, id="portal.W002")]


def check_certificate_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """Keys and certificates that are named can sign and verify (portal.E016)."""
    named = (settings.CERTIFICATE_KEY, settings.CERTIFICATE_CHAIN, settings.CERTIFICATE_TRUST)
    if not any(named):
        return []
    try:
        signing_authority()
    except NoAuthority as error:
        hint = _("Name a key, its certificate and the authority's, all in PEM (docs/operations.md).")
        return [checks.Error(str(error), hint, id="portal.E016")]
    return []


def check_certificates(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """An installation can sign certificates (portal.W003); a demonstration makes an authority of its own."""
    if settings.CERTIFICATE_KEY or settings.DEBUG or settings.DEMONSTRATION:
        return []
    message = _("CERTIFICATE_KEY is missing: certificates could not be signed, so none is issued.")
    hint = _("Set CERTIFICATE_KEY, CERTIFICATE_CHAIN and CERTIFICATE_TRUST (docs/operations.md).")
    return [checks.Warning(message, hint, id="portal.W003")]


def check_sessions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Findings:
    """An idle session ends before the longest one does (portal.E013)."""
    if settings.SESSION_COOKIE_AGE <= settings.SESSION_ABSOLUTE_SECONDS:
        return []
    message = _("SESSION_IDLE_SECONDS is longer than SESSION_ABSOLUTE_SECONDS.")
    return [checks.Error(message, _("Shorten the first or lengthen the second."), id="portal.E013")]


def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> Findings:
    """The database answers (portal.E020); asked only with `check --database default`, and at the start of a server."""
    findings: Findings = []
    for alias in databases or []:
        try:
            connections[alias].ensure_connection()
        except OperationalError as error:
            message = _("The database does not answer: {error}").format(error=str(error).strip())
            hint = _("Start it, or correct DATABASE_URL.")
            findings.append(checks.Error(message, hint, id="portal.E020"))
    return findings


def register() -> None:
    """Make the checks known to Django."""
    for check in (
        check_environment,
        check_secret_key,
        check_recipients,
        check_hosts,
        check_folders,
        check_sessions,
        check_exchange_key,
        check_certificate_files,
    ):
        checks.register(check, "portal")
    checks.register(check_mail, "portal", deploy=True)
    checks.register(check_exchange, "portal", deploy=True)
    checks.register(check_certificates, "portal", deploy=True)
    checks.register(check_database, checks.Tags.database)


def refuse_wrong_settings() -> None:
    """Stop a starting server or worker whose settings are wrong, with the same words as `manage.py check`.

    Raises SystemExit(3), the status by which gunicorn knows that starting again would not help.
    """
    findings = [*checks.run_checks(databases=["default"]), *check_mail(None)]
    errors = [finding for finding in findings if finding.is_serious()]
    if errors:
        os.write(2, ("\n\n".join(str(error) for error in errors) + "\n").encode())
        raise SystemExit(3)
