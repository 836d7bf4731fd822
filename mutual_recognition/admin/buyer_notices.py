"""Notices for a firm's buyers: made from the firm's page, and their PDF."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from mutual_recognition.downloads import attachment
from mutual_recognition.models import BuyerNotice
from mutual_recognition.services.buyer_notices import buyer_notice_issue
from ratings.admin.portal_pages import PortalPages
from ratings.documents.stored import stored_bytes


@admin.register(BuyerNotice)
class BuyerNoticeAdmin(PortalPages):
    """Whoever reads the portal reads notices; the firm's district and the mutual-recognition desk make them."""

    def get_urls(self) -> list[URLPattern]:
        """Only these pages exist; notices are listed on the page of their firm."""
        return [
            self.page("make/<int:firm>/<str:economy>/", self.make_view, "make"),
            self.page("<int:pk>/", self.notice_view, "change"),
        ]

    def make_view(self, request: HttpRequest, firm: int, economy: str) -> HttpResponse:
        """Make the notice and go back to the codes of the firm, where its PDF is linked."""
        enterprise = get_object_or_404(Enterprise, pk=firm)
        there = reverse("admin:enterprises_enterprise_change", args=[firm]) + "?tab=buyer_codes"

        def service() -> str:
            notice = buyer_notice_issue(by=request.user, enterprise=enterprise, economy=economy, as_of=timezone.localdate())
            return _("Notice %(number)s is made: its PDF is below the codes.") % {"number": notice.number}

        def refused(text: str, status: int) -> HttpResponse:
            context = {"title": _("No notice"), "refusal": text, "back": there}
            return self.show(request, "mutual_recognition/buyer_notice_refused.html", context, status)

        return self.act(request, service, there, refused)

    def notice_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF as it was handed out."""
        self.require_reader(request)
        notice = get_object_or_404(BuyerNotice, pk=pk)
        try:
            pdf = stored_bytes(notice)
        except ValidationError as damaged:
            raise Http404(" ".join(damaged.messages)) from damaged
        return attachment(pdf, f"AEO-{notice.enterprise_id}-{notice.economy}-{notice.issued_on}.pdf", "application/pdf")
