"""Codes that were checked: by whom, for which day, and what was found, as it was found."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Finding(models.TextChoices):
    """What a check says of a code on a day."""

    RECOGNISED = "recognised", pgettext_lazy("code check", "recognised")
    DOUBTFUL = "doubtful", pgettext_lazy("code check", "to be looked at")
    NOT_RECOGNISED = "no", pgettext_lazy("code check", "not recognised")


class CodeCheck(models.Model):
    """Codes that a person checked together, one typed or many from a file."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    made_at = models.DateTimeField(_("checked at"), db_index=True)
    as_of = models.DateField(_("for the day"))
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    counts = models.JSONField(_("findings"), default=dict)

    class Meta:
        verbose_name = _("check of codes")
        verbose_name_plural = _("checks of codes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the findings."""
        return reverse("admin:mutual_recognition_codecheck_change", args=[self.pk])


class CodeCheckLine(models.Model):
    """What was found of one code. `reasons` are codes of mutual_recognition.checking.Reason."""

    check_of = models.ForeignKey(CodeCheck, models.CASCADE, related_name="lines", db_index=False, verbose_name=_("check"))
    line = models.PositiveIntegerField(_("line"))
    code = models.CharField(_("code"), max_length=80)
    name = models.CharField(pgettext_lazy("firm", "name"), max_length=300, blank=True)
    partner = models.CharField(_("partner"), max_length=2, blank=True)
    finding = models.CharField(pgettext_lazy("code check", "finding"), max_length=12, choices=Finding.choices)
    reasons = models.JSONField(_("reasons"), default=list)
    known_name = models.CharField(_("name in the register"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("checked code")
        verbose_name_plural = _("checked codes")
        constraints = [models.UniqueConstraint(fields=["check_of", "line"], name="checked_code_line")]
        indexes = [models.Index(fields=["check_of", "finding", "line"], name="checked_code_finding")]

    def __str__(self) -> str:
        return self.code
