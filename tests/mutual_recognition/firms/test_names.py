"""How well names are matched, measured on labelled pairs of made-up firms: real kinds of variation, and real kinds of difference.

Two sets. The pairs of `name_pairs.csv` were labelled before the rule met them; the first run gave precision 92% and recall
91%, and the rule was then improved by what it got wrong, so today's figures on them flatter it. Those of
`name_pairs_held_out.csv` were written after the rule was finished, by someone who had read it, and the rule was not
changed for them: LEAST holds what it made of them at once, and what to expect of names that come. Who improves the rule by what it
gets wrong there needs another held-out set. A pair counts as matched when its names are alike; what is doubtful is for a
person and counts as not matched, so it lowers recall and never precision.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mutual_recognition.names import Likeness, edits, name_likeness

FOLDER = Path(__file__).parent
TUNED, HELD_OUT = FOLDER / "name_pairs.csv", FOLDER / "name_pairs_held_out.csv"
LEAST_PAIRS = {TUNED: 200, HELD_OUT: 100}
LEAST = {TUNED: (97, 91), HELD_OUT: (92, 60)}
"""Precision and recall in percent that a set must reach: what it had when it was last looked at."""


class Measured(NamedTuple):
    """Pairs of a set by what was said of them."""

    pairs: list[tuple[dict[str, str], Likeness]]
    counts: Counter

    @property
    def right(self) -> int:
        """Pairs of one firm that are alike."""
        return int(self.counts["1", Likeness.ALIKE])

    @property
    def matched(self) -> int:
        """All pairs that are alike."""
        return self.right + int(self.counts["0", Likeness.ALIKE])

    @property
    def same(self) -> int:
        """Pairs of one firm."""
        return sum(pair["same_firm"] == "1" for pair, _likeness in self.pairs)

    @property
    def precision(self) -> int:
        """Of those matched, how many are of one firm, in percent."""
        return 100 * self.right // self.matched

    @property
    def recall(self) -> int:
        """Of those of one firm, how many are matched, in percent."""
        return 100 * self.right // self.same

    def lines(self, name: str) -> Iterator[str]:
        """What a reader of the tests' output is told, with every pair that was not told right."""
        two = len(self.pairs) - self.same
        yield f"names, {name}: {len(self.pairs)} pairs, {self.same} of one firm, {two} of two"
        yield f"  precision {self.precision}% ({self.right} of {self.matched} matched)"
        yield f"  recall {self.recall}% ({self.right} of {self.same})"
        for same, firms in (("1", "one firm"), ("0", "two firms")):
            told = ", ".join(
                f"{self.counts[same, likeness]} {likeness}" for likeness in Likeness if self.counts[same, likeness]
            )
            yield f"  of {firms}: {told}"
        for pair, likeness in self.pairs:
            if (pair["same_firm"] == "1") != (likeness is Likeness.ALIKE) and (
                likeness is not Likeness.DOUBTFUL or pair["same_firm"] == "1"
            ):
                yield f"  {likeness}: {pair['declared']} / {pair['listed']} ({pair['kind']})"


def labelled_pairs(path: Path = TUNED) -> list[dict[str, str]]:
    """The pairs, with `same_firm` 1 or 0."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("path", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_matching_is_measured_on_labelled_pairs(path: Path, capsys: pytest.CaptureFixture[str]):
    pairs = labelled_pairs(path)
    assert len({(pair["declared"], pair["listed"]) for pair in pairs}) == len(pairs) >= LEAST_PAIRS[path]
    found = [(pair, name_likeness(pair["declared"], pair["listed"])) for pair in pairs]
    measured = Measured(found, Counter((pair["same_firm"], likeness) for pair, likeness in found))
    with capsys.disabled():
        print("", *measured.lines(path.stem), sep="\n")
    precision, recall = LEAST[path]
    assert (measured.precision >= precision, measured.recall >= recall) == (True, True)


def test_the_held_out_pairs_are_others():
    pairs = [{(pair["declared"], pair["listed"]) for pair in labelled_pairs(path)} for path in (TUNED, HELD_OUT)]
    assert not pairs[0] & pairs[1]


def test_the_order_of_the_two_names_does_not_matter():
    for pair in labelled_pairs():
        names = pair["declared"], pair["listed"]
        assert name_likeness(*names) is name_likeness(*reversed(names)), names


def test_an_absent_name_is_told_as_such():
    assert name_likeness("  ", "Merlion Logistics") is Likeness.NOT_GIVEN


def test_a_name_of_nothing_but_a_legal_form_is_compared_by_it():
    assert name_likeness("Company Limited", "Company Limited") is Likeness.ALIKE
    assert name_likeness("...", "Merlion Logistics") is Likeness.DOUBTFUL


@pytest.mark.parametrize(
    ("first", "second", "number"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("", "ab", 2)]
)
def test_edits(first: str, second: str, number: int):
    assert edits(first, second) == number
