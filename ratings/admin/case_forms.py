"""Forms that the acts of several kinds of case share. They only read what was typed; services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from enterprises.admin.delivery_form import ManyFilesInput
from enterprises.models import Enterprise
from ratings.models import Case, Letter
from ratings.selectors.cases import workers_of

AREA = {"rows": 5}
TEXT_LIMIT = 5000


class PapersField(forms.FileField):
    """Several papers, or none."""

    widget = ManyFilesInput

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        """The papers; their size is the service's to check. Raises ValidationError where one is needed and none came."""
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return data or []


class OpeningForm(forms.Form):
    """What is asked for when a case is opened for a firm."""

    def __init__(self, firm: Enterprise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firm = firm


class ActForm(forms.Form):
    """An act that asks for nothing more; others add to it. `seen` is the last act that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data


class ServiceForm(ActForm):
    """How and when a letter was served."""

    method = forms.ChoiceField(label=gettext_lazy("How it was served"), choices=Letter.Method.choices)
    served_on = forms.DateField(label=gettext_lazy("The firm received it on"), widget=NativeDate)
    proof = forms.FileField(
        label=gettext_lazy("Proof of service"), help_text=gettext_lazy("The receipt or record of service, at most 20 MB.")
    )


class DecisionServiceForm(ServiceForm):
    """As ServiceForm; the proof may follow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = False


class ReasonsForm(ActForm):
    """Why, as the firm is to read it."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("In Chinese, as the firm is to read it."),
    )


class NoteForm(ActForm):
    """What the next person must know."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverForm(NoteForm):
    """To whom, and what they must know."""

    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=User.objects.none())
    field_order = ["seen", "to", "note"]

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["to"].queryset = workers_of(case)  # type: ignore[attr-defined]
