"""What customs publishes of a firm, as far as the portal holds it (Order 251 art. 11, carried over)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils import translation
from django.utils.formats import date_format

from enterprises.models import Certification, DecidedRating, Enterprise, Penalty
from ratings.models import Objection

Subject = Objection.Subject
OBJECTION = "objection"
"""What the datum of an objection is frozen as."""
OTHER = "other"
LONGEST = 200


@dataclass(frozen=True)
class Published:
    """A published datum that an objection may be about: its kind, and the fact that holds it.

    `source` is the fact's model by name; without a `fact` the portal does not hold the datum itself.
    """

    subject: str
    source: str = ""
    fact: models.Model | None = None

    @property
    def value(self) -> str:
        """How a form names it, as in penalty:12, or other:licence."""
        return f"{self.source}:{self.fact.pk}" if self.fact is not None else f"{OTHER}:{self.subject}"

    @property
    def label(self) -> str:
        """What it is, in the reader's words."""
        match self.fact:
            case Penalty():
                return f"{self.fact.decision_no} · {self.fact.get_kind_display()} · {_day(self.fact.decided_on)}"
            case Certification():
                return f"{self.fact.certificate_no} · {self.fact.get_level_display()} · {_day(self.fact.granted_on)}"
            case DecidedRating():
                return f"{self.fact.get_level_display()} · {_day(self.fact.effective_on)}"
            case Enterprise():
                return f"{self.fact.customs_code} · {self.fact.name}"
        return ""


def published_of(firm: Enterprise) -> list[Published]:
    """What an objection may be about: every datum that the portal holds, and of each kind one that it does not hold."""
    return [*_held(firm), *(Published(subject) for subject in Subject.values)]


def in_words(about: Published, which: str) -> str:
    """The datum as the record and the reply name it, in Chinese: what the portal holds, and what the officer adds."""
    with translation.override("zh-hans"):
        return " · ".join(part for part in (about.label, which.strip()) if part)[:LONGEST]


def _held(firm: Enterprise) -> Iterator[Published]:
    yield Published(Subject.REGISTRATION, "enterprise", firm)
    for model, subject, newest in (
        (Certification, Subject.LEVEL, "-granted_on"),
        (DecidedRating, Subject.LEVEL, "-effective_on"),
        (Penalty, Subject.PENALTY, "-decided_on"),
    ):
        for fact in model._default_manager.filter(enterprise=firm).order_by(newest, "-pk"):
            yield Published(subject, str(model._meta.model_name), fact)


def _day(day: object) -> str:
    return date_format(day, "Y-m-d")  # type: ignore[arg-type]
