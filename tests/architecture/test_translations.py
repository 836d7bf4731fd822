"""Every text for a person is there in Chinese, in the words of the law; no page mixes languages."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from tests.architecture.source import APPS, called_names, project_files, python_files, text_of

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
LITERAL = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}")


def texts_of(tree: ast.AST) -> set[tuple[str | None, str]]:
    """The context and English of each text that a syntax tree hands to gettext."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called_names(node)[1] not in TRANSLATED:
            continue
        words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if words and isinstance(words[0], str):
            has_context = called_names(node)[1].startswith("pgettext")
            found.add((words[0], words[1]) if has_context else (None, words[0]))
    return found


def texts_of_template(path: Path) -> set[tuple[str | None, str]]:
    """The texts of a template, by Django's own reading of it."""
    found: set[tuple[str | None, str]] = set()
    for function, first, second in TEMPLATE_CALL.findall(templatize(text_of(path))):
        words = [ast.literal_eval(word.replace("\n", "\\n")) for word in (first, second) if word]
        found.add((words[0], words[1]) if "pgettext" in function else (None, words[0]))
    return found


def texts_of_the_project() -> set[tuple[str | None, str]]:
    """Every text for a person, in code and templates."""
    found: set[tuple[str | None, str]] = set()
    for path in python_files(*APPS, "config"):
        found |= texts_of(ast.parse(text_of(path)))
    for path in project_files():
        if path.parts[0] == "templates" and path.suffix in {".html", ".txt"}:
            found |= texts_of_template(path)
    return found


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / CATALOGUE))


def test_every_text_has_its_chinese(catalogue: polib.POFile):
    chinese = {(entry.msgctxt, entry.msgid) for entry in catalogue.translated_entries()}
    assert sorted(texts_of_the_project() - chinese, key=str) == []


def test_nothing_in_the_catalogue_is_unfinished(catalogue: polib.POFile):
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []


def test_a_translation_keeps_what_is_filled_in(catalogue: polib.POFile):
    wrong = [
        entry.msgid
        for entry in catalogue.translated_entries()
        if not entry.msgid_plural and set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []
