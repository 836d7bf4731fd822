"""The kinds of case."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a case is about; ratings/casework/procedures.py names the procedure of each."""

    LOWER = "lower", _("A lower level is indicated")
    RESTORATION = "restoration", _("A restoration waits")
    RECTIFICATION = "rectification", _("Rectification")
    CERTIFICATION = "certification", _("An application for certification")
    REVIEW = "review", _("A review of an AEO firm")
    OBJECTION = "objection", _("An objection to published data")
    SUCCESSION = "succession", _("A merger, division or cancellation")
    SUSPENSION = "suspension", _("Suspension of AEO measures")
    RESUMPTION = "resumption", _("End of a suspension")
    REPAIR = "repair", _("Credit repair on application")
    EXCLUSION = "exclusion", _("Exclusion of credit repair")
