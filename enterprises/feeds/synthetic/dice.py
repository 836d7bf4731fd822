"""Chance that is the same for the same seed, on every Python: the generator's bits and whole numbers only."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A stream of chance."""

    def __init__(self, seed: int) -> None:
        self._bits = Random(seed).getrandbits

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, and without, the limit (at most 2**32)."""
        return self._bits(32) * limit >> 32

    def between(self, first: int, last: int) -> int:
        """A whole number from first to last, both included."""
        return first + (self._bits(32) * (last - first + 1) >> 32)

    def one_in(self, many: int) -> bool:
        """True once in so many times."""
        return self._bits(32) * many >> 32 == 0

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self._bits(32) * len(items) >> 32]


class Quota:
    """Takes exactly `count` of `total` numbers, evenly spread; `offset` keeps quotas from taking the same ones."""

    def __init__(self, count: int, total: int, offset: int = 0) -> None:
        self.count, self.total, self.offset = count, total, offset

    def takes(self, number: int) -> bool:
        """Whether the number (0 ≤ number < total) is one of them."""
        place = (number + self.offset) % self.total
        return (place + 1) * self.count // self.total > place * self.count // self.total
