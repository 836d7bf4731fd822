"""How sure a row is, and where it was read."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    """How sure a statement is. What is not confirmed carries the mark "to be verified" on every page."""

    CONFIRMED = "confirmed", pgettext_lazy("mutual recognition", "confirmed")
    REPORTED = "reported", pgettext_lazy("mutual recognition", "reported")
    INFERRED = "inferred", pgettext_lazy("mutual recognition", "inferred")


def is_english() -> bool:
    """Whether the page is in English; the other language is Chinese, which is the first."""
    return (get_language() or "").startswith("en")


class Sourced(models.Model):
    """A row that says how sure it is and where it was read, in both languages."""

    confidence = models.CharField(_("reliability"), max_length=10, choices=Confidence.choices)
    source_zh = models.CharField(_("source (Chinese)"), max_length=300)
    source_en = models.CharField(_("source (English)"), max_length=300)

    class Meta:
        abstract = True

    def in_language(self, field: str) -> str:
        """The field's text in the language of the page."""
        return getattr(self, f"{field}_{'en' if is_english() else 'zh'}")

    @property
    def source(self) -> str:
        """Where this was read, in the language of the page."""
        return self.in_language("source")

    @property
    def is_confirmed(self) -> bool:
        """Whether the row can be shown without the mark."""
        return self.confidence == Confidence.CONFIRMED
