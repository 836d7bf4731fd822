"""What an arrangement says, term by term: each with how sure it is and where it was read. What nobody knows stays unknown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from mutual_recognition.models.sourced import Sourced, is_english
from ratings.levels import Level

ANY_LENGTH = "any"
LENGTHS = re.compile(r"([1-9][0-9]?)(?:-([1-9][0-9]?))?")


class Certainty(models.TextChoices):
    """How sure a term is; one that is unknown has no value."""

    CONFIRMED = "confirmed", pgettext_lazy("mutual recognition", "confirmed")
    REPORTED = "reported", pgettext_lazy("mutual recognition", "reported")
    INFERRED = "inferred", pgettext_lazy("mutual recognition", "inferred")
    UNKNOWN = "unknown", pgettext_lazy("mutual recognition", "unknown")


class Measure(models.TextChoices):
    """What customs of one side grant the recognised firms of the other."""

    DOCUMENTS = "D", _("less examination of documents")
    INSPECTION = "I", _("lower rate of inspection")
    PRIORITY_INSPECTION = "P", _("priority inspection")
    PRIORITY_CLEARANCE = "Pr", _("priority clearance")
    LIAISON = "L", _("liaison officer")
    RECOVERY = "R", _("priority after a disruption of trade")
    SECURE = "S", _("treated as a secure partner")


CHOICES: dict[str, dict[str, object]] = {
    "answer": {"yes": _("yes"), "no": _("no")},
    "direction": {"import": _("import"), "export": _("export"), "both": _("import and export")},
    "prefix": {"AEOCN": "AEOCN + 10", "CN": "CN + 10"},
    "alphabet": {"digits": _("digits"), "letters_digits": _("letters and digits")},
}


class Term(Sourced):
    """One term of the arrangement with an economy; the EU is one economy, so its 27 countries share their terms.

    `value` is code: yes or no; the prefix before the ten characters of a customs code; measures by blanks; "12" or "5-8"
    characters, or "any" for a number of a length that no text states; for a tier its name in English. `value_zh` is a
    tier's name in Chinese where it differs.
    """

    class Name(models.TextChoices):
        TIER_THERE = "tier_there", _("recognised tier there")
        ADVANCED = "advanced", _("recognises advanced certified firms")
        CERTIFIED = "certified", _("recognises certified firms")
        DIRECTION = "direction", _("direction")
        MEASURES = "measures", _("measures")
        CODE_LENGTHS = "code_lengths", _("length of the number in China")
        CODE_ALPHABET = "code_alphabet", _("characters of the number in China")
        CODE_ABROAD = "code_abroad", _("code to give abroad")
        ENGLISH_NAME = "english_name", _("needs the English name on file")
        NAME_ADDRESS = "name_address", _("needs name and address exactly as registered")
        TIN = "tin", _("matches name and trader identification number (TIN)")
        CONSENT = "consent", _("needs the firm's consent")

    economy = models.CharField(_("economy"), max_length=2)
    name = models.CharField(_("term"), max_length=15, choices=Name.choices)
    value = models.CharField(_("value"), max_length=60, blank=True)
    value_zh = models.CharField(_("value (Chinese)"), max_length=60, blank=True)
    confidence = models.CharField(_("reliability"), max_length=10, choices=Certainty.choices)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))

    class Meta:
        verbose_name = _("term of an arrangement")
        verbose_name_plural = _("terms of arrangements")
        ordering = ["economy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["economy", "name"], name="a_term_once_an_economy"),
            models.CheckConstraint(
                condition=Q(confidence="unknown", value="", value_zh="") | (~Q(confidence="unknown") & ~Q(value="")),
                name="only_an_unknown_term_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.economy} {self.name}"

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows the term."""
        return self.confidence == Certainty.UNKNOWN

    @property
    def shown(self) -> str:
        """The value in the words of the page's language; empty where it is unknown."""
        if self.is_unknown:
            return ""
        if self.name == self.Name.MEASURES:
            return gettext(", ").join(str(Measure(code).label) for code in self.value.split())
        if self.name == self.Name.TIER_THERE:
            return self.value if is_english() else self.value_zh or self.value
        if self.name == self.Name.CODE_LENGTHS:
            return gettext("a number, its length not stated") if self.value == ANY_LENGTH else self.value
        return str(CHOICES[KINDS[self.name]][self.value])


