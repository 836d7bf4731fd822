"""Changes of arrangements: the list, the form of each field, a change with what it alters, and the second person's acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Action
from mutual_recognition.admin.arrangement_forms import ChangeForm
from mutual_recognition.admin.exchange import keys_of_address
from mutual_recognition.arrangement_fields import fields_of
from mutual_recognition.models import ECONOMIES, ArrangementChange, FieldBasis, Partner, Subject, Term
from mutual_recognition.selectors.arrangement_changes import change_lines, changes_page, names_of
from mutual_recognition.services.arrangement_changes import (
    arrangement_change_approve,
    arrangement_change_propose,
    arrangement_change_reject,
    arrangement_change_withdraw,
)
from ratings.admin.portal_pages import PortalPages
from ratings.admin.regulation_forms import DecisionForm

ACTS: dict[str, tuple[Callable[..., ArrangementChange], Any]] = {
    "approve": (arrangement_change_approve, gettext_lazy("The change is approved and counts from now on, everywhere.")),
    "reject": (arrangement_change_reject, gettext_lazy("The proposal is rejected.")),
    "withdraw": (arrangement_change_withdraw, gettext_lazy("The proposal is withdrawn.")),
}
State = ArrangementChange.State
TONES = {State.PROPOSED: "warn", State.APPROVED: "good", State.REJECTED: "bad", State.WITHDRAWN: "note"}


@admin.register(ArrangementChange)
class ArrangementChangeAdmin(PortalPages):
    """Whoever reads the portal reads the changes; only the mutual-recognition desk makes one, and two of them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist."""
        return [
            self.page("", self.changelist_view, "changelist"),
            self.page("new-partner/", self.new_partner_view, "new"),
            self.page("propose/<str:place>/<slug:subject>/", self.propose_view, "propose"),
            self.page("<int:pk>/", self.change_page, "change"),
            self.page("<int:pk>/<slug:act>/", self.act_view, "act"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Every change that was proposed, the newest first."""
        self.require_reader(request)
        page = changes_page(**keys_of_address(request))
        names = names_of(page.rows)
        context = {
            "title": _("Changes of arrangements"),
            "page": page,
            "rows": [(change, names.get(change.place, change.place), TONES[State(change.state)]) for change in page.rows],
            "may_change": request.user.may(Action.CHANGE_ARRANGEMENT),
        }
        return self.show(request, "mutual_recognition/arrangement_changes.html", context)

    def new_partner_view(self, request: HttpRequest) -> HttpResponse:
        """The form for a partner that is in no list yet."""
        self._require_desk(request)
        initial = {"status": Partner.Status.SIGNED, "confidence": "reported"}
        form = ChangeForm(Subject.PARTNER, request.POST if request.method == "POST" else None, initial=initial)
        return self._proposed(request, form, subject=Subject.PARTNER) or self._form_page(request, form, _("Add a partner"))

    def propose_view(self, request: HttpRequest, place: str, subject: str) -> HttpResponse:
        """The form for one field of a partner, or one term of an economy, filled with how it stands."""
        self._require_desk(request)
        row, basis, siblings = _standing(place, subject)
        initial = {name: getattr(row, name) for name in fields_of(subject)} | {"confidence": basis.confidence}
        data = request.POST if request.method == "POST" else None
        form = ChangeForm(subject, data, initial=initial, siblings=siblings)
        done = self._proposed(request, form, place=place, subject=subject)
        partner = row if isinstance(row, Partner) else Partner.objects.filter(economy=place).first()
        name = str(ECONOMIES.get(place) or (partner.name if partner else place))
        label = dict(ArrangementChange._meta.get_field("subject").flatchoices)[subject]
        title = _("%(partner)s: change %(field)s") % {"partner": name, "field": label}
        return done or self._form_page(request, form, title, partner)

    def change_page(
        self, request: HttpRequest, pk: int, refusal: str = "", status: int = 200, note: str = ""
    ) -> HttpResponse:
        """One change: what it alters, why, by what source, who proposed and who decided it."""
        self.require_reader(request)
        change = get_object_or_404(ArrangementChange.objects.with_people(), pk=pk)
        partner = Partner.objects.filter(pk=change.place).first() or Partner.objects.filter(economy=change.place).first()
        context = {
            "title": _("%(place)s: %(what)s")
            % {"place": names_of([change]).get(change.place, change.place), "what": change.get_subject_display()},
            "change": change,
            "partner": partner,
            "tone": TONES[State(change.state)],
            "lines": change_lines(change),
            "own": change.proposed_by_id == request.user.pk,
            "may_decide": change.is_open and request.user.may(Action.CHANGE_ARRANGEMENT),
            "decision": DecisionForm(initial={"note": note}),
            "refusal": refusal,
        }
        return self.show(request, "mutual_recognition/arrangement_change.html", context, status)

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Approve, reject or withdraw a proposal."""
        self.require_reader(request)
        change = get_object_or_404(ArrangementChange, pk=pk)
        if act not in ACTS:
            raise Http404
        decide, done = ACTS[act]
        note = request.POST.get("note", "")

        def service() -> str:
            day = {"as_of": timezone.localdate()} if act == "approve" else {}
            decide(by=request.user, change=change, note=note, **day)
            return str(done)

        def refused(text: str, status: int) -> HttpResponse:
            return self.change_page(request, pk, text, status, note)

        return self.act(request, service, change.get_absolute_url(), refused)

    def _require_desk(self, request: HttpRequest) -> None:
        self.require_reader(request)
        if not request.user.may(Action.CHANGE_ARRANGEMENT):
            raise PermissionDenied(_("Only the mutual-recognition desk changes arrangements."))

    def _proposed(self, request: HttpRequest, form: ChangeForm, **fixed: str) -> HttpResponse | None:
        """Propose what the form says; None when it is not sent, or must be shown again with what is wrong."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            change = arrangement_change_propose(
                by=request.user,
                as_of=timezone.localdate(),
                **(fixed | form.given()),  # type: ignore[arg-type]
            )
        except ValidationError as refusal:
            for field, errors in (
                refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
            ).items():
                for error in errors:
                    form.add_error(field if field in form.fields else None, error)
            return None
        messages.success(request, _("Proposed: it counts once a second person of the mutual-recognition desk approves it."))
        return HttpResponseRedirect(change.get_absolute_url())

    def _form_page(self, request: HttpRequest, form: ChangeForm, title: str, partner: Partner | None = None) -> HttpResponse:
        context = {"title": title, "form": form, "partner": partner}
        return self.show(request, "mutual_recognition/arrangement_propose.html", context)


def _standing(place: str, subject: str) -> tuple[Any, Any, bool]:
    """The row that a change is about, what says how sure it is now, and whether its economy has other countries."""
    if subject in Term.Name.values:
        term = get_object_or_404(Term, economy=place, name=subject)
        return term, term, False
    if subject not in Subject.values or subject == Subject.PARTNER:
        raise Http404
    partner = get_object_or_404(Partner, pk=place)
    siblings = Partner.objects.filter(economy=partner.economy).exclude(pk=place).exists()
    basis = None if subject == Subject.STANDING else FieldBasis.objects.filter(partner=partner, subject=subject).first()
    return partner, basis or partner, siblings
