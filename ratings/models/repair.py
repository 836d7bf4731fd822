"""Applications for credit repair (Order 251 arts. 26-29, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import DecidedRating, Enterprise
from ratings.models.casework import Case


class RepairApplication(models.Model):
    """What a discredited firm applied with, and what was found on each condition.

    `checked` is frozen by each check: the day, the points (selectors/repair.py), the grounds as `explain` prints them, and
    the facts known. A later check takes the place of an earlier one; the act of the case keeps both.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="repair", verbose_name=_("case"))
    rating = models.ForeignKey(
        DecidedRating, models.PROTECT, related_name="+", verbose_name=_("rating that it asks to repair")
    )
    received_on = models.DateField(_("received on"))
    corrected = models.TextField(_("what was corrected"))
    effects = models.TextField(_("how the effects were removed"))
    checked = models.JSONField(_("conditions as checked"), default=dict)
    granted = models.BooleanField(_("granted"), null=True, help_text=_("Empty until the decision is signed."))

    class Meta:
        verbose_name = _("application for credit repair")
        verbose_name_plural = _("applications for credit repair")

    def __str__(self) -> str:
        return str(self.case)


class RepairExclusion(models.Model):
    """That law or central policy excludes the repair of a rating, or does so no more. The latest approved one counts."""

    class What(models.TextChoices):
        EXCLUDE = "exclude", _("Repair is excluded")
        END = "end", _("The exclusion has ended")

    case = models.OneToOneField(Case, models.PROTECT, related_name="exclusion", verbose_name=_("case"))
    rating = models.ForeignKey(
        DecidedRating, models.PROTECT, related_name="repair_exclusions", verbose_name=_("rating that it is about")
    )
    what = models.CharField(_("what is recorded"), max_length=10, choices=What.choices)
    basis = models.CharField(_("law or policy"), max_length=200)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("exclusion of credit repair")
        verbose_name_plural = _("exclusions of credit repair")

    def __str__(self) -> str:
        return str(self.case)


class RepairOutlook(models.Model):
    """From which day a firm of an adverse level may apply for repair, by time alone, as the last night found it.

    `first_day` is empty where a ground has no early repair, its period is not known, or the repair is excluded.
    Written anew by each night.
    """

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, primary_key=True, related_name="repair_outlook", verbose_name=_("enterprise")
    )
    rating = models.ForeignKey(
        DecidedRating, models.CASCADE, related_name="+", db_index=False, verbose_name=_("rating in force")
    )
    customs = models.CharField(_("customs"), max_length=2, help_text=_("The first two digits of the customs district."))
    since = models.DateField(_("discredited since"))
    first_day = models.DateField(_("may apply from"), null=True, blank=True)

    class Meta:
        verbose_name = _("credit repair of a firm")
        verbose_name_plural = _("credit repair of firms")
        indexes = [
            models.Index(fields=["first_day", "enterprise"], name="outlook_day"),
            models.Index(fields=["since", "enterprise"], name="outlook_since"),
            models.Index(fields=["customs", "first_day", "enterprise"], name="outlook_customs_day"),
            models.Index(fields=["customs", "since", "enterprise"], name="outlook_customs_since"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.first_day or '–'}"
