"""The pages of a suspension of AEO measures, and of its end."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.admin_base import NativeDate
from accounts.models import User
from accounts.roles import Action
from enterprises.models import Enterprise
from enterprises.panels import Rendered
from ratings.admin.case_forms import AREA, TEXT_LIMIT, ActForm, DecisionServiceForm, OpeningForm, ReasonsForm
from ratings.admin.case_kinds.kind_pages import ActPage, KindPages, Opening
from ratings.assessment.explain import Explanation
from ratings.levels import AEO
from ratings.models import Case, SuspensionOrder
from ratings.selectors.suspensions import causes_of, must_suspend, risk_of
from ratings.services import resumptions, suspensions


class OrderForm(ReasonsForm):
    """From which day, and why."""

    from_on = forms.DateField(
        label=gettext_lazy("Suspended from"),
        widget=NativeDate,
        help_text=gettext_lazy("Today or later; the order takes effect with its service at the earliest."),
    )
    field_order = ["seen", "from_on", "reasons"]


class OpenForm(OpeningForm):
    """A suspension that an officer opens."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        choices=[
            *SuspensionOrder.Risk.choices,
            (suspensions.FACTS, gettext_lazy("a criminal case or an investigation that stands today")),
        ],
        help_text=gettext_lazy(
            "A risk suspends the guarantee waiver alone; a case or an investigation suspends all measures."
        ),
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs=AREA))


class EndForm(OpeningForm):
    """The end of a suspension that an officer opens."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("Why its causes are gone."),
    )


def _is_offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    return person.may(Action.WORK_CASE, firm.district) and said["level_in_force"] in AEO


def _end_is_offered(person: User, firm: Enterprise, said: Explanation) -> bool:
    running = SuspensionOrder.objects.filter(enterprise=firm, to_on__isnull=True, end_case__isnull=True)
    return person.may(Action.WORK_CASE, firm.district) and running.exists()


def _section(case: Case, today: date) -> Rendered:
    causes, risk = causes_of(case, today), risk_of(case)
    context: dict[str, Any] = {
        "order": SuspensionOrder.objects.filter(case=case).select_related("ordered_by", "ended_by").first(),
        "must": must_suspend(causes),
        "may": bool(causes),
        "risk": SuspensionOrder.Risk(risk).label if risk else "",
    }
    return Rendered("ratings/suspension_case.html", context)


def _end_section(case: Case, today: date) -> Rendered:
    orders = SuspensionOrder.objects.filter(end_case=case).select_related("case", "ordered_by", "ended_by")
    return Rendered("ratings/resumption_case.html", {"orders": orders})


PAGES = KindPages(
    kind=Case.Kind.SUSPENSION,
    acts={
        "suspension_draft": ActPage(OrderForm, suspensions.suspension_draft),
        "suspension_sign": ActPage(ActForm, suspensions.suspension_sign),
        "suspension_serve": ActPage(DecisionServiceForm, suspensions.suspension_serve),
        "suspension_decline": ActPage(ReasonsForm, suspensions.suspension_decline),
        "suspension_decline_sign": ActPage(ActForm, suspensions.suspension_decline_sign),
    },
    opening=Opening(
        title=gettext_lazy("Open a suspension"),
        introduction=gettext_lazy(
            "The level stays. Officers open it for a financial risk or signs of hiding assets; what is filed or investigated "
            "is proposed by the night."
        ),
        form=OpenForm,
        service=suspensions.suspension_open,
        offered=_is_offered,
    ),
    section=_section,
)

END_PAGES = KindPages(
    kind=Case.Kind.RESUMPTION,
    acts={
        "resumption_draft": ActPage(ReasonsForm, resumptions.resumption_draft),
        "resumption_sign": ActPage(ActForm, resumptions.resumption_sign),
        "resumption_serve": ActPage(DecisionServiceForm, resumptions.resumption_serve),
        "resumption_drop": ActPage(ReasonsForm, resumptions.resumption_drop),
    },
    opening=Opening(
        title=gettext_lazy("Open the end of a suspension"),
        introduction=gettext_lazy(
            "A suspension ends when its cause does: the night proposes it where case and investigation are over. For a risk "
            "an officer says that it is gone."
        ),
        form=EndForm,
        service=resumptions.resumption_open,
        offered=_end_is_offered,
    ),
    section=_end_section,
)
