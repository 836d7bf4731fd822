"""The number of a letter, as in 黄埔关信告〔2026〕000012号: one row of numbers a customs, kind and year."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from ratings.documents.wording import customs_name
from ratings.models import Letter

Made = TypeVar("Made")

WORDS = {
    Letter.Kind.RECTIFICATION_NOTICE: "信整",
    Letter.Kind.RECTIFICATION_REFUSAL: "信不整",
    Letter.Kind.RECTIFICATION_RESULT: "信整结",
    Letter.Kind.PRIOR_NOTICE: "信告",
    Letter.Kind.SUPPLEMENTARY_NOTICE: "信补告",
    Letter.Kind.DECISION: "信决",
    Letter.Kind.DISMISSAL: "信终",
    Letter.Kind.CERTIFICATION: "认决",
    Letter.Kind.REVIEW_RESULT: "复结",
    Letter.Kind.OBJECTION_REPLY: "信异",
    Letter.Kind.SUSPENSION: "信暂",
    Letter.Kind.RESUMPTION: "信暂终",
    Letter.Kind.REPAIR_DECISION: "信修",
}
DIGITS = 6
ATTEMPTS = 20


def series_of(district: str, kind: str, on: date) -> str:
    """What the numbers of a customs, kind and year begin with; offices subordinate to one customs share its numbers."""
    return series_named(district, WORDS[Letter.Kind(kind)], on)


def series_named(district: str, word: str, on: date) -> str:
    """The same for papers that are no letters of a case; `word` is what sets their numbers apart."""
    name = customs_name(district)
    short = f"{name.removesuffix('海关')}关" if name.endswith("海关") else name
    return f"{short}{word}〔{on.year}〕"


def with_next_number(series: str, make: Callable[[str], Made], papers: type[models.Model] = Letter) -> Made:
    """What `make` made under the next free number of the series among the papers of a model.

    The number's uniqueness is the only lock: of two who take the same number at once, the second waits for the first to
    commit, is refused, and takes the next one. Raises IntegrityError should that happen too often.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return make(_next(series, papers))
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _next(series: str, papers: type[models.Model]) -> str:
    numbers = papers._default_manager.filter(number__startswith=series).order_by("-number")
    last = numbers.values_list("number", flat=True).first()
    taken = int(last.removeprefix(series).removesuffix("号")) if last else 0
    return f"{series}{taken + 1:0{DIGITS}d}号"
