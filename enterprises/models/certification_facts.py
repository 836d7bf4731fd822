"""Facts that only items of the certification standards look at; their feeds are optional (docs/feeds.md).

A source that delivers one of these files may say for which period it is complete (`Coverage`). Without that word, a firm that
has no row is one of which nothing is known.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from enterprises.models.delivery import Delivery
from enterprises.models.facts import DatedFact, yuan


class RecoveredTax(DatedFact):
    """Tax that customs recovered (追征) from a firm by one decision (feed `recovered_taxes.csv`)."""

    document_no = models.CharField(_("document number"), max_length=80, unique=True)
    decided_on = models.DateField(_("decided on"))
    amount_cny = yuan(_("amount (yuan)"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tax recovery")
        verbose_name_plural = _("tax recoveries")

    def __str__(self) -> str:
        return self.document_no


class InspectedDeclaration(DatedFact):
    """A declaration that customs inspected, and what came of it (feed `inspection_results.csv`)."""

    class DeclaredBy(models.TextChoices):
        SELF = "self", _("own declaration")
        AGENT = "agent", _("declaration of an agent")

    class Result(models.TextChoices):
        CLEAN = "clean", pgettext_lazy("inspection", "Nothing found")
        FINDING = "finding", pgettext_lazy("inspection", "Finding")
        HIGH_QUALITY_FINDING = "high_quality_finding", _("High-quality finding")

    declaration_no = models.CharField(_("declaration number"), max_length=80, unique=True)
    inspected_on = models.DateField(_("inspected on"))
    declared_by = models.CharField(_("declared by"), max_length=10, choices=DeclaredBy.choices)
    result = models.CharField(pgettext_lazy("inspection", "result"), max_length=25, choices=Result.choices)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("inspected declaration")
        verbose_name_plural = _("inspected declarations")
        indexes = [
            models.Index(
                fields=["enterprise", "inspected_on"],
                name="inspection_of_firm",
                include=["id", "declared_by", "result"],  # the items read nothing else
            )
        ]

    def __str__(self) -> str:
        return self.declaration_no


class RelatedPerson(DatedFact):
    """A person who holds a post in a firm (feed `related_persons.csv`).

    `convicted_on`: when the last judgment that punished the person for an intentional crime took effect. The post is not held
    any more from `ended_on` on.
    """

    class Role(models.TextChoices):
        LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
        PRINCIPAL = "principal", pgettext_lazy("person", "Principal")
        FINANCE_HEAD = "finance_head", _("Head of finance")
        CUSTOMS_HEAD = "customs_head", _("Head of customs matters")
        DECLARANT = "declarant", _("Declarant")
        OTHER = "other", pgettext_lazy("person", "Other")

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("post"), max_length=25, choices=Role.choices)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    convicted_on = models.DateField(_("punished on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("related person")
        verbose_name_plural = _("related persons")
        indexes = [
            models.Index(
                fields=["enterprise"],
                name="related_person_convicted",
                condition=models.Q(convicted_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class RelatedFirm(DatedFact):
    """How another firm is related to a firm (feed `related_firms.csv`): the relation stands until, and without, `ended_on`.

    The other firm is named by its customs code; the portal may not know it.
    """

    class Relation(models.TextChoices):
        PERSON_SERVES = "person_serves", _("A related person holds a post there")
        BRANCH = "branch", _("Branch")
        HEAD_OFFICE = "head_office", _("Head office")
        SIBLING_BRANCH = "sibling_branch", _("Branch of the same head office")
        INVESTOR = "investor", _("Investor")
        BROKER = "broker", _("Customs broker engaged")
        PRINCIPAL = "principal", _("Principal served")

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    related_code = models.CharField(_("customs code of the related firm"), max_length=10)
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("related firm")
        verbose_name_plural = _("related firms")

    def __str__(self) -> str:
        return self.reference


class Coverage(models.Model):
    """A source's word that an optional file is complete: every row about any firm of these days is delivered.

    It comes with a delivery's manifest, and holds only where every row of the file was taken.
    """

    file = models.CharField(_("file"), max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(pgettext_lazy("period", "to"))
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="coverages", verbose_name=_("source"))

    class Meta:
        verbose_name = _("covered period")
        verbose_name_plural = _("covered periods")
        constraints = [models.UniqueConstraint(fields=["delivery", "file"], name="one_period_a_file_of_a_delivery")]

    def __str__(self) -> str:
        return f"{self.file}: {self.starts_on} – {self.ends_on}"
