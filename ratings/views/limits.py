"""How often one address may ask what is open to anyone: counted in the cache, a minute at a time."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from accounts.backends import client_address

MINUTE = 60


def over_the_limit(request: HttpRequest) -> bool:
    """Count this request; whether its address has asked more than PUBLIC_CHECKS_PER_MINUTE times in this minute."""
    address = hashlib.sha256((client_address(request) or "").encode()).hexdigest()[:24]
    key = f"public-check:{address}:{int(time.time()) // MINUTE}"
    if cache.add(key, 1, 2 * MINUTE):
        return settings.PUBLIC_CHECKS_PER_MINUTE < 1
    try:
        return cache.incr(key) > settings.PUBLIC_CHECKS_PER_MINUTE
    except ValueError:  # it ran out between the two
        return False
