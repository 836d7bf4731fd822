"""China's official working days, as entered in the portal for years that the shipped calendar does not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Proposal, decided_by_another


class OfficialYearQuerySet(models.QuerySet["OfficialYear"]):
    def approved(self) -> "OfficialYearQuerySet":
        """Those that count: one a year."""
        return self.filter(state=OfficialYear.State.APPROVED)

    def waiting(self) -> "OfficialYearQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=OfficialYear.State.PROPOSED)

    def of_year(self, year: int) -> "OfficialYearQuerySet":
        """The lists of one year, whatever became of them."""
        return self.filter(year=year)

    def with_people(self) -> "OfficialYearQuerySet":
        """With who proposed and who decided."""
        return self.select_related("proposed_by", "decided_by")

    def with_days(self) -> "OfficialYearQuerySet":
        """With their days, in order."""
        return self.prefetch_related("days")


class OfficialYear(Proposal):
    """The whole list of a year by the State Council's notice; it counts once a second person approved it.

    A list is never edited: a corrected one is proposed, and replaces it as a whole. Days that it does not name are worked
    Monday to Friday.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REPLACED = "replaced", _("replaced by a later list")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=300, null=True))

    objects = OfficialYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("official list of a year")
        verbose_name_plural = _("official lists of years")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=models.Q(state="approved"), name="one_list_counts_a_year"),
            models.UniqueConstraint(fields=["year"], condition=models.Q(state="proposed"), name="one_list_waits_a_year"),
            models.CheckConstraint(condition=decided_by_another("approved", "replaced"), name="list_approved_by_another"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class OfficialDayQuerySet(models.QuerySet["OfficialDay"]):
    def counting(self) -> "OfficialDayQuerySet":
        """The days of the lists that count."""
        return self.filter(official_year__state=OfficialYear.State.APPROVED)


class OfficialDay(models.Model):
    """A day that the list of its year names: off (weekends within a holiday too), or a weekend day that is worked."""

    class Occasion(models.TextChoices):
        NEW_YEAR = "new_years_day", _("New Year's Day")
        SPRING_FESTIVAL = "spring_festival", _("Spring Festival")
        TOMB_SWEEPING = "tomb_sweeping_day", _("Tomb-sweeping Day")
        LABOUR_DAY = "labour_day", _("Labour Day")
        DRAGON_BOAT = "dragon_boat_festival", _("Dragon Boat Festival")
        MID_AUTUMN = "mid_autumn_festival", _("Mid-autumn Festival")
        NATIONAL_DAY = "national_day", _("National Day")
        OTHER = "other", _("another occasion, see the source")

    official_year = models.ForeignKey(
        OfficialYear, models.CASCADE, related_name="days", verbose_name=_("official list of a year")
    )
    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"))
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion.choices)

    objects = OfficialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("official day")
        verbose_name_plural = _("official days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["official_year", "day"], name="one_entry_a_day")]

    def __str__(self) -> str:
        return str(self.day)
