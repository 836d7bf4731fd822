"""Pages as an officer gets them: the whole answer, and how much of it is the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from enterprises.models import Enterprise
from enterprises.selectors.firm_list import firm_listing
from ratings.levels import Level
from ratings.models import Standing

FAR = 1_000  # the page that is far down the list


class Officer:
    """A signed-in officer who opens addresses."""

    def __init__(self, name: str, district: str = "5200") -> None:
        self.user = User.objects.create(username=name, display_name="测量", district=district)
        RoleGrant.objects.create(user=self.user, role=Role.OFFICER, reason="Measuring", approved_at=timezone.now())
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(self.user, backend="accounts.backends.PortalBackend")

    def open(self, address: str) -> tuple[float, float, int]:
        """Seconds of the whole answer, of its queries, and how many they were."""
        with timed_queries() as queries:
            began = perf_counter()
            answer = self.client.get(address)
            seconds = perf_counter() - began
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return seconds, sum(queries), len(queries)


@contextmanager
def timed_queries() -> Iterator[list[float]]:
    """The seconds of each query that is made meanwhile."""
    seconds: list[float] = []

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds.append(perf_counter() - began)

    with connection.execute_wrapper(timed):
        yield seconds


def measure(rounds: int) -> dict[str, tuple[float, str, float]]:
    """Each page's seconds, warm, the best of several, and the seconds of its queries."""
    officer = Officer("bench")
    return {label: best_of(officer, address, rounds) for label, address in _addresses().items()}


def best_of(officer: Officer, address: str, rounds: int) -> tuple[float, str, float]:
    """A page's seconds, warm, the best of several; its queries, and their seconds."""
    officer.open(address)
    seconds, in_database, queries = min(officer.open(address) for _ in range(rounds))
    return seconds, f"{queries} queries", in_database


def _addresses() -> dict[str, str]:
    base = reverse("admin:enterprises_enterprise_changelist")
    firm = Enterprise.objects.filter(pk__gte=Enterprise.objects.count() // 2).order_by("pk").first()
    assert firm
    name = firm.name_zh.partition("市")[2]
    asked = {
        "list: first page": {},
        "list: part of a name, 2 characters": {"q": name[:2]},
        "list: part of a name, 3 characters": {"q": name[:3]},
        "list: part of a name, 5 characters": {"q": name[:5]},
        "list: part of every name": {"q": "有限公司"},
        "list: a customs code": {"q": firm.customs_code},
        "list: level in force advanced": {"level": Level.ADVANCED_CERTIFIED},
        "list: level in force regular": {"level": Level.REGULAR},
        "list: district, by name": {"district": firm.district, "o": "name"},
        f"list: page {FAR:,}": _far_down(),
    }
    addresses = {label: f"{base}?{urlencode(parameters)}" for label, parameters in asked.items()}
    told = Standing.objects.order_by("-run", "pk").values_list("pk", flat=True)[:1].get()
    return addresses | {"a firm's page": reverse("admin:enterprises_enterprise_change", args=[told])}


def _far_down() -> dict[str, str]:
    """The address of a page far down, reached as a reader reaches it: by the next page of each page."""
    address: dict[str, str] = {}
    for _ in range(FAR - 1):
        behind = firm_listing(QueryDict(urlencode(address))).page.next
        if behind is None:
            break
        address = {"after": behind}
    return address
