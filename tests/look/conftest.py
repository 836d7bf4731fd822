"""The page of components exists only in a demonstration: these tests make one."""

from collections.abc import Iterator
from importlib import import_module, reload

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import clear_url_caches


def _read_addresses_again() -> None:
    reload(import_module(settings.ROOT_URLCONF))
    clear_url_caches()


@pytest.fixture
def demonstration() -> Iterator[None]:
    """The portal as bin/run serves it."""
    with override_settings(DEMONSTRATION=True):
        _read_addresses_again()
        yield
    _read_addresses_again()
