"""What the list of partners can be narrowed by, and the day it is shown for."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import NativeDate
from mutual_recognition.models import Confidence, Partner, PartnerQuerySet

ANY = [("", _("all"))]
UNCONFIRMED = "unconfirmed"
RELIABILITY = [*ANY, (UNCONFIRMED, _("to be verified")), *Confidence.choices]


class PartnerFilters(forms.Form):
    """The filter bar. A value that is not understood narrows nothing and is told beside its field."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)
    region = forms.ChoiceField(label=_("Region"), required=False, choices=ANY + Partner.Region.choices)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=ANY + Partner.Status.choices)
    confidence = forms.ChoiceField(label=_("Reliability"), required=False, choices=RELIABILITY)
    on = forms.DateField(label=_("As of"), required=False, widget=NativeDate)

    def __init__(self, query: QueryDict, *, today: date) -> None:
        super().__init__(query, label_suffix="")
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date | None:
        """A past day; today's list is the list without a day."""
        on = self.cleaned_data["on"]
        if on and on > self.today:
            raise ValidationError(_("That day has not come yet: the list is shown as it stands today."))
        return on if on != self.today else None

    def narrow(self, partners: PartnerQuerySet) -> PartnerQuerySet:
        """The partners with the chosen region, status, reliability, and part of a name or the code."""
        chosen = self.cleaned_data
        if chosen.get("region"):
            partners = partners.filter(region=chosen["region"])
        if status := chosen.get("status"):
            signed = status == Partner.Status.SIGNED
            partners = partners.signed_only(self.today) if signed else partners.implemented().begun(self.today)
        if chosen.get("confidence") == UNCONFIRMED:
            partners = partners.unconfirmed()
        elif chosen.get("confidence"):
            partners = partners.filter(confidence=chosen["confidence"])
        if text := chosen.get("q", "").strip():
            partners = partners.filter(Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(iso2__iexact=text))
        return partners
