"""The pages of an application for certification."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import (
    AREA,
    TEXT_LIMIT,
    ActForm,
    DecisionServiceForm,
    NoteForm,
    OpeningForm,
    PapersField,
    ReasonsForm,
)
from ratings.admin.case_kinds import examination
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.levels import AEO, Level
from ratings.models import Case, ClockStop
from ratings.selectors.applications import running_stop, sheet_of
from ratings.services import applications, certification_decisions
from ratings.services.certification_decisions import grantable_levels

AEO_CHOICES = [(level.value, level.label) for level in Level if level in AEO]


class OpenForm(OpeningForm):
    """An application as it came."""

    level = forms.ChoiceField(label=gettext_lazy("Level applied for"), choices=AEO_CHOICES)
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=NativeDate)
    papers = PapersField(
        label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("The application; each at most 20 MB.")
    )


class StopForm(ActForm):
    """Why and from when the clock stands."""

    cause = forms.ChoiceField(label=gettext_lazy("What runs"), choices=ClockStop.Cause.choices)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=NativeDate)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))


class ResumeForm(ActForm):
    """When the clock runs on."""

    ends_on = forms.DateField(label=gettext_lazy("First day that counts again"), widget=NativeDate)


class ExtensionForm(ActForm):
    """Why the time is extended."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))


class PutRightForm(NoteForm):
    """What the firm must put right, and until when."""

    until = forms.DateField(label=gettext_lazy("Until"), widget=NativeDate)
    field_order = ["seen", "until", "note"]


class WithdrawalForm(NoteForm):
    """How the firm withdrew."""

    papers = PapersField(label=gettext_lazy("Papers"), help_text=gettext_lazy("The firm's paper, at most 20 MB."))


class DecisionForm(ReasonsForm):
    """What is decided, and why."""

    level = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    field_order = ["seen", "level", "reasons"]

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        levels = [(level.value, level.label) for level in grantable_levels(case)]
        self.fields["level"].choices = [*levels, ("", gettext_lazy("Refused"))]  # type: ignore[attr-defined]


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    regular_or_certified = said["level_in_force"] in (Level.REGULAR, Level.CERTIFIED)
    return person.may(Action.WORK_CASE, firm.district) and regular_or_certified


def _section(case: Case, today: date) -> Rendered:
    sheet = sheet_of(case.application, today)
    return Rendered(
        "ratings/application.html",
        {
            "application": case.application,
            "examiners": case.examiners.filter(ended_on__isnull=True).select_related("person"),
            "stops": case.clock_stops.all(),
            "stands": running_stop(case),
            "sheet": sheet,
            "level": case.application.get_level_display(),
        },
    )


PAGES = KindPages(
    kind=Case.Kind.CERTIFICATION,
    acts={
        **examination.ACTS,
        "examiners_assign": ActPage(examination.ExaminersForm, applications.examiners_assign),
        "clock_stop": ActPage(StopForm, applications.clock_stop),
        "clock_resume": ActPage(ResumeForm, applications.clock_resume),
        "deadline_extend": ActPage(ExtensionForm, applications.deadline_extend),
        "rectify_first": ActPage(PutRightForm, applications.rectify_first),
        "examination_resume": ActPage(NoteForm, applications.examination_resume),
        "certification_draft": ActPage(DecisionForm, certification_decisions.certification_draft),
        "certification_sign": ActPage(ActForm, certification_decisions.certification_sign),
        "certification_serve": ActPage(DecisionServiceForm, certification_decisions.certification_serve),
        "application_withdraw": ActPage(WithdrawalForm, applications.application_withdraw),
    },
    opening=Opening(
        title=gettext_lazy("Record an application for certification"),
        introduction=gettext_lazy(
            "The time for the decision runs from the receipt. A bar, an adverse level or a running case stands against it."
        ),
        form=OpenForm,
        service=applications.application_open,
        offered=_offered,
    ),
    section=_section,
)
