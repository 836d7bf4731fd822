"""The pages of an adverse case."""

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
from ratings.admin.case_forms import (
    AREA,
    TEXT_LIMIT,
    ActForm,
    DecisionServiceForm,
    OpeningForm,
    PapersField,
    ReasonsForm,
    ServiceForm,
)
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.levels import ADVERSE, Level
from ratings.models import Case
from ratings.selectors.rectifications import founding_rectifications
from ratings.services import case_decisions, casework, defences, notices
from ratings.services.case_decisions import decidable_levels
from ratings.services.notices import latest_notice


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


class OpenForm(OpeningForm):
    """A case that an officer opens."""

    indicated_level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[(level.value, level.label) for level in Level if level is not Level.ADVANCED_CERTIFIED],
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] not in (None, Level.SERIOUSLY_DISCREDITED)


def _section(case: Case, today: date) -> Rendered | None:
    found = list(founding_rectifications(case)) if case.indicated_level not in ADVERSE else []
    return Rendered("ratings/case_founding_rectifications.html", {"rectifications": found}) if found else None


PAGES = KindPages(
    kind=Case.Kind.LOWER,
    acts={
        "notice_draft": ActPage(FactsForm, notices.notice_draft),
        "supplement_draft": ActPage(FactsForm, notices.supplement_draft),
        "notice_sign": ActPage(ActForm, notices.notice_sign),
        "notice_serve": ActPage(ServiceForm, notices.notice_serve),
        "defence_record": ActPage(DefenceForm, defences.defence_record),
        "defence_absence_record": ActPage(ActForm, defences.defence_absence_record),
        "defence_verify": ActPage(VerificationForm, defences.defence_verify),
        "decision_draft": ActPage(DecisionForm, case_decisions.decision_draft),
        "dismissal_draft": ActPage(ReasonsForm, case_decisions.dismissal_draft),
        "decision_sign": ActPage(ActForm, case_decisions.decision_sign),
        "dismissal_sign": ActPage(ActForm, case_decisions.dismissal_sign),
        "decision_serve": ActPage(DecisionServiceForm, case_decisions.decision_serve),
    },
    opening=Opening(
        title=gettext_lazy("Open an adverse case"),
        introduction=gettext_lazy(
            "The grounds and evidence of today are frozen with the case. An adverse level needs a ground that is met today; "
            "a lower AEO level needs the reasons alone."
        ),
        form=OpenForm,
        service=casework.case_open,
        offered=_offered,
        initial=lambda said: {"indicated_level": said["indicated_level"]},
    ),
    section=_section,
)
