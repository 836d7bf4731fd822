"""The rulebook of any day, article by article, and each figure with its dated values, its history and its amendments."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import PortalModelAdmin
from accounts.roles import Action
from ratings.admin.regulation_forms import DayForm, DecisionForm, ProposalForm
from ratings.models import FigureAmendment
from ratings.regulation.parameters import (
    Figure,
    NoRulebook,
    Provision,
    Rulebook,
    all_rulebooks,
    figure_timeline,
    next_change_after,
    rulebook_on,
    rulebook_text,
)
from ratings.rulebooks import (
    approved_overlays,
    figure_history,
    figure_value_on,
    overlay_of,
)
from ratings.services.figures import (
    figure_amendment_approve,
    figure_amendment_propose,
    figure_amendment_reject,
    figure_amendment_withdraw,
)

ACTS: dict[str, tuple[Callable[..., FigureAmendment], Any]] = {
    "approve": (figure_amendment_approve, gettext_lazy("The figure counts from now on; the next night judges every firm.")),
    "reject": (figure_amendment_reject, gettext_lazy("The proposal is rejected.")),
    "withdraw": (figure_amendment_withdraw, gettext_lazy("The proposal is withdrawn.")),
}
SHOWN: dict[str, tuple[Any, Callable[[Figure], bool]]] = {
    "": (gettext_lazy("All"), lambda figure: True),
    "unverified": (gettext_lazy("To be verified"), lambda figure: not figure.policy and figure.status != "confirmed"),
    "unknown": (gettext_lazy("Unknown"), lambda figure: figure.status == "unknown"),
    "policy": (gettext_lazy("Portal policy"), lambda figure: figure.policy),
    "amended": (gettext_lazy("Amended in the portal"), lambda figure: figure.amendment is not None),
}


@admin.register(FigureAmendment)
class RulebookAdmin(PortalModelAdmin):
    """Whoever may read the portal reads the law; only the legal desk acts, and two of them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist; the list of amendments is a part of the rulebook's page."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.to_rulebook), name="ratings_figureamendment_changelist"),
            path("rulebook/", view(self.rulebook_view), name="ratings_rulebook"),
            path("rulebook/<slug:rulebook>/<slug:figure>/", view(self.figure_view), name="ratings_figure"),
            path("<int:pk>/", view(self.to_figure), name="ratings_figureamendment_change"),
            path("<int:pk>/<slug:act>/", view(self.act_view), name="ratings_figure_act"),
        ]

    def to_rulebook(self, request: HttpRequest) -> HttpResponse:
        """The list of amendments is a part of the rulebook's page."""
        self._require_reader(request)
        return HttpResponseRedirect(reverse("admin:ratings_rulebook"))

    def to_figure(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An amendment is a part of its figure's page."""
        self._require_reader(request)
        return HttpResponseRedirect(_figure_address(get_object_or_404(FigureAmendment, pk=pk)))

    def rulebook_view(self, request: HttpRequest) -> HttpResponse:
        """The rulebook in force on a day: `?on=2026-03-31`, today when none is given; `?show=` narrows the figures."""
        self._require_reader(request)
        today = timezone.localdate()
        form = DayForm(request.GET if "on" in request.GET else {"on": today})
        shown = request.GET.get("show", "")
        context: dict[str, Any] = {"title": _("Rulebook and figures"), "form": form, "today": today}
        if form.is_valid():
            day = form.cleaned_data["on"] or today
            context |= {"day": day, "shown": shown if shown in SHOWN else ""}
            overlays = approved_overlays()
            try:
                context |= _rulebook_context(rulebook_on(day, overlays), context["shown"])
                context["next_change"] = next_change_after(day, overlays)
            except NoRulebook:
                context["first"] = all_rulebooks()[0]
        return self._show(request, "ratings/rulebook.html", context)

    def figure_view(self, request: HttpRequest, rulebook: str, figure: str) -> HttpResponse:
        """One figure of a rulebook; a POST proposes an amendment."""
        self._require_reader(request)
        _require_figure(rulebook, figure)
        if request.method != "POST":
            return self._figure_page(request, rulebook, figure)
        if not request.user.may(Action.AMEND_FIGURE):
            return self._refused(request, rulebook, figure)
        form = ProposalForm(request.POST)
        if not form.is_valid():
            return self._figure_page(request, rulebook, figure, form=form)
        try:
            figure_amendment_propose(by=request.user, rulebook=rulebook, figure=figure, **form.cleaned_data)
        except ValidationError as refusal:
            _add_errors(form, refusal)
            return self._figure_page(request, rulebook, figure, form=form)
        except PermissionDenied as refusal:
            return self._figure_page(request, rulebook, figure, refusal=str(refusal), status=403)
        messages.success(request, _("Proposed: it counts once a second person of the legal desk approves it."))
        return HttpResponseRedirect(request.path)

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Approve, reject or withdraw a proposal."""
        self._require_reader(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        amendment = get_object_or_404(FigureAmendment, pk=pk)
        if act not in ACTS:
            raise Http404
        service, done = ACTS[act]
        form = DecisionForm(request.POST)
        here = (amendment.rulebook, amendment.figure)
        if not request.user.may(Action.AMEND_FIGURE):
            return self._refused(request, *here)
        if not form.is_valid():
            return self._figure_page(request, *here, decision=form)
        try:
            service(by=request.user, amendment=amendment, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            _add_errors(form, refusal)
            return self._figure_page(request, *here, decision=form)
        except PermissionDenied as refusal:
            return self._figure_page(request, *here, refusal=str(refusal), status=403)
        messages.success(request, done)
        return HttpResponseRedirect(_figure_address(amendment))

    def _refused(self, request: HttpRequest, rulebook: str, figure: str) -> HttpResponse:
        """The figure's page for who may not change it, whatever was posted."""
        refusal = _("Only the legal desk confirms or amends figures of the rulebooks.")
        return self._figure_page(request, rulebook, figure, refusal=refusal, status=403)

    def _figure_page(
        self, request: HttpRequest, rulebook: str, figure: str, *, form: Form | None = None,
        decision: Form | None = None, refusal: str = "", status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        book, overlays = rulebook_text(rulebook), approved_overlays()
        day = max(book.valid_from, min(timezone.localdate(), book.valid_to or date.max))
        current = figure_value_on(day, rulebook, figure, overlays)
        waiting = FigureAmendment.objects.of_figure(rulebook, figure).waiting().with_people().first()
        context = {
            "title": "",
            "book": book,
            "day": day,
            "figure": current,
            "timeline": reversed(figure_timeline(rulebook, figure, overlays)),
            "twins": [other for other in all_rulebooks() if other.code != rulebook and figure in other.figures],
            "grounds": [ground for ground in book.grounds.values() if figure in ground.figures],
            "waiting": waiting and _waiting_context(waiting, request, overlays),
            "may_act": request.user.may(Action.AMEND_FIGURE),
            "form": form or ProposalForm.for_figure(current, day),
            "decision": decision or DecisionForm(),
            "refusal": refusal,
            "changes": figure_history(rulebook, figure),
        }
        return self._show(request, "ratings/rulebook_figure.html", context, status)

    def _show(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        request.current_app = self.admin_site.name
        page = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, page, status=status)

    def _require_reader(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _rulebook_context(book: Rulebook, shown: str) -> dict[str, Any]:
    figures = list(book.figures.values())
    waiting = set(FigureAmendment.objects.waiting().filter(rulebook=book.code).values_list("figure", flat=True))
    return {
        "book": book,
        "law": next(provision.law for provision in book.provisions if provision.law.code == book.code),
        "sections": [section for section in (_section(book, provision, shown) for provision in book.provisions) if section],
        "chips": [(key, label, sum(map(test, figures))) for key, (label, test) in SHOWN.items()],
        "waiting": waiting,
        "amendments": _amendments(book.code),
    }


def _section(book: Rulebook, provision: Provision, shown: str) -> dict[str, Any] | None:
    """A provision with its figures that are to be shown; None when it has none of them."""
    test = SHOWN[shown][1]
    figures = [figure for code in provision.figures if test(figure := book.figures[code])]
    if shown and not figures:
        return None
    return {
        "provision": provision,
        "figures": figures,
        "grounds": [] if shown else [book.grounds[code] for code in provision.grounds],
    }


def _amendments(rulebook: str) -> list[tuple[FigureAmendment, Figure]]:
    """The amendments of a rulebook, the latest first, each with the figure as the law ships it."""
    rows = FigureAmendment.objects.filter(rulebook=rulebook).with_people().order_by("-id")[:50]
    figures = rulebook_text(rulebook).figures
    return [(row, figures[row.figure][-1]) for row in rows if row.figure in figures]


def _waiting_context(waiting: FigureAmendment, request: HttpRequest, overlays: Any) -> dict[str, Any]:
    here = (waiting.valid_from, waiting.rulebook, waiting.figure)
    return {
        "row": waiting,
        "before": figure_value_on(*here, overlays),
        "after": figure_value_on(*here, [*overlays, overlay_of(waiting)]),
        "own": waiting.proposed_by_id == request.user.pk,
    }


def _require_figure(rulebook: str, figure: str) -> None:
    try:
        known = figure in rulebook_text(rulebook).figures
    except NoRulebook:
        known = False
    if not known:
        raise Http404(_("There is no such figure in this rulebook."))


def _figure_address(amendment: FigureAmendment) -> str:
    return reverse("admin:ratings_figure", args=[amendment.rulebook, amendment.figure])


def _add_errors(form: Form, refusal: ValidationError) -> None:
    """The service's refusal beside the field it names, or on top."""
    for field, errors in (refusal.message_dict if hasattr(refusal, "error_dict") else {None: refusal.messages}).items():
        for error in errors:
            form.add_error(field if field in form.fields else None, error)
