"""A wrong setting is a clear message at start, never a traceback."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.environment import Environment
from mutual_recognition.exchange.signing import make_key
from ratings.documents.certificates.authority import make_authority

SOUND = {
    "SECRET_KEY": "abcdefghij" * 5,
    "EMAIL_URL": "smtp+tls://user:secret-word@mail.example.org:587",
    "MAIL_FROM": "credit@example.org",
    "PORTAL_URL": "https://credit.example.org",
    "ALARM_RECIPIENTS": "night@example.org",
    "ALLOWED_HOSTS": "credit.example.org",
}


def start_check(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `manage.py check` says under exactly these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "DATA_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *options],
        cwd=settings.BASE_DIR,
        env=kept | SOUND | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_sound_settings_of_an_installation_have_no_warning(tmp_path):
    make_key(tmp_path / "key.pem")
    make_authority(tmp_path / "authority", name="Authority", signer="Signer")
    files = {"KEY": "key.pem", "CHAIN": "chain.pem", "TRUST": "authority.pem"}
    result = start_check(
        "--deploy",
        "--fail-level",
        "WARNING",
        EXCHANGE_KEY=str(tmp_path / "key.pem"),
        **{f"CERTIFICATE_{name}": str(tmp_path / "authority" / file) for name, file in files.items()},
    )
    assert result.returncode == 0, result.stderr


def test_every_mistake_is_told_at_once_without_a_traceback_or_a_password():
    mistakes = {
        "portal.E001": {"SECRET_KEY": "short"},
        "portal.E002": {"BRAKE_MAX_CHANGES": "-1"},
        "portal.E003": {"NIGHT_RESTORES_ALONE": "perhaps"},
        "portal.E004": {"DATABASE_URL": "postgres://portal:secret-word@host:port/portal"},
        "portal.E005": {"REDIS_URL": "http://user:secret-word@host"},
        "portal.E008": {"BRAKE_MAX_SHARE": "0.001"},
        "portal.E009": {"ALARM_RECIPIENTS": "night@example.org,nobody"},
        "portal.E011": {"ALLOWED_HOSTS": "*"},
        "portal.E012": {"INBOX_DIR": "manage.py/inbox"},
        "portal.E013": {"SESSION_IDLE_SECONDS": "36001"},
        "portal.E014": {"EXCHANGE_KEY": "manage.py"},
        "portal.E016": {"CERTIFICATE_KEY": "manage.py"},
    }
    result = start_check(**{name: value for setting in mistakes.values() for name, value in setting.items()})
    assert result.returncode == 1
    assert [code for code in mistakes if f"({code})" not in result.stderr] == []
    assert "HINT" in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret-word" not in result.stderr


@pytest.mark.parametrize(
    ("code", "environment"),
    [
        ("portal.E002", {"SESSION_IDLE_SECONDS": "soon"}),
        ("portal.E004", {"DATABASE_URL": "mysql://host/portal"}),
        ("portal.E006", {"EMAIL_URL": "pigeon"}),
        ("portal.E010", {"DEMONSTRATION": "1"}),
    ],
)
def test_a_mistake_of_its_own(code: str, environment: dict[str, str]):
    result = start_check(**environment)
    assert result.returncode == 1
    assert f"({code})" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_server_needs_mail_and_a_command_does_not():
    assert start_check(EMAIL_URL="").returncode == 0
    result = start_check("--deploy", EMAIL_URL="")
    assert result.returncode == 1
    assert "(portal.E007)" in result.stderr


@pytest.mark.parametrize(
    ("code", "environment"),
    [("E014", {"MAIL_FROM": ""}), ("E015", {"PORTAL_URL": ""}), ("E015", {"PORTAL_URL": "credit.example.org"})],
)
def test_a_server_needs_a_sender_and_an_address_for_its_links(code: str, environment: dict[str, str]):
    assert start_check(**environment).returncode == 0
    result = start_check("--deploy", **environment)
    assert result.returncode == 1
    assert f"(portal.{code})" in result.stderr
    assert start_check("--deploy", DEMONSTRATION="1", ALLOWED_HOSTS="localhost", **environment).returncode == 0


def test_a_key_that_nobody_gave_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first = Environment({}, settings.BASE_DIR).kept_secret("SECRET_KEY", tmp_path / "secret-key")
    assert len(first) >= 50
    assert Environment({}, settings.BASE_DIR).kept_secret("SECRET_KEY", tmp_path / "secret-key") == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (
        Environment({"SECRET_KEY": "given"}, settings.BASE_DIR).kept_secret("SECRET_KEY", tmp_path / "secret-key") == "given"
    )


def test_a_data_folder_that_cannot_be_made_is_told():
    result = start_check(DATA_DIR="manage.py/var")
    assert "(portal.E012)" in result.stderr
    assert "Traceback" not in result.stderr


def test_alarms_that_nobody_gets_are_a_warning():
    result = start_check("--deploy", ALARM_RECIPIENTS="")
    assert result.returncode == 0
    assert "(portal.W001)" in result.stderr


def test_messages_that_cannot_be_signed_are_a_warning():
    result = start_check("--deploy")
    assert result.returncode == 0
    assert "(portal.W002)" in result.stderr


def test_certificates_that_cannot_be_signed_are_a_warning():
    result = start_check("--deploy")
    assert result.returncode == 0
    assert "(portal.W003)" in result.stderr


def test_a_database_that_does_not_answer_is_told_by_the_database_check():
    nobody_listens = "postgres://portal:secret-word@127.0.0.1:1/portal"
    assert start_check(DATABASE_URL=nobody_listens).returncode == 0
    result = start_check("--database", "default", DATABASE_URL=nobody_listens)
    assert result.returncode == 1
    assert "(portal.E020)" in result.stderr
    assert "secret-word" not in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("server", [["gunicorn", "config.wsgi", "--check-config"], ["celery", "-A", "config", "worker"]])
def test_a_server_does_not_start_with_a_wrong_setting(server: list[str]):
    result = subprocess.run(
        [sys.executable, "-m", *server],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": os.environ["DATA_DIR"]} | SOUND | {"REDIS_URL": "nonsense"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode != 0
    assert "(portal.E005)" in result.stderr


def problems_of(**environment: str) -> list[str]:
    """The ids of what is wrong with a share read from these variables."""
    reader = Environment(environment, settings.BASE_DIR)
    reader.share("SHARE", "1/1000")
    return [problem.id for problem in reader.problems]


@pytest.mark.parametrize("share", ["1/1000", "1/1", "3/7"])
def test_a_share_is_a_fraction(share: str):
    assert problems_of(SHARE=share) == []


@pytest.mark.parametrize("share", ["0/5", "2/1", "1/0", "a/b", "1", "1/-5"])
def test_what_is_no_share_is_refused(share: str):
    assert problems_of(SHARE=share) == ["portal.E008"]
