"""What the result of a review says and looks like: the level stands, and not passed."""

from pathlib import Path

import pytest

from ratings.documents.letters import render_letter
from tests.ratings.documents.golden import assert_as_ever, words_of
from tests.ratings.reviews.walking import aeo, examined, failed, graded, served

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("review-stands", "你企业通过复核，保持高级认证企业等级"),
        ("review-failed", "自本通知书送达之日起12个月〔待核〕内，不得申请认证"),
    ],
)
def test_the_result_of_a_review(name: str, says: str, tmp_path: Path):
    case = failed() if name == "review-failed" else served(graded(examined(aeo())), "stands")
    letter = case.letters.get()
    letter.content["case"] = "C-2026-5200-000001"  # a database gives the number of a case as it comes
    pdf = render_letter(letter)
    assert says in words_of(pdf)
    assert_as_ever(pdf, name, tmp_path)
