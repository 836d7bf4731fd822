"""The public pages: the certificate behind a QR code with its status today, and the check of a file or of a number."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ratings.documents.certificates.authority import NoAuthority
from ratings.documents.certificates.verify import Verdict, Why
from ratings.models import Certificate, CertificateStatus
from ratings.selectors.certificates import status_on
from ratings.services.certificates import Checked, certificate_check, certificate_find
from ratings.views.limits import MINUTE, over_the_limit

MEGABYTE = 1024 * 1024
LARGEST = 2 * MEGABYTE  # a certificate is some 60 KB
FORM_AROUND = 4096  # of a request, beside the file

TONES = {
    CertificateStatus.VALID: "good",
    CertificateStatus.SUSPENDED: "warn",
    CertificateStatus.WITHDRAWN: "bad",
}
MEANINGS = {
    CertificateStatus.VALID: gettext_lazy("The certificate is in force today."),
    CertificateStatus.SUSPENDED: gettext_lazy(
        "The certificate stands, but the measures for Authorized Economic Operators are suspended today."
    ),
    CertificateStatus.WITHDRAWN: gettext_lazy("The certificate is not in force today: the firm may not rely on it."),
}
FINDINGS = {
    Why.INTACT: gettext_lazy("Issued by us, and unchanged since."),
    Why.ALTERED: gettext_lazy("Issued by us, but changed after it was signed: do not rely on it."),
    Why.APPENDED: gettext_lazy("Issued by us, but something was added after it was signed: do not rely on it."),
    Why.NO_PDF: gettext_lazy("Not ours: this file is no PDF."),
    Why.UNSIGNED: gettext_lazy("Not ours: this PDF carries no signature. A copy that was printed or saved anew has none."),
    Why.FOREIGN: gettext_lazy("Not ours: it was signed by somebody else, or its signature is damaged beyond reading."),
}
FINDING_TONES = {Verdict.UNCHANGED: "note-success", Verdict.CHANGED: "note-danger", Verdict.NOT_OURS: "note-danger"}

Page = Callable[..., HttpResponse]


class FileForm(forms.Form):
    """A certificate as a file."""

    file = forms.FileField(
        label=gettext_lazy("Certificate as a PDF"),
        help_text=gettext_lazy("At most 2 MB. The file is checked and not kept."),
        error_messages={"required": gettext_lazy("Choose the PDF that is to be checked.")},
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB: it is no certificate of ours."))
        return file


class NumberForm(forms.Form):
    """What stands on a certificate of paper."""

    number = forms.CharField(
        label=gettext_lazy("Certificate number"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the number that stands on the certificate.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the firm"),
        max_length=200,
        help_text=gettext_lazy("In Chinese or in English, as it stands on the certificate."),
        error_messages={"required": gettext_lazy("Enter the name of the firm that stands on the certificate.")},
    )


def public(view: Page) -> Page:
    """A page for anyone: never kept, counted by address, and without a session to protect, so no token either."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if over_the_limit(request):
            response = _page(request, "too_many", {"title": _("Too many checks")}, 429)
            response["Retry-After"] = str(MINUTE)
            return response
        return view(request, *args, **kwargs)

    return csrf_exempt(never_cache(limited))


@public
@require_http_methods(["GET", "HEAD"])
def certificate_page(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate behind a QR code, with its status today. An unknown code says no more than that."""
    found = Certificate.objects.filter(code=code).select_related("certification__enterprise").first()
    if found is None:
        return _page(request, "unknown", {"title": _("No certificate has this code")}, 404)
    return _page(request, "certificate", {"title": _("Certificate")} | _shown(found))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verification_page(request: HttpRequest) -> HttpResponse:
    """The check of a file, or of a number with a name."""
    if request.method != "POST":
        return _verification(request, FileForm(), NumberForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + FORM_AROUND:  # before anything of it is read
        form = FileForm({})
        form.errors["file"] = form.error_class([_("The file is larger than 2 MB: it is no certificate of ours.")])
        return _verification(request, form, NumberForm(), status=413)
    if "number" in request.POST:
        return _checked_number(request, NumberForm(request.POST))
    return _checked_file(request, FileForm(request.POST, request.FILES))


def _checked_file(request: HttpRequest, form: FileForm) -> HttpResponse:
    if not form.is_valid():
        return _verification(request, form, NumberForm(), status=400)
    try:
        checked = certificate_check(pdf=form.cleaned_data["file"].read())
    except NoAuthority:
        form.add_error("file", _("Files cannot be checked at the moment. The code on the certificate leads to its status."))
        return _verification(request, form, NumberForm(), status=503)
    return _verification(request, FileForm(), NumberForm(), _told(checked))


def _checked_number(request: HttpRequest, form: NumberForm) -> HttpResponse:
    if not form.is_valid():
        return _verification(request, FileForm(), form, status=400)
    found = certificate_find(**form.cleaned_data)
    told: dict[str, Any] = {
        "finding": _("Number and name do not belong together: no certificate of ours has both."),
        "finding_tone": "note-danger",
    }
    if found is not None:
        told = {"finding": _("Number and name belong together."), "finding_tone": "note-success"} | _shown(found)
    return _verification(request, FileForm(), form, told)


def _told(checked: Checked) -> dict[str, Any]:
    if checked.mismatch:
        sentence = _(
            "Signed with our key, but number and name do not match our register: do not rely on it, and tell customs."
        )
        return {"finding": sentence, "finding_tone": "note-danger"}
    told = {"finding": FINDINGS[checked.finding.why], "finding_tone": FINDING_TONES[checked.finding.verdict]}
    return told | (_shown(checked.certificate) if checked.certificate else {})


def _shown(certificate: Certificate) -> dict[str, Any]:
    """What is published of a certificate, and where it stands today."""
    today = timezone.localdate()
    status = status_on(certificate.certification, today)
    return {
        "certificate": certificate,
        "firm": certificate.enterprise,
        "said": certificate.content,
        "today": today,
        "status": status,
        "tone": TONES[status],
        "meaning": MEANINGS[status],
    }


def _verification(
    request: HttpRequest,
    file_form: FileForm,
    number_form: NumberForm,
    told: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"title": _("Verify a certificate"), "file_form": file_form, "number_form": number_form}
    return _page(request, "verify", context | (told or {}), status)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"certificates/{name}.html", context, status=status)
