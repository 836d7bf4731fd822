"""The forms of partners' lists and of checking codes."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin_base import NativeDate
from mutual_recognition.models import FirmStatus, Partner, PartnerQuerySet

ANY = [("", _("all"))]
LIST_FILES = {"accept": ".csv,.xlsx"}
CODES_FILE_HELP = format_lazy(
    _("CSV or XLSX with the columns {code} and {name}."), code="<code>code</code>", name="<code>name</code>"
)


class PartnerChoice(forms.ModelChoiceField):
    """Partners by name and code."""

    queryset: PartnerQuerySet

    def label_from_instance(self, obj: Partner) -> str:
        return f"{obj.iso2} {obj.name}"


class ListForm(forms.Form):
    """A partner's list."""

    partner = PartnerChoice(label=_("partner"), queryset=Partner.objects.all())
    as_of = forms.DateField(label=_("list as of"), widget=NativeDate, help_text=_("The day for which the partner made it."))
    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs=LIST_FILES), help_text=_("CSV in UTF-8, or XLSX."))
    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("How the list came here, as in a letter's number.")
    )


class DecisionForm(forms.Form):
    """Why a list is accepted or left out."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class _OnDay(forms.Form):
    on = forms.DateField(label=_("for the day"), widget=NativeDate)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """A day that has come."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("That day has not come yet: lists speak of days up to today."))
        return on


class CodeForm(_OnDay):
    """One code to check."""

    code = forms.CharField(label=_("code"), max_length=80, help_text=_("As on the declaration: SG123456789012."))
    name = forms.CharField(
        label=pgettext_lazy("firm", "name"),
        max_length=300,
        required=False,
        help_text=_("As on the declaration; without it only the code is checked."),
    )
    field_order = ("code", "name", "on")


class CodesFileForm(_OnDay):
    """A file of codes to check."""

    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs=LIST_FILES), help_text=CODES_FILE_HELP)
    field_order = ("file", "on")


class FirmFilters(forms.Form):
    """The filter bar of the register; what is not understood narrows nothing and is told beside its field."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)
    partner = PartnerChoice(label=_("partner"), queryset=Partner.objects.all(), required=False, empty_label=_("all"))
    status = forms.ChoiceField(label=_("status"), required=False, choices=ANY + FirmStatus.choices)
    on = forms.DateField(label=_("As of"), required=False, widget=NativeDate)
