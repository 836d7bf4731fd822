"""Notices that tell one of our firms, in Chinese and English, the code for its buyers in a partner."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from mutual_recognition.models.sourced import is_english


class BuyerNotice(models.Model):
    """A notice as it was handed to a firm: who made it, when, what it says. Never altered; a reprint is the stored file."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="buyer_notices", verbose_name=_("enterprise"))
    economy = models.CharField(_("economy"), max_length=2, help_text=_("The code of a partner, or EU."))
    number = models.CharField(_("number of the notice"), max_length=60, unique=True)
    content = models.JSONField(_("content"), help_text=_("Everything that the notice says, in both languages."))
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("issued by"))
    file = models.FileField(_("PDF"), upload_to="buyer-notices/%Y/%m")
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("notice of a code for buyers")
        verbose_name_plural = _("notices of codes for buyers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["enterprise", "economy", "-id"], name="buyer_notice_of_firm")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ever, once. Raises ValidationError for a change of what was handed out."""
        if not self._state.adding:
            raise ValidationError(_("A notice that was handed out is never changed."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The PDF."""
        return reverse("admin:mutual_recognition_buyernotice_change", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never. Raises ValidationError."""
        raise ValidationError(_("A notice that was handed out is never changed."))

    @property
    def partner_name(self) -> str:
        """The name of the economy as the notice has it, in the language of the page."""
        return str(self.content["partner"]["en" if is_english() else "zh"])
