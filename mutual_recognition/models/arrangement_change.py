"""Changes of what is known of an arrangement: one person of the mutual-recognition desk proposes, another decides."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import Proposal, decided_by_another
from mutual_recognition.models.arrangement import Certainty, Term
from mutual_recognition.models.partner import Partner
from mutual_recognition.models.sourced import Sourced


class Subject(models.TextChoices):
    """What a change of a partner is about; a change of a term has the term's own name."""

    PARTNER = "partner", _("new partner")
    STANDING = "standing", _("status and entry into force")
    SIGNING = "signing", pgettext_lazy("mutual recognition", "signing")
    ANNOUNCEMENT = "announcement", pgettext_lazy("mutual recognition", "announcement")
    NAMES = "names", pgettext_lazy("mutual recognition", "names")
    GROUPING = "grouping", _("economy and region")


class FieldBasis(Sourced):
    """How sure a field of a partner is, once it was changed on its own; until then the partner's own basis holds for it.

    The partner's own basis is that of its status and entry into force.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", db_index=False, verbose_name=_("partner"))
    subject = models.CharField(_("field"), max_length=15, choices=Subject.choices)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))

    class Meta:
        verbose_name = _("basis of a partner's field")
        verbose_name_plural = _("bases of partners' fields")
        constraints = [models.UniqueConstraint(fields=["partner", "subject"], name="one_basis_a_field")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.subject}"


class ArrangementChangeQuerySet(models.QuerySet["ArrangementChange"]):
    def waiting(self) -> "ArrangementChangeQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=ArrangementChange.State.PROPOSED)

    def of_partner(self, partner: Partner) -> "ArrangementChangeQuerySet":
        """Those of the partner, of its economy's terms, and of all countries of its economy at once."""
        own = models.Q(place=partner.pk) & ~models.Q(subject__in=Term.Name.values)
        of_economy = models.Q(place=partner.economy, subject__in=Term.Name.values)
        siblings = Partner.objects.filter(economy=partner.economy).values("pk")
        return self.filter(own | of_economy | models.Q(whole_economy=True, place__in=siblings))

    def with_people(self) -> "ArrangementChangeQuerySet":
        """With who proposed and who decided."""
        return self.select_related("proposed_by", "decided_by")


class ArrangementChange(Sourced, Proposal):
    """One field of a partner, one term of an economy's arrangement, or a new partner; it counts once a second person approved.

    `place` is the partner's code, of a term the economy's. `values` are the fields as text, by name; `before` the same
    fields with `confidence` and sources as they were when it was proposed, and then when it was decided.
    """

    place = models.CharField(_("code"), max_length=2)
    subject = models.CharField(_("field"), max_length=15, choices=[*Subject.choices, *Term.Name.choices])
    whole_economy = models.BooleanField(_("for all countries of the economy"), default=False)
    values = models.JSONField(pgettext_lazy("mutual recognition", "to"))
    before = models.JSONField(pgettext_lazy("mutual recognition", "from"), default=dict)
    confidence = models.CharField(_("reliability"), max_length=10, choices=Certainty.choices)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))

    objects = ArrangementChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of an arrangement")
        verbose_name_plural = _("changes of arrangements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "subject"], condition=models.Q(state="proposed"), name="one_change_of_a_field_waits"
            ),
            models.CheckConstraint(condition=decided_by_another("approved"), name="arrangement_change_approved_by_another"),
        ]
        indexes = [models.Index(fields=["place", "-id"], name="arrangement_change_place")]

    def __str__(self) -> str:
        return f"{self.place} {self.subject}"

    def get_absolute_url(self) -> str:
        """The change's page."""
        return reverse("admin:mutual_recognition_arrangementchange_change", args=[self.pk])

    @property
    def is_of_a_term(self) -> bool:
        """Whether it changes a term, which all countries of an economy share."""
        return self.subject in Term.Name.values

    @property
    def is_open(self) -> bool:
        """Whether a second person still has to decide."""
        return self.state == self.State.PROPOSED

    @property
    def basis(self) -> dict[str, Any]:
        """The fields of a sourced row that it gives."""
        return {name: getattr(self, name) for name in ("confidence", "source_zh", "source_en")}
