"""What the reply to an objection says and looks like."""

from pathlib import Path

import pytest

from accounts.models import User
from ratings.documents.letters import render_letter
from tests.ratings.casework.test_objections import answered, objected
from tests.ratings.documents.golden import assert_as_ever, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("name", "founded", "says"), [("objection-founded", True, "异议成立"), ("objection-unfounded", False, "异议不成立")]
)
def test_the_reply_to_an_objection(name: str, founded: bool, says: str, fang: User, li: User, tmp_path: Path):
    letter = answered(objected(fang), fang, li, founded=founded).letters.get()
    letter.content["case"] = "C-2026-5200-000001"  # a database gives the number of a case as it comes
    pdf = render_letter(letter)
    assert says in words_of(pdf) and "某贸易有限公司" in words_of(pdf)
    assert_as_ever(pdf, name, tmp_path)
