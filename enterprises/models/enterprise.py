"""The firm."""

from django.db import models
from django.db.models.functions import Left
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enterprises.querysets import EnterpriseQuerySet

SYNTHETIC = ("合成", "synthetic")


class Enterprise(models.Model):
    """A firm registered with customs (feed `enterprises.csv`)."""

    class Category(models.TextChoices):
        CONSIGNEE = "consignee", _("Importer or exporter")
        BROKER = "broker", _("Customs broker")

    class Production(models.TextChoices):
        MANUFACTURING = "manufacturing", _("Manufacturing")
        OTHER = "other", _("Other")

    class SmeClass(models.TextChoices):
        SPECIALIZED = "specialized", _("Specialised small or medium firm")
        LITTLE_GIANT = "little_giant", _("Little giant")

    customs_code = models.CharField(_("customs code"), max_length=10, unique=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True, db_index=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    production = models.CharField(_("production"), max_length=15, choices=Production.choices, blank=True)
    district = models.CharField(_("customs district"), max_length=4, help_text=_("Four digits, as in 5200."))
    address_zh = models.CharField(_("Chinese address"), max_length=300, blank=True)
    address_en = models.CharField(_("English address"), max_length=300, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=100, blank=True)
    registered_on = models.DateField(_("registered on"))
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    sme_class = models.CharField(_("small or medium firm class"), max_length=15, choices=SmeClass.choices, blank=True)
    delivery = models.ForeignKey(
        "enterprises.Delivery",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("source"),
    )
    recorded_on = models.DateField(_("first recorded on"), db_index=True)
    history = HistoricalRecords()

    objects = EnterpriseQuerySet.as_manager()  # type: ignore[django-manager-missing]  # its model is imported later

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        indexes = [
            models.Index(fields=["district", "customs_code"], name="enterprise_district"),
            models.Index(
                fields=["cancelled_on"],
                name="enterprise_cancelled",
                condition=models.Q(cancelled_on__isnull=False),
                include=["id", "registered_on"],  # the night reads nothing else
            ),
            models.Index(fields=["registered_on"], name="enterprise_registered"),
            models.Index(fields=["name_zh"], name="enterprise_name"),
            models.Index(Left("district", 2), "name_zh", name="enterprise_place_name"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def is_synthetic(self) -> bool:
        """Whether the firm is made up: a synthetic delivery says so in every name."""
        return any(mark in f"{self.name_zh} {self.name_en}".lower() for mark in SYNTHETIC)

    @property
    def name(self) -> str:
        """The name for the reader: the English one on English pages where there is one."""
        return (self.name_en or self.name_zh) if (get_language() or "").startswith("en") else self.name_zh

    @property
    def other_name(self) -> str:
        """The name in the other language; empty where there is none."""
        return self.name_en if self.name == self.name_zh else self.name_zh

    @property
    def aeo_code(self) -> str:
        """The code that a foreign buyer is given: `AEOCN` and the customs code."""
        return f"AEOCN{self.customs_code}"
