"""docs/rulebook.md says what the shipped data says."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from enterprises.models import DecidedRating
from ratings.regulation.document import rulebook_document
from ratings.regulation.parameters import all_rulebooks


def test_the_document_is_current():
    call_command("write_rulebook_doc", check=True)


def test_it_names_every_figure_and_every_ground():
    document = rulebook_document()
    for text in all_rulebooks():
        assert all(f"`{code}`" in document for code in [*text.figures, *text.grounds])


def test_the_check_finds_a_document_that_is_not_current(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"run python manage.py write_rulebook_doc"):
        call_command("write_rulebook_doc", check=True)
    call_command("write_rulebook_doc")
    call_command("write_rulebook_doc", check=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_delivered_rating_calls_its_grounds_as_the_rulebook_does(language: str):
    named = {"zh-hans": "title_zh", "en": "title_en"}[language]
    titles = {ground.code: getattr(ground, named) for ground in all_rulebooks()[-1].grounds.values()}
    with translation.override(language):
        assert {code: str(label) for code, label in DecidedRating.Ground.choices} == titles
