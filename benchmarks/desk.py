"""The desk with many open cases, and the page of one of them: an officer who works half of them, in her own district."""

from datetime import date, timedelta
from itertools import cycle

from django.urls import reverse

from benchmarks.pages import Officer, best_of
from enterprises.models import Enterprise
from ratings.casework import adverse
from ratings.levels import Level
from ratings.models import Case

OPEN_CASES = 2_000
DISTRICT = "5200"


def measure(as_of: date, rounds: int) -> dict[str, tuple[float, str, float]]:
    """Each page's seconds, warm, the best of several, and the seconds of its queries."""
    officer = Officer("desk", DISTRICT)
    found = Case.objects.filter(kind=Case.Kind.LOWER, freezes__isnull=False).order_by("pk").first()
    assert found
    _open_cases(officer, as_of)
    addresses = {
        f"desk: {OPEN_CASES:,} open cases of a district": reverse("admin:ratings_desk"),
        "list of cases": reverse("admin:ratings_case_changelist"),
        "a case's page": reverse("admin:ratings_case_change", args=[found.pk]),
    }
    return {label: best_of(officer, address, rounds) for label, address in addresses.items()}


def _open_cases(officer: Officer, as_of: date) -> None:
    """Cases at every step of the procedure with deadlines around the day, for firms that have none."""
    firms = Enterprise.objects.exclude(cases__isnull=False).order_by("pk").values_list("pk", flat=True)[:OPEN_CASES]
    steps = cycle(adverse.PROCEDURE.open_steps)
    Case.objects.bulk_create(
        Case(
            enterprise_id=firm,
            kind=Case.Kind.LOWER,
            step=next(steps),
            district=DISTRICT,
            level_in_force=Level.REGULAR,
            indicated_level=Level.DISCREDITED,
            opened_on=as_of - timedelta(days=number % 60),
            owner=officer.user if number % 2 else None,
            due_on=as_of + timedelta(days=number % 30 - 10) if number % 3 else None,
        )
        for number, firm in enumerate(firms)
    )
