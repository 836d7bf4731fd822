"""Which part of the project may know which."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.source import APPS, nodes, python_files

OF_THE_PROJECT = {*APPS, "config", "tests"}


def imported_modules(path: Path) -> set[str]:
    """The modules a file imports, by their full names."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_contracts_of_pyproject_are_kept():
    """Apps look one way, and within an app pages → services → selectors → models (tool.importlinter)."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", python_files("ratings/regulation"), ids=str)
def test_the_law_knows_nothing_of_the_project_but_the_levels(path: Path):
    of_the_project = {name for name in imported_modules(path) if name.split(".")[0] in OF_THE_PROJECT}
    assert {name for name in of_the_project if not name.startswith(("ratings.levels", "ratings.regulation"))} == set()
