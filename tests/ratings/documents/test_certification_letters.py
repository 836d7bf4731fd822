"""What the decision on an application says and looks like: granted, and refused."""

from pathlib import Path

import pytest

from ratings.documents.letters import render_letter
from tests.ratings.certification.walking import decided, examined, grade_all
from tests.ratings.documents.golden import assert_as_ever, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("name", "failing", "level", "says"),
    [
        ("certification-granted", {}, "certified", "认定你企业为认证企业"),
        ("certification-refused", {"CE_1": "unmet", "CE_3": "partly"}, "", "未通过认证企业认证"),
    ],
)
def test_the_decision_on_an_application(name: str, failing: dict[str, str], level: str, says: str, tmp_path: Path):
    case = decided(grade_all(examined(), **failing), level)
    letter = case.letters.get()
    letter.content["case"] = "C-2026-5200-000001"  # a database gives the number of a case as it comes
    pdf = render_letter(letter)
    assert says in words_of(pdf).replace("\n", "").replace(" ", "")
    assert_as_ever(pdf, name, tmp_path)
