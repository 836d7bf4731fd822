"""The project's own files, as git knows them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ("accounts", "enterprises", "ratings", "mutual_recognition")


@cache
def project_files() -> list[Path]:
    """Every file that is committed or about to be, relative to the project's folder."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listing.stdout.splitlines() if (settings.BASE_DIR / line).is_file()]


def text_of(path: Path) -> str:
    """The content of a file; nothing of a picture or another binary file."""
    content = (settings.BASE_DIR / path).read_bytes()
    return "" if b"\0" in content else content.decode()


def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders, without migrations, which Django writes."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and path.parts[0] in {folder.split("/")[0] for folder in folders}
        if any(path.is_relative_to(folder) for folder in folders) and "migrations" not in path.parts
    ]


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a Python file's syntax tree."""
    return ast.walk(ast.parse(text_of(path)))


def called_names(node: ast.Call) -> tuple[str, str]:
    """The owner and the name of what is called: `date.today()` gives ("date", "today"), `f()` gives ("", "f")."""
    if isinstance(node.func, ast.Attribute):
        return ast.unparse(node.func.value), node.func.attr
    return "", ast.unparse(node.func)
