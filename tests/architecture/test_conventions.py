"""Conventions that a reader relies on and no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import APPS, called_names, nodes, project_files, python_files, text_of

LINES = 400
ASKS_FOR_THE_DAY = {"today", "now", "utcnow", "localdate", "localtime"}
BELOW_THE_PAGES = {"services", "selectors", "models", "querysets", "feeds", "listing", "search", "regulation", "assessment"}
CATCH_ALL = {"utils", "util", "helpers", "misc", "common"}
INLINE = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}
OF_ONE_MACHINE = re.compile("/(?:work|home|root|Users)/" + r"[\w.]|/tmp/" + "(?:setup|infra)")
GENERATED = {".lock", ".po"}


def days_asked_for(path: Path) -> list[str]:
    """Where a file asks what day or time it is."""
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    return [f"{path}:{call.lineno}" for call in calls if called_names(call)[1] in ASKS_FOR_THE_DAY]


@pytest.mark.parametrize("path", python_files("ratings/regulation", "ratings/assessment"), ids=str)
def test_the_law_and_the_judge_never_ask_what_day_it_is(path: Path):
    assert days_asked_for(path) == []
    assert not re.search(r"CURRENT_DATE|CURRENT_TIMESTAMP|\bnow\(\)", text_of(path), re.IGNORECASE)


@pytest.mark.parametrize("app", APPS)
def test_a_day_of_the_law_is_passed_in_below_pages_jobs_and_commands(app: str):
    """A moment may be recorded anywhere; the day (`today()`, `localdate()` of nothing) comes from above as `as_of`."""
    asked = []
    for path in python_files(app):
        layers = set(path.with_suffix("").parts)
        if "admin" in layers or not layers & BELOW_THE_PAGES:
            continue
        calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
        asks = {"today", "localdate"}
        asked += [f"{path}:{call.lineno}" for call in calls if not call.args and called_names(call)[1] in asks]
    assert asked == []


@pytest.mark.parametrize("path", python_files(*APPS, "config", "tests", "benchmarks"), ids=str)
def test_a_module_is_short_and_named_for_what_it_holds(path: Path):
    assert len(text_of(path).splitlines()) < LINES
    assert path.stem not in CATCH_ALL


def test_templates_hold_nothing_that_the_content_security_policy_refuses():
    found = [
        f"{path}: {what}"
        for path in project_files()
        if path.suffix == ".html"
        for what, pattern in INLINE.items()
        if pattern.search(without_comments(text_of(path)))
    ]
    assert found == []


def without_comments(template: str) -> str:
    """A template without what Django does not send."""
    return re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", template, flags=re.DOTALL)


def test_no_file_names_a_folder_of_the_machine_it_was_written_on():
    found = [
        f"{path}: {match.group()}"
        for path in project_files()
        if path.suffix not in GENERATED
        for match in OF_ONE_MACHINE.finditer(text_of(path))
    ]
    assert found == []
