"""The rule cases: both sides of every boundary of every ground, under both rulebooks."""

import pytest

from ratings.regulation.grounds import GROUNDS
from tests.ratings.case_runner import FOLDER, failures, read

FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_portal_says_what_the_cases_expect(path) -> None:
    file = read(path)
    assert not failures(file), file.about


def test_every_ground_has_its_file_with_both_sides() -> None:
    for ground in GROUNDS:
        said = [expected for case in read(FOLDER / f"{ground.code}.yaml").cases for expected in case.expect.values()]
        assert any(ground.code in expected.get("met", []) for expected in said), ground.code
        assert any(ground.code not in expected.get("met", []) for expected in said), ground.code
