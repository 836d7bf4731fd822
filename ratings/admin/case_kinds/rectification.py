"""The pages of a rectification case."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, OpeningForm, PapersField, ReasonsForm, ServiceForm
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation, as_date, explain_one
from ratings.certification.standards import Standard, all_standards, standards_for
from ratings.levels import AEO
from ratings.models import Case, Milestone
from ratings.selectors.rectifications import adjusting_cases, ended_unserved
from ratings.services import rectification_cases as service


def title_of(standard: Standard) -> str:
    """An item by its code and title, in the reader's language."""
    return f"{standard.code} {standard.title_zh if (get_language() or 'zh').startswith('zh') else standard.title_en}"


class ApplicationForm(OpeningForm):
    """What the firm applies for."""

    applied_on = forms.DateField(label=gettext_lazy("Received on"), widget=NativeDate)
    standards = forms.MultipleChoiceField(
        label=gettext_lazy("Failed standards"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Reported, to be verified. Additional items cannot be rectified."),
    )
    minor = forms.CharField(
        label=gettext_lazy("Why the failure is minor"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA)
    )
    unintended = forms.CharField(
        label=gettext_lazy("Why it was not intended"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA)
    )
    papers = PapersField(label=gettext_lazy("Papers"), help_text=gettext_lazy("Each at most 20 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = standards_for(self.initial.get("level") or "")
        self.fields["standards"].choices = [(item.code, title_of(item)) for item in items]  # type: ignore[attr-defined]


class GrantForm(ReasonsForm):
    """The period that is granted."""

    due_on = forms.DateField(label=gettext_lazy("Last day of the period"), widget=NativeDate)
    milestones = forms.CharField(
        label=gettext_lazy("Milestones"),
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("One a line: the day, a blank, what is to be done, as in 2026-09-30 …"),
    )
    field_order = ["seen", "due_on", "milestones", "reasons"]

    def clean_milestones(self) -> list[tuple[date, str]]:
        """Days and what is due by them. Raises ValidationError with the line that is not understood."""
        found = []
        for line in filter(str.strip, self.cleaned_data["milestones"].splitlines()):
            day, _blank, what = line.strip().partition(" ")
            try:
                found.append((date.fromisoformat(day), what.strip()))
            except ValueError:
                what = ""
            if not what.strip() or len(what) > 200:
                raise ValidationError(_("Write a day, a blank, and at most 200 characters: %(line)s") % {"line": line})
        return found


class MilestoneForm(ActForm):
    """What came of a milestone."""

    milestone = forms.ModelChoiceField(label=gettext_lazy("Milestone"), queryset=Milestone.objects.none())
    done_on = forms.DateField(label=gettext_lazy("Reached on"), widget=NativeDate)
    result = forms.CharField(label=gettext_lazy("Result"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))
    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        waiting = case.rectification.milestones.filter(done_on__isnull=True)
        self.fields["milestone"].queryset = waiting  # type: ignore[attr-defined]


class ResultForm(ActForm):
    """How the rectification ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[
            (service.PASSED, gettext_lazy("passed: the level stands")),
            (service.FAILED, gettext_lazy("failed: a case to adjust the level opens")),
            (service.GIVEN_UP, gettext_lazy("given up by the firm: as failed")),
        ],
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("In Chinese, as the firm is to read it."),
    )
    papers = PapersField(label=gettext_lazy("Papers"), help_text=gettext_lazy("Each at most 20 MB."))


class WithdrawalForm(ReasonsForm):
    """Why there is nothing to decide any more."""

    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] in AEO


def _section(case: Case, today: date) -> Rendered:
    own = case.rectification
    return Rendered("ratings/case_rectification.html", {
        "application": own,
        "standards": [(title_of(item), item) for item in (all_standards()[code] for code in own.standards)],
        "milestones": own.milestones.all(),
        "protected_until": as_date(explain_one(case.enterprise, today)["protected_until"]),
        "ended_unserved": ended_unserved(case, today),
        "adjusting": adjusting_cases(own),
        "today": today,
    })  # fmt: skip


PAGES = KindPages(
    kind=Case.Kind.RECTIFICATION,
    acts={
        "rectify_grant_draft": ActPage(GrantForm, service.rectify_grant_draft),
        "rectify_grant_sign": ActPage(ActForm, service.rectify_grant_sign),
        "rectify_refusal_draft": ActPage(ReasonsForm, service.rectify_refusal_draft),
        "rectify_refusal_sign": ActPage(ActForm, service.rectify_refusal_sign),
        "rectify_serve": ActPage(ServiceForm, service.rectify_serve),
        "rectify_milestone_record": ActPage(MilestoneForm, service.rectify_milestone_record),
        "rectify_result_draft": ActPage(ResultForm, service.rectify_result_draft),
        "rectify_result_sign": ActPage(ActForm, service.rectify_result_sign),
        "rectify_withdraw": ActPage(WithdrawalForm, service.rectify_withdraw),
    },
    opening=Opening(
        title=gettext_lazy("Record an application for rectification"),
        introduction=gettext_lazy(
            "For a minor, unintended failure of a standard. The period protects the level until it ends, never against a "
            "ground of discredit."
        ),
        form=ApplicationForm,
        service=service.rectification_apply,
        offered=_offered,
        initial=lambda said: {"level": said["level_in_force"]},
    ),
    section=_section,
)
