"""The pages of an objection."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, DecisionServiceForm, OpeningForm, PapersField, ReasonsForm
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.models import Case, Objection
from ratings.selectors.corrections import correction_of, corrections_for
from ratings.selectors.published import published_of
from ratings.services import objections


class OpenForm(OpeningForm):
    """An objection as it came."""

    objector = forms.CharField(label=gettext_lazy("Who objects"), max_length=200)
    contact = forms.CharField(label=gettext_lazy("Contact"), max_length=200)
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=NativeDate)
    published = forms.ChoiceField(
        label=gettext_lazy("Published data"), help_text=gettext_lazy("What the portal holds is frozen as it is today.")
    )
    datum = forms.CharField(
        label=gettext_lazy("Which one"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("The field, or its number; needed where the portal does not hold the datum."),
    )
    statement = forms.CharField(
        label=gettext_lazy("What is stated"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA)
    )
    papers = PapersField(label=gettext_lazy("Evidence"), help_text=gettext_lazy("Each at most 20 MB."))

    def __init__(self, firm: Enterprise, *args: Any, **kwargs: Any) -> None:
        super().__init__(firm, *args, **kwargs)
        self.fields["published"].choices = [("", "–"), *_groups(firm)]  # type: ignore[attr-defined]


class ExaminationForm(ActForm):
    """What the re-examination found."""

    well_founded = forms.TypedChoiceField(
        label=gettext_lazy("The objection is"),
        choices=[("", "–"), ("yes", gettext_lazy("well founded")), ("no", gettext_lazy("not well founded"))],
        coerce=lambda value: value == "yes",
    )
    finding = forms.CharField(
        label=gettext_lazy("Finding"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("In Chinese, as the objector is to read it."),
    )
    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))


class CorrectionForm(ActForm):
    """What corrected the data."""

    correction = forms.ChoiceField(
        label=gettext_lazy("Correction"),
        help_text=gettext_lazy("What changed of the firm since the objection came; the newest of each kind first."),
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        self.fields["correction"].choices = [("", "–"), *((each.value, each.label) for each in corrections_for(case))]  # type: ignore[attr-defined]


def _groups(firm: Enterprise) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is published of the firm, by its kind, as a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {subject: [] for subject in Objection.Subject.values}
    for about in published_of(firm):
        groups[about.subject].append((about.value, about.label or _("not held in the portal")))
    return [(str(Objection.Subject(subject).label), choices) for subject, choices in groups.items()]


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district)


def _section(case: Case, today: date) -> Rendered:
    objection = case.objection
    return Rendered("ratings/objection.html", {"objection": objection, "correction": correction_of(objection)})


PAGES = KindPages(
    kind=Case.Kind.OBJECTION,
    acts={
        "objection_examine": ActPage(ExaminationForm, objections.objection_examine),
        "objection_draft": ActPage(ReasonsForm, objections.objection_draft),
        "objection_sign": ActPage(ActForm, objections.objection_sign),
        "objection_serve": ActPage(DecisionServiceForm, objections.objection_serve),
        "objection_serve_first": ActPage(DecisionServiceForm, objections.objection_serve_first),
        "correction_link": ActPage(CorrectionForm, objections.correction_link),
        "correction_link_last": ActPage(CorrectionForm, objections.correction_link_last),
    },
    opening=Opening(
        title=gettext_lazy("Record an objection"),
        introduction=gettext_lazy(
            "Anyone may object to published credit data with evidence. It is answered within the days of the law."
        ),
        form=OpenForm,
        service=objections.objection_open,
        offered=_offered,
    ),
    section=_section,
)
