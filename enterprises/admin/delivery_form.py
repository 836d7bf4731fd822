"""The form for a delivery that a person uploads."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.feeds.manifest import NAME as MANIFEST
from enterprises.models import Delivery
from enterprises.services.deliveries import UPLOAD_LIMIT

LOOKED_AT = 1024  # bytes at the beginning of a file that tell text from a workbook
REASON_LENGTH = Delivery._meta.get_field("reason").max_length


class ManyFilesInput(forms.FileInput):
    """The browser's own choice of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All files of that name."""
        return files.getlist(name)


class ManyFilesField(forms.FileField):
    """Several CSV files and a manifest; every one that cannot be taken is told."""

    widget = ManyFilesInput

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        """The files. Raises ValidationError with a sentence for each file that cannot be taken."""
        if not data:
            raise ValidationError(_("Choose the files of the delivery."), code="required")
        problems = [problem for file in data if (problem := _problem(file))]
        size = sum(file.size or 0 for file in data)
        if size > UPLOAD_LIMIT:
            problems.append(
                _("The files have %(size)s together; %(limit)s in all can be uploaded. Larger deliveries go into the inbox.")
                % {"size": filesizeformat(size), "limit": filesizeformat(UPLOAD_LIMIT)}
            )
        if problems:
            raise ValidationError(problems)
        return data


def _problem(file: UploadedFile) -> str:
    """Why a file is none that the loader could read; empty when it may be one."""
    names = {"file": file.name}
    if file.name != MANIFEST and not str(file.name).endswith(".csv"):
        return _("%(file)s is no CSV file.") % names
    if not file.size:
        return _("%(file)s is empty.") % names
    beginning = file.read(LOOKED_AT)
    file.seek(0)
    if beginning.startswith(b"PK") or b"\0" in beginning:
        return _("%(file)s is no text: save the table as CSV in UTF-8, do not rename a workbook.") % names
    return ""


class UploadForm(forms.Form):
    """Files of a delivery and why they are loaded by hand."""

    files = ManyFilesField(  # type: ignore[assignment]  # Django takes declared fields off the class
        label=gettext_lazy("Files"),
        widget=ManyFilesInput(attrs={"accept": ".csv,.json"}),
        help_text=gettext_lazy(
            "One or several CSV files of a delivery, with its manifest.json if there is one; 50 MB in all. Larger "
            "deliveries go into the inbox."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("Why these files are loaded by hand, as somebody reads it later beside each changed fact."),
        error_messages={"required": gettext_lazy("Say why these files are loaded by hand.")},
    )
