"""The decision on a credit repair, granted and not granted."""

from pathlib import Path

import pytest

from ratings.documents.letters import render_letter
from tests.ratings.casework.repairing import checked, drafted, signed
from tests.ratings.documents.golden import assert_as_ever, words_of
from tests.ratings.documents.test_letters import SAME_EVERYWHERE

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(("granted", "name"), [(True, "repair-granted"), (False, "repair-refused")])
def test_a_decision_on_a_repair(granted: bool, name: str, tmp_path: Path):
    letter = signed(drafted(checked(holds=granted), granted=granted)).letters.get()
    assert letter.number == "黄埔关信修〔2026〕000001号"
    letter.content |= {"case": SAME_EVERYWHERE}
    pdf = render_letter(letter)
    assert ("准予信用修复" in words_of(pdf), "不予信用修复" in words_of(pdf)) == (granted, not granted)
    assert_as_ever(pdf, name, tmp_path)
