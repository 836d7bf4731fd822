"""Calls of pyHanko, which runs an event loop of its own: a thread that has one already would refuse it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def apart(call: Callable[[], Result]) -> Result:
    """What the call returns, or raises, in a thread of its own."""
    with ThreadPoolExecutor(1, thread_name_prefix="pyhanko") as thread:
        return thread.submit(call).result()
