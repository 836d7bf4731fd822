"""The pages that an application for certification and a review share: the acts of their examination."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, PapersField
from ratings.admin.case_kinds.kind_pages import ActPage
from ratings.certification.grades import INDIVIDUAL_DIMENSIONS
from ratings.levels import Level
from ratings.models import Case, FinancialStatement
from ratings.selectors.applications import examination_of, examiners_for
from ratings.services import examinations, score_sheet
from ratings.services.score_sheet import STATEMENT_FIELDS


class ExaminersForm(ActForm):
    """Who examines, and by which individual standards."""

    examiners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Examiners"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    individual = forms.MultipleChoiceField(
        label=gettext_lazy("Individual standards that apply"),
        choices=[(value.value, value.label) for value in INDIVIDUAL_DIMENSIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["examiners"].queryset = examiners_for(case)  # type: ignore[attr-defined]
        if examination_of(case).level != Level.ADVANCED_CERTIFIED:
            del self.fields["individual"]


class VisitForm(ActForm):
    """A day on site."""

    visited_on = forms.DateField(label=gettext_lazy("Day of the visit"), widget=NativeDate)
    people = forms.CharField(
        label=gettext_lazy("People met"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label=gettext_lazy("What was seen"), max_length=TEXT_LIMIT, required=False, widget=forms.Textarea(attrs=AREA)
    )
    papers = PapersField(
        label=gettext_lazy("Photographs and papers"), required=False, help_text=gettext_lazy("Each at most 20 MB.")
    )


class StatementForm(ActForm):
    """The figures of an audited statement, in yuan."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        for name in STATEMENT_FIELDS:
            label = FinancialStatement._meta.get_field(name).verbose_name
            self.fields[name] = forms.DecimalField(label=label, max_digits=18, decimal_places=2)

    def values(self) -> dict[str, Any]:
        """The figures together."""
        data = self.cleaned_data
        return {"seen": data["seen"], "year": data["year"], "figures": {name: data[name] for name in STATEMENT_FIELDS}}


ACTS = {
    "sheet_fill": ActPage(ActForm, score_sheet.sheet_fill),
    "visit_record": ActPage(VisitForm, examinations.visit_record),
    "statement_record": ActPage(StatementForm, score_sheet.statement_record),
}
"""By name of the act; evidence is attached on the sheet itself."""