KINDS: dict[str, str] = {
    Term.Name.ADVANCED: "answer",
    Term.Name.CERTIFIED: "answer",
    Term.Name.DIRECTION: "direction",
    Term.Name.CODE_ALPHABET: "alphabet",
    Term.Name.CODE_ABROAD: "prefix",
    Term.Name.ENGLISH_NAME: "answer",
    Term.Name.NAME_ADDRESS: "answer",
    Term.Name.TIN: "answer",
    Term.Name.CONSENT: "answer",
}
"""Which of CHOICES a term's value is one of; the others are checked by `is_value`."""


def is_value(name: str, value: str) -> bool:
    """Whether a text can be the value of a known term of this name."""
    if name in KINDS:
        return value in CHOICES[KINDS[name]]
    if name == Term.Name.MEASURES:
        codes = value.split(" ")
        return codes == [code for code in Measure.values if code in codes]
    if name == Term.Name.CODE_LENGTHS:
        found = LENGTHS.fullmatch(value)
        return value == ANY_LENGTH or (found is not None and int(found[1]) <= int(found[2] or found[1]))
    return bool(value)


@dataclass(frozen=True)
class CodeFormat:
    """A code of a partner's firm on a declaration in China (Announcement 2018 No. 131): the country's code and a number.

    `lengths` is the least and the greatest number of characters behind the prefix: None where it is not known, also where
    a text says that there is a number and not how long it is (`states_number`). `alphabet` is `digits` or
    `letters_digits`, empty where it is not known.
    """

    prefix: str
    lengths: tuple[int, int] | None
    alphabet: str
    states_number: bool = False

    @property
    def is_known(self) -> bool:
        """Whether a number's length can be checked; a format that is not known gives a warning, not an error."""
        return self.lengths is not None


@dataclass(frozen=True)
class Arrangement:
    """The terms of one economy, asked by name."""

    terms: dict[str, Term]

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "Arrangement":
        """From the rows of one economy."""
        return cls({term.name: term for term in terms})

    def value(self, name: str) -> str:
        """The value of a term; empty where it is not known."""
        return self.terms[name].value if name in self.terms else ""

    def holds(self, name: str) -> bool | None:
        """Whether a term that is yes or no holds; None where that is not known."""
        return {"yes": True, "no": False}.get(self.value(name))

    def recognises(self, level: str) -> bool | None:
        """Whether it recognises our firms of a level; None where that is not known. No other than AEO is recognised."""
        names: dict[str, str] = {Level.ADVANCED_CERTIFIED: Term.Name.ADVANCED, Level.CERTIFIED: Term.Name.CERTIFIED}
        return self.holds(names[level]) if level in names else False

    def code_format(self, iso2: str) -> CodeFormat:
        """How a code of a firm of the country stands on a declaration in China."""
        text, alphabet = self.value(Term.Name.CODE_LENGTHS), self.value(Term.Name.CODE_ALPHABET)
        if text in ("", ANY_LENGTH):
            return CodeFormat(iso2, None, alphabet, states_number=text == ANY_LENGTH)
        least, _dash, most = text.partition("-")
        return CodeFormat(iso2, (int(least), int(most or least)), alphabet)

    def code_abroad(self, customs_code: str) -> str:
        """What one of our firms gives its buyer there; empty where the form is not known."""
        prefix = self.value(Term.Name.CODE_ABROAD)
        return prefix + customs_code if prefix else ""


def arrangements() -> dict[str, Arrangement]:
    """The arrangement of each economy, by its code, in one query."""
    found: dict[str, list[Term]] = {}
    for term in Term.objects.all():
        found.setdefault(term.economy, []).append(term)
    return {economy: Arrangement.of(terms) for economy, terms in found.items()}
