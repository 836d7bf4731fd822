"""The five levels (Order 282, confirmed), from the highest to the lowest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The level of a firm; the order of the members is the order of the levels."""

    ADVANCED_CERTIFIED = "advanced_certified", _("Advanced Certified Enterprise")
    CERTIFIED = "certified", _("Certified Enterprise")
    REGULAR = "regular", _("Regular Enterprise")
    DISCREDITED = "discredited", _("Discredited Enterprise")
    SERIOUSLY_DISCREDITED = "seriously_discredited", _("Seriously Discredited Enterprise")


AEO = (Level.ADVANCED_CERTIFIED, Level.CERTIFIED)
ADVERSE = (Level.DISCREDITED, Level.SERIOUSLY_DISCREDITED)


class Suspension(models.TextChoices):
    """Whether the AEO measures of a firm must or may be suspended (Order 251 arts. 20-21, carried over)."""

    MUST = "must", _("must be suspended")
    MAY = "may", _("may be suspended")
