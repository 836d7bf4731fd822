"""The pages of the acts on a case: one form and one service an act, letters and papers to read, the desk, a case to open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Action
from enterprises.models import Enterprise
from ratings.admin.case_forms import ActForm
from ratings.admin.case_kinds.registry import ACT_PAGES, KINDS
from ratings.admin.portal_pages import PortalPages
from ratings.assessment.explain import explain_one
from ratings.casework.procedures import BY_NAME
from ratings.documents.letters import render_letter
from ratings.models import Case, Letter
from ratings.selectors.desk import desk_of
from ratings.selectors.offers import offers_for
from ratings.selectors.reminders import SHOWN, reminders_for
from ratings.selectors.watch import waiting_findings

WATCHED = 10
"""How many findings of the watch the desk shows; their page shows all."""


class CaseActPages(PortalPages):
    """Mixed into the pages of cases."""

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """The form of an act that is due and that the person may do; sent, it does the act."""
        self.require_reader(request)
        case = get_object_or_404(Case.objects.select_related("enterprise", "owner"), pk=pk)
        if act not in ACT_PAGES:
            raise Http404
        offer = next(
            (offer for offer in offers_for(request.user, case, timezone.localdate()) if offer.act.name == act), None
        )
        if request.method != "POST":
            if offer is None or offer.why_not:
                raise PermissionDenied(offer.why_not if offer else _("This act is not due at the case's step."))
            last = case.acts.values_list("pk", flat=True).last()
            return self._act_page(request, case, act, ACT_PAGES[act].form(case, initial={"seen": last or 0}))
        if not request.user.may(BY_NAME[act].action):
            raise PermissionDenied
        return self._do(request, case, act)

    def _do(self, request: HttpRequest, case: Case, act: str) -> HttpResponse:
        page = ACT_PAGES[act]
        stale = act == "defence_verify" and case.step != Case.Step.DEFENCE_RECORDED
        form = (ActForm if stale else page.form)(case, request.POST, request.FILES)
        if not form.is_valid():
            return self._act_page(request, case, act, form, 400)
        values = form.values() | ({"findings": []} if stale else {})
        try:
            page.service(by=request.user, case=case, as_of=timezone.localdate(), **values)
        except ValidationError as refusal:
            return self._refused(request, case, act, form, refusal.messages, 400)
        except PermissionDenied as refusal:
            return self._refused(request, case, act, form, [str(refusal)], 403)
        messages.success(request, _("Done: %(act)s.") % {"act": BY_NAME[act].label})
        return HttpResponseRedirect(case_address(case))

    def _refused(
        self, request: HttpRequest, case: Case, act: str, form: ActForm, why: list[str], status: int
    ) -> HttpResponse:
        for sentence in why:
            form.add_error(None, sentence)
        return self._act_page(request, case, act, form, status)

    def _act_page(self, request: HttpRequest, case: Case, act: str, form: Form, status: int = 200) -> HttpResponse:
        draft = case.letters.filter(state=Letter.State.DRAFT).select_related("drafted_by").last()
        return self.show(request, "ratings/case_act.html", {
            "title": BY_NAME[act].label,
            "case": case,
            "act": BY_NAME[act],
            "form": form,
            "draft": draft if BY_NAME[act].other_person else None,
        }, status)  # fmt: skip

    def letter_view(self, request: HttpRequest, pk: int, letter: int) -> HttpResponse | FileResponse:
        """The PDF of a letter: the stored one once it is signed, else one marked as a draft."""
        self.require_reader(request)
        row = get_object_or_404(Letter.objects.select_related("case"), pk=letter, case=pk)
        name = f"{row.number}.pdf"
        response: HttpResponse | FileResponse
        if row.file:
            response = FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
        else:
            response = HttpResponse(render_letter(row), content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="letter-{row.pk}.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def paper_view(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper of the case as it came, always as a download."""
        self.require_reader(request)
        row = get_object_or_404(Case, pk=pk).files.filter(pk=paper).first()
        if row is None:
            raise Http404
        response = FileResponse(
            row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """What waits for the person."""
        self.require_reader(request)
        today, works = timezone.localdate(), request.user.may(Action.WORK_CASE)
        return self.show(request, "ratings/desk.html", {
            "title": _("My desk"),
            "parts": desk_of(request.user, today),
            "reminders": reminders_for(request.user, today)[:SHOWN],
            "watch": waiting_findings(request.user.district).select_related("enterprise")[:WATCHED] if works else [],
            "today": today,
        })  # fmt: skip

    def open_view(self, request: HttpRequest, firm: int, kind: str) -> HttpResponse:
        """Open a case of a kind for a firm."""
        self.require_reader(request)
        enterprise = get_object_or_404(Enterprise, pk=firm)
        opening = KINDS[kind].opening if kind in KINDS else None
        if opening is None:
            raise Http404
        if not request.user.may(Action.WORK_CASE, enterprise.district):
            raise PermissionDenied(_("Only an officer or supervisor of the firm's customs district may open a case."))
        today = timezone.localdate()
        said = explain_one(enterprise, today)
        form, status = (
            opening.form(enterprise, request.POST or None, request.FILES or None, initial=opening.initial(said)),
            200,
        )
        if request.method == "POST":
            status = 400
            if form.is_valid():
                try:
                    case = opening.service(by=request.user, enterprise=enterprise, as_of=today, **form.cleaned_data)
                    return HttpResponseRedirect(case_address(case))
                except ValidationError as refusal:
                    form.add_error(None, refusal)
        context = {
            "title": opening.title,
            "introduction": opening.introduction,
            "firm": enterprise,
            "said": said,
            "form": form,
        }
        return self.show(request, "ratings/case_open.html", context, status)


def case_address(case: Case) -> str:
    """The page of a case."""
    return reverse("admin:ratings_case_change", args=[case.pk])
