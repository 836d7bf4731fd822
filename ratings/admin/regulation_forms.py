"""Forms of the rulebook's pages. They only read what was typed; services decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import NativeDate
from ratings.models import FigureAmendment
from ratings.regulation.parameters import Figure

TEXT_LIMIT = 300


class DayForm(forms.Form):
    """The day whose rulebook is shown."""

    on = forms.DateField(label=_("In force on"), widget=NativeDate, required=False)


class ProposalForm(forms.Form):
    """A value, or a status, for a figure from a day on."""

    value = forms.CharField(
        label=_("Value"), required=False, max_length=40, help_text=_("Empty where the status is unknown.")
    )
    status = forms.ChoiceField(label=_("Status"), choices=FigureAmendment.Status.choices)
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=NativeDate,
        help_text=_("It counts for every day from this one on, past days included."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=TEXT_LIMIT, help_text=_("The text and its article, as another person can find it.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def for_figure(cls, figure: Figure, day: date, data: Any = None) -> "ProposalForm":
        """The form, filled with how the figure stands on the day."""
        return cls(data, initial={"value": figure.text, "status": figure.status, "valid_from": day})


class DecisionForm(forms.Form):
    """What the second person, or who withdraws, says."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to reject or withdraw; history keeps it."),
    )  # fmt: skip
