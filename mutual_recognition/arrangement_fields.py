"""What a change of an arrangement may say: which fields belong to which subject, and what they must be like."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mutual_recognition.baseline import ANNOUNCEMENT, CODE
from mutual_recognition.models import ECONOMIES, Partner, Subject, Term
from mutual_recognition.models.arrangement import Certainty, is_value
from mutual_recognition.partial_dates import PartialDate

FIELDS: dict[str, tuple[str, ...]] = {
    Subject.STANDING: ("status", "implemented_as_known"),
    Subject.SIGNING: ("signed_on",),
    Subject.ANNOUNCEMENT: ("announcement_zh", "announcement_en"),
    Subject.NAMES: ("name_zh", "name_en"),
    Subject.GROUPING: ("economy", "region"),
}
"""The fields of a partner that one change is about; a new partner has all of them."""
FIELDS[Subject.PARTNER] = tuple(name for names in FIELDS.values() for name in names)
TERM_FIELDS = ("value", "value_zh")
EARLIEST = date(1949, 10, 1)


def fields_of(subject: str) -> tuple[str, ...]:
    """The fields that a change of this subject gives."""
    return TERM_FIELDS if subject in Term.Name.values else FIELDS[subject]


def take_values(partner: Partner, values: Mapping[str, str], as_of: date) -> None:
    """Put values into a partner's fields, with what follows from them. Raises ValidationError by field."""
    for name, value in values.items():
        setattr(partner, name, value)
    partner.economy = partner.economy or partner.pk
    signed = _date("signed_on", partner.signed_on)
    begun = _date("implemented_as_known", partner.implemented_as_known)
    partner.signed_first, partner.signed_last = (signed.first, signed.last) if signed else (None, None)
    partner.implemented_first, partner.implemented_on = (begun.first, begun.last) if begun else (None, None)
    _require_order(partner, signed, begun, as_of)
    _require_names(partner)
    if partner.announcement_zh and not partner.announcement_en:
        partner.announcement_en = _announcement_in_english(partner.announcement_zh)
    if partner.announcement_en and not partner.announcement_zh:
        raise ValidationError({"announcement_zh": _("Give the announcement in Chinese too, as it was published.")})


def _date(field: str, text: str) -> PartialDate | None:
    if not text:
        return None
    try:
        found = PartialDate.parse(text)
    except ValueError as error:
        sentence = _(
            "Write a day, a month or a year, as in 2021-02-04, 2017-03 or 2019, or leave it empty if it is not known."
        )
        raise ValidationError({field: sentence}) from error
    if found.last < EARLIEST:
        raise ValidationError({field: _("That is before 1949-10-01.")})
    return found


def _require_order(partner: Partner, signed: PartialDate | None, begun: PartialDate | None, as_of: date) -> None:
    if partner.status not in Partner.Status.values:
        raise ValidationError({"status": _("Choose whether it is signed or implemented.")})
    if begun and partner.status == Partner.Status.SIGNED:
        sentence = _(
            "An arrangement that is only signed has no day of entry into force: leave it empty, or choose implemented."
        )
        raise ValidationError({"implemented_as_known": sentence})
    if signed and signed.first > as_of:
        raise ValidationError({"signed_on": _("That day has not come yet: a signing is recorded once it took place.")})
    if signed and begun and begun.last < signed.first:
        field = "implemented_as_known"
        raise ValidationError({field: _("It would be in force before it was signed (%(date)s).") % {"date": signed}})


def _require_names(partner: Partner) -> None:
    if not CODE.fullmatch(partner.pk):
        raise ValidationError({"place": _("Write the code of ISO 3166: two capital letters, as in SG.")})
    for field in ("name_zh", "name_en"):
        if not getattr(partner, field).strip():
            raise ValidationError({field: _("Give the name in both languages.")})
    if partner.economy != partner.pk and partner.economy not in ECONOMIES:
        known = ", ".join([partner.pk, *ECONOMIES])
        raise ValidationError({"economy": _("The economy is one of: %(known)s.") % {"known": known}})
    if partner.region not in Partner.Region.values:
        raise ValidationError({"region": _("Choose the region.")})


def _announcement_in_english(text: str) -> str:
    found = ANNOUNCEMENT.fullmatch(text)
    if found is None or found[3]:
        raise ValidationError({"announcement_en": _("Give the announcement in English too.")})
    return f"GACC Announcement {found[1]} No. {found[2]}"


def check_term(name: str, values: Mapping[str, str], confidence: str) -> None:
    """Whether a term can have these values. Raises ValidationError by field."""
    if confidence == Certainty.UNKNOWN:
        if any(values.values()):
            raise ValidationError({"value": _("Leave it empty where the reliability is unknown.")})
        return
    if not values["value"]:
        raise ValidationError({"value": _("Say what the term is, or choose the reliability unknown.")})
    if not is_value(name, values["value"]):
        raise ValidationError({"value": _form_of(name)})
    if values["value_zh"] and name != Term.Name.TIER_THERE:
        raise ValidationError({"value_zh": _("Only a tier has a name in Chinese.")})


def _form_of(name: str) -> str:
    if name == Term.Name.CODE_LENGTHS:
        return _(
            "Write how many characters stand behind the country's code, as in 12 or 5-8, or any where no text states it."
        )
    return _("Choose one of the values that this term can have.")
