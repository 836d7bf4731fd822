"""Explaining one firm, by the function that the command and the firm's page call."""

from datetime import date
from statistics import median
from time import perf_counter

from django.db.models import Max

from enterprises.models import Enterprise
from ratings.assessment.explain import explain_one
from ratings.models import Standing

FIRMS = 50


def measure(as_of: date, rounds: int) -> dict[str, tuple[float, str]]:
    """The median of 50 firms, warm, the best of several rounds: half of them have something to tell, half are any firms."""
    told = list(Enterprise.objects.filter(pk__in=Standing.objects.order_by("-run", "pk").values("pk")[: FIRMS // 2]))
    highest = Enterprise.objects.aggregate(highest=Max("pk"))["highest"]
    ids = [highest * place // FIRMS for place in range(1, FIRMS + 1 - len(told))]
    firms = told + [firm for pk in ids if (firm := Enterprise.objects.filter(pk__gte=pk).order_by("pk").first())]
    medians = [median(_seconds(firm, as_of) for firm in firms) for _ in range(rounds + 1)]
    return {"explaining one firm": (min(medians[1:]), f"median of {len(firms)} firms")}


def _seconds(firm: Enterprise, as_of: date) -> float:
    began = perf_counter()
    explain_one(firm, as_of)
    return perf_counter() - began
