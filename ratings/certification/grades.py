"""What an item can be found to be, and the parts of the standards, in words (Announcement 2026 No. 34, reported)."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ratings.certification.standards import BONUS, GENERAL_ADVANCED, GENERAL_CERTIFIED, Standard
from ratings.levels import Level

GENERAL_OF: Mapping[str, str] = {Level.ADVANCED_CERTIFIED: GENERAL_ADVANCED, Level.CERTIFIED: GENERAL_CERTIFIED}
"""The general standard of each AEO level."""


class Grade(models.TextChoices):
    """What an item is found to be. An additional item is met (its bonus) or not applicable."""

    MET = "met", pgettext_lazy("grade", "met")
    PARTLY = "partly", pgettext_lazy("grade", "basically met")
    UNMET = "unmet", pgettext_lazy("grade", "not met")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("grade", "not applicable")


GRADES: Mapping[str, tuple[Grade, ...]] = {
    "not_stated": (Grade.MET, Grade.PARTLY, Grade.UNMET, Grade.NOT_APPLICABLE),
    "met|partly|unmet": (Grade.MET, Grade.PARTLY, Grade.UNMET, Grade.NOT_APPLICABLE),
    "met|unmet": (Grade.MET, Grade.UNMET, Grade.NOT_APPLICABLE),
    BONUS: (Grade.MET, Grade.NOT_APPLICABLE),
}
"""The grades that an item of each way of scoring knows; where it is not stated, all are taken."""


class Dimension(models.TextChoices):
    """The parts of the standards; the last four are the individual ones."""

    INTERNAL_CONTROL = "internal_control", _("Internal control")
    FINANCIAL = "financial", _("Financial standing")
    COMPLIANCE = "compliance", _("Compliance")
    TRADE_SECURITY = "trade_security", _("Trade security")
    ADDITIONAL = "additional", _("Additional items")
    HEALTH_QUARANTINE = "health_quarantine", _("Health quarantine")
    ANIMAL_PLANT_QUARANTINE = "animal_plant_quarantine", _("Animal and plant quarantine")
    FOOD_COSMETICS = "food_cosmetics", _("Food and cosmetics")
    COMMODITY_INSPECTION = "commodity_inspection", _("Commodity inspection")


INDIVIDUAL_DIMENSIONS = (
    Dimension.HEALTH_QUARANTINE,
    Dimension.ANIMAL_PLANT_QUARANTINE,
    Dimension.FOOD_COSMETICS,
    Dimension.COMMODITY_INSPECTION,
)
"""The individual standards; which of them apply to a firm is the examiners' finding."""


def grades_of(standard: Standard) -> tuple[Grade, ...]:
    """The grades that the item knows."""
    return GRADES[standard.scoring]
