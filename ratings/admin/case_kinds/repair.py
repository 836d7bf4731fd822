"""The pages of a credit repair."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, DecisionServiceForm, OpeningForm, PapersField, ReasonsForm
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation, judge_one
from ratings.levels import ADVERSE
from ratings.models import Case
from ratings.rulebooks import rulebook_for
from ratings.selectors.repair import repair_standing
from ratings.selectors.repair_words import TITLES, point_text
from ratings.services import repairs

YES_NO = [("", "–"), ("yes", gettext_lazy("holds")), ("no", gettext_lazy("does not hold"))]


class ApplicationForm(OpeningForm):
    """What the firm applies with."""

    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=NativeDate)
    corrected = forms.CharField(
        label=gettext_lazy("What was corrected"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA)
    )
    effects = forms.CharField(
        label=gettext_lazy("How the effects were removed"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA)
    )
    papers = PapersField(label=gettext_lazy("Papers"), required=False, help_text=gettext_lazy("Each at most 20 MB."))


class CheckForm(ActForm):
    """Each condition: what the portal finds is confirmed; what it cannot find is judged."""

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, *args, **kwargs)
        judgment = judge_one(case.enterprise, timezone.localdate())
        standing = repair_standing(case.enterprise, judgment, timezone.localdate())
        self.points = standing.points if standing else []
        for point in self.points:
            code = point["code"]
            self.fields[code] = forms.ChoiceField(
                label=TITLES[code], choices=YES_NO, help_text=point_text(point, judgment.rulebook)
            )
        for code in repairs.OWN_POINTS:
            self.fields[code] = forms.ChoiceField(label=TITLES[code], choices=YES_NO)
            self.fields[f"{code}_finding"] = forms.CharField(
                label=gettext_lazy("Finding"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
            )

    def values(self) -> dict[str, Any]:
        """The findings by condition."""
        data = self.cleaned_data
        codes = [*(point["code"] for point in self.points), *repairs.OWN_POINTS]
        findings = {code: {"holds": data[code] == "yes", "finding": data.get(f"{code}_finding", "")} for code in codes}
        return {"seen": data["seen"], "findings": findings}


class DecisionForm(ReasonsForm):
    """Granted or not, and why."""

    granted = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("", "–"), ("yes", gettext_lazy("repair granted")), ("no", gettext_lazy("repair not granted"))],
    )
    field_order = ["seen", "granted", "reasons"]

    def values(self) -> dict[str, Any]:
        """Granted as a truth."""
        return self.cleaned_data | {"granted": self.cleaned_data["granted"] == "yes"}


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] in ADVERSE


def _section(case: Case, today: date) -> Rendered:
    application, points = case.repair, []
    if application.checked:
        rulebook = rulebook_for(date.fromisoformat(application.checked["as_of"]))
        points = [
            {"title": TITLES[point["code"]], "holds": point["holds"], "text": point_text(point, rulebook)}
            for point in application.checked["points"]
        ]
        points += [
            {"title": TITLES[own["code"]], "holds": own["holds"], "text": own["finding"]}
            for own in application.checked["own"]
        ]
    context = {"application": application, "points": points, "checked": application.checked}
    if points:
        context |= {"checked_on": date.fromisoformat(application.checked["as_of"]), "rulebook": rulebook}
    return Rendered("ratings/repair_case.html", context)


PAGES = KindPages(
    kind=Case.Kind.REPAIR,
    acts={
        "repair_check": ActPage(CheckForm, repairs.repair_check),
        "repair_decision_draft": ActPage(DecisionForm, repairs.repair_decision_draft),
        "repair_decision_sign": ActPage(ActForm, repairs.repair_decision_sign),
        "repair_decision_serve": ActPage(DecisionServiceForm, repairs.repair_decision_serve),
        "repair_close": ActPage(ReasonsForm, repairs.repair_close),
    },
    opening=Opening(
        title=gettext_lazy("Take an application for repair"),
        introduction=gettext_lazy(
            "Taken where the firm may apply on the day of receipt; otherwise the portal says the day or the reason. The time "
            "for the decision runs from receipt."
        ),
        form=ApplicationForm,
        service=repairs.repair_receive,
        offered=_offered,
    ),
    section=_section,
)
