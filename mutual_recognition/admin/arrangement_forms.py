"""Forms for changes of an arrangement, one a subject. They only read what was typed; services decide."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.services.proposals import TEXT_LIMIT
from mutual_recognition.arrangement_fields import fields_of
from mutual_recognition.models import ECONOMIES, Confidence, Partner, Subject, Term
from mutual_recognition.models.arrangement import CHOICES, KINDS, Certainty, Measure
from mutual_recognition.services.arrangement_changes import OF_AN_ECONOMY

NOT_KNOWN = [("", _("not known"))]
DATE_HELP = _(
    "A day, a month or a year, as exactly as it is known: 2021-02-04, 2017-03 or 2019. Empty where it is not known."
)

LENGTHS_HELP = format_lazy(
    _("Characters behind the country's code: 12 or 5-8; {any} where a text states a number and not its length."),
    any="<code>any</code>",
)


class MeasuresField(forms.MultipleChoiceField):
    """Measures as one text, in the order of the law."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        return " ".join(code for code in Measure.values if code in chosen)

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value


def value_fields(subject: str) -> dict[str, forms.Field]:
    """The fields of a subject's own values, by name."""
    if subject in Term.Name.values:
        return _term_fields(subject)
    fields: dict[str, forms.Field] = {
        "name_zh": forms.CharField(label=_("Chinese name"), max_length=60),
        "name_en": forms.CharField(label=_("English name"), max_length=60),
        "economy": forms.CharField(
            label=_("Economy"),
            max_length=2,
            required=False,
            help_text=_("The partner's own code, or %(shared)s for a country of that economy.")
            % {"shared": ", ".join(ECONOMIES)},
        ),
        "region": forms.ChoiceField(
            label=_("Region"), choices=Partner.Region.choices, help_text=_("By the United Nations' standard M49.")
        ),
        "status": forms.ChoiceField(label=_("Status"), choices=Partner.Status.choices),
        "implemented_as_known": forms.CharField(
            label=_("In force from"), max_length=10, required=False, help_text=DATE_HELP
        ),
        "signed_on": forms.CharField(
            label=pgettext_lazy("mutual recognition", "Signed on"), max_length=10, required=False, help_text=DATE_HELP
        ),
        "announcement_zh": forms.CharField(
            label=_("Announcement (Chinese)"),
            max_length=100,
            required=False,
            help_text=_("As published: the General Administration's announcement with year and number."),
        ),
        "announcement_en": forms.CharField(
            label=_("Announcement (English)"),
            max_length=100,
            required=False,
            help_text=_("Empty: made from the year and the number."),
        ),
    }
    order = ("name_zh", "name_en", *fields_of(subject)) if subject == Subject.PARTNER else fields_of(subject)
    return {name: fields[name] for name in dict.fromkeys(order)}


def _term_fields(name: str) -> dict[str, forms.Field]:
    label = Term.Name(name).label
    if name == Term.Name.MEASURES:
        return {"value": MeasuresField(label=label, required=False, choices=Measure.choices)}
    if name in KINDS:
        return {
            "value": forms.ChoiceField(label=label, required=False, choices=NOT_KNOWN + list(CHOICES[KINDS[name]].items()))
        }
    if name == Term.Name.TIER_THERE:
        return {
            "value": forms.CharField(label=_("Tier (English)"), max_length=60, required=False),
            "value_zh": forms.CharField(label=_("Tier (Chinese)"), max_length=60, required=False),
        }
    return {"value": forms.CharField(label=label, max_length=60, required=False, help_text=LENGTHS_HELP)}


class ChangeForm(forms.Form):
    """A subject's values, then how sure they are, where they were read and why they are changed."""

    def __init__(
        self, subject: str, data: Any = None, *, initial: dict[str, Any] | None = None, siblings: bool = False
    ) -> None:
        super().__init__(data, initial=initial)
        if subject == Subject.PARTNER:
            code_help = _("The code of ISO 3166, two capital letters.")
            self.fields["place"] = forms.CharField(label=_("Code"), max_length=2, help_text=code_help)
        self.values = value_fields(subject)
        self.fields.update(self.values)
        known = Certainty if subject in Term.Name.values else Confidence
        self.fields["confidence"] = forms.ChoiceField(label=_("Reliability"), choices=known.choices)
        self.fields["source_zh"] = forms.CharField(
            label=_("Source"),
            max_length=TEXT_LIMIT,
            help_text=_("The text and its place, in Chinese, as another person can find it."),
        )
        self.fields["source_en"] = forms.CharField(
            label=_("Source in English"),
            max_length=TEXT_LIMIT,
            required=False,
            help_text=_("For the English page; empty: the source stands there as typed above."),
        )
        if siblings and subject in OF_AN_ECONOMY:
            self.fields["whole_economy"] = forms.BooleanField(label=_("For all countries of the economy"), required=False)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
        )

    def given(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        typed = dict(self.cleaned_data)
        return {"values": {name: typed.pop(name) for name in self.values}} | typed
