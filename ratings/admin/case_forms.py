"""Forms of the acts on a case. They only read what was typed; services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from enterprises.admin.delivery_form import ManyFilesInput
from ratings.levels import Level
from ratings.models import Case, Letter
from ratings.selectors.cases import workers_of
from ratings.services.case_decisions import decidable_levels
from ratings.services.notices import latest_notice

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


class ActForm(forms.Form):
    """An act that asks for nothing more; others add to it. `seen` is the last act that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data


class FactsForm(ActForm):
    """What a notice says beside the frozen facts."""

    facts = forms.CharField(
        label=gettext_lazy("Further facts for the letter"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy(
            "In Chinese, as the firm is to read it. Grounds, figures and evidence come from the frozen facts."
        ),
    )


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


class DefenceForm(ActForm):
    """What the firm states."""

    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=NativeDate)
    points = forms.CharField(
        label=gettext_lazy("Points"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("One point a line; each needs a finding later."),
    )
    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))

    def values(self) -> dict[str, Any]:
        """The points as a list."""
        return self.cleaned_data | {"points": self.cleaned_data["points"].splitlines()}


class VerificationForm(ActForm):
    """A finding on each point of the last defence."""

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.points = latest_notice(case).defence.points
        choices = [("", "–"), ("yes", gettext_lazy("accepted")), ("no", gettext_lazy("not accepted"))]
        for number, point in enumerate(self.points, 1):
            label = _("Point %(n)s") % {"n": number}
            self.fields[f"accepted_{number}"] = forms.ChoiceField(label=label, choices=choices)
            self.fields[f"accepted_{number}"].widget.attrs["title"] = point["stated"]
            self.fields[f"finding_{number}"] = forms.CharField(
                label=_("Finding on point %(n)s: “%(stated)s”") % {"n": number, "stated": point["stated"]},
                max_length=TEXT_LIMIT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def values(self) -> dict[str, Any]:
        """The findings in the order of the points."""
        data = self.cleaned_data
        numbers = range(1, len(self.points) + 1)
        findings = [{"accepted": data[f"accepted_{n}"] == "yes", "finding": data[f"finding_{n}"]} for n in numbers]
        return {"seen": data["seen"], "findings": findings}


class ReasonsForm(ActForm):
    """Why a case is dropped."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("In Chinese, as the firm is to read it."),
    )


class DecisionForm(ReasonsForm):
    """The level that is decided, and why."""

    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        help_text=gettext_lazy("The one that the firm was told of upholds it; a milder one changes it."),
    )
    field_order = ["seen", "level", "reasons"]

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in reversed(decidable_levels(case))]  # type: ignore[attr-defined]


class HandOverForm(ActForm):
    """To whom, and what they must know."""

    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=User.objects.none())
    note = forms.CharField(label=gettext_lazy("Note"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["to"].queryset = workers_of(case)  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    """A case that an officer opens."""

    indicated_level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[(level.value, level.label) for level in Level if level is not Level.ADVANCED_CERTIFIED],
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))
