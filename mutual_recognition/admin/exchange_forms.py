"""Forms of the exchange's pages. They only read what was typed; services decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import NativeDate
from enterprises.models import Enterprise
from mutual_recognition.exchange.eligibility import consent_economies, partners_told
from mutual_recognition.models import ECONOMIES, Partner


class ReasonForm(forms.Form):
    """Why an act is done."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ConsentForm(forms.Form):
    """The consent of a firm, which is named by its customs code."""

    customs_code = forms.CharField(label=_("Customs code"), max_length=10)
    economy = forms.ChoiceField(
        label=_("Economy"), help_text=_("Only those that need consent. One consent serves all countries of the EU.")
    )
    given_on = forms.DateField(label=_("Consent given on"), widget=NativeDate)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, help_text=_("Where the firm's signed consent is kept."))
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = consent_economies(partners_told(today))
        names = {partner.pk: partner.name for partner in Partner.objects.filter(pk__in=codes)}
        economies = [(code, ECONOMIES.get(code, names.get(code, code))) for code in codes]
        self.fields["economy"].choices = economies  # type: ignore[attr-defined]
        self.fields["given_on"].widget.attrs["max"] = today.isoformat()

    def clean_customs_code(self) -> str:
        """A firm that is registered."""
        code = self.cleaned_data["customs_code"].strip().upper()
        self.enterprise = Enterprise.objects.filter(customs_code=code).first()
        if self.enterprise is None:
            raise forms.ValidationError(_("No firm has this customs code."))
        return code


class WithdrawalForm(forms.Form):
    """The day from which a firm's data go out no more."""

    withdrawn_on = forms.DateField(
        label=_("Consent withdrawn on"),
        widget=NativeDate,
        help_text=_("From this day on the firm is told to the partner no more."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
