"""What operators read is what the code does."""

import re
from pathlib import Path

import yaml

from tests.architecture.source import text_of

OPERATIONS = "docs/operations.md"


def test_every_variable_is_documented_and_none_that_is_not_read():
    read = set(re.findall(r'\benv\.\w+\(\s*"(\w+)"', text_of(Path("config/settings.py"))))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(Path(OPERATIONS)), re.MULTILINE))
    assert documented == read


def test_every_check_is_documented():
    code = text_of(Path("config/checks.py")) + text_of(Path("config/environment.py"))
    raised = {f"portal.{name}" for name in re.findall(r'"(?:portal\.)?([EW]\d{3})"', code)}
    documented = set(re.findall(r"`(portal\.[EW]\d{3})`", text_of(Path(OPERATIONS))))
    assert documented == raised


def test_the_composition_sets_only_variables_that_are_read():
    services = yaml.safe_load(text_of(Path("compose.yaml")))["services"]
    read = set(re.findall(r'\benv\.\w+\(\s*"(\w+)"', text_of(Path("config/settings.py"))))
    assert set(services) == {"prepare", "web", "worker", "beat", "postgres", "redis"}
    assert set(services["web"]["environment"]) <= read
