"""Objections to published credit data (Order 251 arts. 10 and 12, carried over)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ratings.models.casework import Case


class Objection(models.Model):
    """What an objection adds to its case: who objects to what, what was found, and what corrected it."""

    class Subject(models.TextChoices):
        REGISTRATION = "registration", _("Registration data")
        LEVEL = "level", _("Certification or recognised level")
        LICENCE = "licence", _("Licence")
        PENALTY = "penalty", _("Penalty")
        JOINT = "joint", _("Joint incentive or punishment")
        DIRECTORY = "directory", _("Entry in a directory")

    case = models.OneToOneField(Case, models.PROTECT, related_name="objection", verbose_name=_("case"))
    objector = models.CharField(_("who objects"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200)
    received_on = models.DateField(_("received on"))
    subject = models.CharField(_("published data"), max_length=15, choices=Subject.choices)
    datum = models.CharField(
        _("which one"), max_length=200, help_text=_("Its number, as in a decision number, or the field.")
    )
    statement = models.TextField(_("what is stated"))
    finding = models.TextField(_("finding"), blank=True)
    well_founded = models.BooleanField(_("well founded"), null=True)
    correction = models.CharField(
        _("correction"), max_length=60, blank=True, help_text=_("As in penalty:12:345 (fact and its version) or case:7.")
    )
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return str(self.case)
