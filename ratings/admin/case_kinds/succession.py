"""The pages of a merger, division or cancellation."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, NoteForm, OpeningForm, PapersField
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.models import Case, Succession
from ratings.selectors.successions import effects_of, open_cases_of, warnings_of
from ratings.services import successions


class FirmsField(forms.CharField):
    """Firms by their customs codes, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: str) -> list[Enterprise]:
        """The firms. Raises ValidationError for a code that is not known."""
        codes = [code.strip().upper() for code in super().clean(value).splitlines() if code.strip()]
        known = {firm.customs_code: firm for firm in Enterprise.objects.filter(customs_code__in=codes)}
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(_("No firm has the customs code %(code)s.") % {"code": unknown[0]})
        return [known[code] for code in dict.fromkeys(codes)]


class OpenForm(OpeningForm):
    """What happened, and to which firms."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Succession.Kind.choices)
    effective_on = forms.DateField(label=gettext_lazy("Takes effect on"), widget=NativeDate)
    others = FirmsField(
        label=gettext_lazy("Other firms before"),
        required=False,
        help_text=gettext_lazy("Customs codes, one a line; only for a merger."),
    )
    successors = FirmsField(
        label=gettext_lazy("Firms after"),
        required=False,
        help_text=gettext_lazy("Customs codes, one a line. Of an absorption, the firm that goes on."),
    )
    main = FirmsField(
        label=gettext_lazy("Takes the main rights and duties"),
        required=False,
        widget=forms.TextInput,
        help_text=gettext_lazy("The customs code of one firm after, or of the firm itself; only for such a division."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))
    papers = PapersField(label=gettext_lazy("Papers"), help_text=gettext_lazy("Each at most 20 MB."))

    def clean_main(self) -> Enterprise | None:
        """One firm, or none."""
        firms = self.cleaned_data["main"]
        if len(firms) > 1:
            raise ValidationError(_("Only one firm takes the main rights and duties."))
        return firms[0] if firms else None


def _offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district)


def _section(case: Case, today: date) -> Rendered:
    succession = case.succession
    approved = case.acts.filter(act="succession_approve").first()
    done = approved.details["effects"] if approved else []
    firms = {part.enterprise.customs_code: part for part in succession.parts.select_related("enterprise")}
    waits = case.state == Case.State.OPEN
    return Rendered(
        "ratings/succession.html",
        {
            "succession": succession,
            "effects": effects_of(succession) if waits else [],
            "done": [effect | {"part": firms[effect["firm"]]} for effect in done],
            "warnings": warnings_of(succession, today) if waits else [],
            "open_cases": open_cases_of(succession),
        },
    )


PAGES = KindPages(
    kind=Case.Kind.SUCCESSION,
    acts={
        "succession_approve": ActPage(ActForm, successions.succession_approve),
        "succession_reject": ActPage(NoteForm, successions.succession_reject),
    },
    opening=Opening(
        title=gettext_lazy("Record a merger, division or cancellation"),
        introduction=gettext_lazy(
            "Recorded on the page of a firm that ends or is divided. It has no effect until another person approves it; the page "
            "then says what the rule does to each firm."
        ),
        form=OpenForm,
        service=successions.succession_open,
        offered=_offered,
    ),
    section=_section,
)
