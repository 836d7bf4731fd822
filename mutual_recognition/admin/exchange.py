"""Messages to partners: where each partner stands, its messages, what one told, its files, and the desk's acts on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import history_entries
from accounts.roles import Action
from mutual_recognition.admin.exchange_forms import ReasonForm
from mutual_recognition.exchange.eligibility import terms_of
from mutual_recognition.exchange.files import FILES
from mutual_recognition.exchange.outbox import archived
from mutual_recognition.exchange.signing import NoSigningKey, signing_key
from mutual_recognition.models import Message, Partner
from mutual_recognition.selectors.exchange import (
    message_answers,
    message_events,
    overdue_before,
    partner_messages,
    partner_rows,
    unusable_answers,
)
from mutual_recognition.services.exchange import message_resend, message_settle
from ratings.admin.portal_pages import PortalPages

State = Message.State
TONES = {State.MADE: "note", State.SENT: "note", State.ACCEPTED: "good", State.REJECTED: "bad", State.SETTLED: "note"}
ACTS: dict[str, tuple[Callable[..., Message], Any]] = {
    "resend": (message_resend, gettext_lazy("The message will be sent again within a minute.")),
    "settle": (message_settle, gettext_lazy("The rejected message is noted as dealt with.")),
}


@admin.register(Message)
class MessageAdmin(PortalPages):
    """Whoever reads the portal reads the messages; only the mutual-recognition desk acts on them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist: a message is made by the portal and never changed."""
        return [
            self.page("", self.overview, "changelist"),
            self.page("partner/<str:code>/", self.partner_view, "partner"),
            self.page("<int:pk>/", self.message_view, "change"),
            self.page("<int:pk>/file/<str:name>/", self.file_view, "file"),
            self.page("<int:pk>/<slug:act>/", self.act_view, "act"),
        ]

    def overview(self, request: HttpRequest) -> HttpResponse:
        """Every partner that is told of firms."""
        self.require_reader(request)
        context = {"title": _("Lists to partners"), "rows": partner_rows(timezone.now())} | _key()
        return self.show(request, "mutual_recognition/messages.html", context)

    def partner_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The messages of one partner, and by which terms it is told."""
        self.require_reader(request)
        partner = get_object_or_404(Partner, pk=code)
        page = partner_messages(partner, **keys_of_address(request))
        before = overdue_before(timezone.now())
        context = {
            "title": _("Messages to %(partner)s") % {"partner": partner.name},
            "partner": partner,
            "terms": terms_of(partner),
            "in_force": partner.status == Partner.Status.IMPLEMENTED,
            "page": page,
            "rows": [(message, TONES[State(message.state)], _is_late(message, before)) for message in page.rows],
            "unusable": unusable_answers(partner),
        }
        return self.show(request, "mutual_recognition/messages_of_partner.html", context)

    def message_view(
        self, request: HttpRequest, pk: int, refusal: str = "", status: int = 200, reason: str = ""
    ) -> HttpResponse:
        """What a message told, its files, what the partner answered, and what can be done now."""
        self.require_reader(request)
        message = get_object_or_404(Message.objects.select_related("partner"), pk=pk)
        context = {
            "title": _("Message %(number)s to %(partner)s") % {"number": message.number, "partner": message.partner.name},
            "message": message,
            "tone": TONES[State(message.state)],
            "late": _is_late(message, overdue_before(timezone.now())),
            "files": [name for name in FILES if (archived(message.partner_id, message.name) / name).is_file()],
            "page": message_events(message, **keys_of_address(request)),
            "answers": message_answers(message),
            "acts": _acts(request, message),
            "form": ReasonForm(initial={"reason": reason}),
            "refusal": refusal,
            "entries": history_entries(message),
        }
        return self.show(request, "mutual_recognition/message.html", context, status)

    def file_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse | FileResponse:
        """A file of the message as it was made: always a file to keep, never a page to show."""
        self.require_reader(request)
        message = get_object_or_404(Message, pk=pk)
        path = archived(message.partner_id, message.name) / name
        if name not in FILES or not path.is_file():
            raise Http404
        response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{message.name}-{name}")
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Send a message again, or note that a rejected one was dealt with."""
        self.require_reader(request)
        message = get_object_or_404(Message, pk=pk)
        if act not in ACTS:
            raise Http404
        service, done = ACTS[act]
        reason = request.POST.get("reason", "")

        def do() -> str:
            service(by=request.user, message=message, reason=reason)
            return str(done)

        def refused(text: str, status: int) -> HttpResponse:
            return self.message_view(request, pk, text, status, reason)

        return self.act(request, do, message.get_absolute_url(), refused)


def _acts(request: HttpRequest, message: Message) -> list[str]:
    if not request.user.may(Action.EXCHANGE_LISTS):
        return []
    return {State.SENT: ["resend"], State.REJECTED: ["resend", "settle"]}.get(State(message.state), [])


def _is_late(message: Message, before: Any) -> bool:
    return message.state == State.SENT and message.sent_at is not None and message.sent_at < before


def keys_of_address(request: HttpRequest) -> dict[str, int | None]:
    """The keys of the address; none where it is no number that a key can be."""
    given = {name: request.GET.get(name, "") for name in ("after", "before")}
    return {
        name: int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None for name, text in given.items()
    }


def _key() -> dict[str, str]:
    """The name of the key that signs, or why nothing is signed."""
    try:
        return {"key": signing_key().name}
    except NoSigningKey:
        return {
            "no_key": _("No key to sign with is set up, so no message is made. Whoever runs the portal has to name one.")
        }
