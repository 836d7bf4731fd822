"""The pages of an exclusion of credit repair."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, NoteForm, OpeningForm, PapersField
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.levels import ADVERSE
from ratings.models import Case, RepairExclusion
from ratings.services import exclusions


class RecordForm(OpeningForm):
    """What is recorded, by which text, and why it applies."""

    what = forms.ChoiceField(label=gettext_lazy("What is recorded"), choices=RepairExclusion.What.choices)
    basis = forms.CharField(
        label=gettext_lazy("Law or policy"),
        max_length=200,
        help_text=gettext_lazy("Its title, number and article, in Chinese, as the decision is to cite it."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it applies"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))
    papers = PapersField(label=gettext_lazy("Papers"), help_text=gettext_lazy("Each at most 20 MB."))


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] in ADVERSE


def _section(case: Case, today: date) -> Rendered:
    return Rendered("ratings/exclusion_case.html", {"exclusion": case.exclusion})


PAGES = KindPages(
    kind=Case.Kind.EXCLUSION,
    acts={
        "exclusion_approve": ActPage(ActForm, exclusions.exclusion_approve),
        "exclusion_reject": ActPage(NoteForm, exclusions.exclusion_reject),
    },
    opening=Opening(
        title=gettext_lazy("Record an exclusion of repair"),
        introduction=gettext_lazy(
            "Where law or central policy excludes the repair of the firm's rating. It counts once another person approves it, "
            "and it may be recorded the same way that it has ended."
        ),
        form=RecordForm,
        service=exclusions.exclusion_open,
        offered=_offered,
    ),
    section=_section,
)
