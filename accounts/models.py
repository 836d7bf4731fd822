"""People and the roles they hold."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.roles import ALLOWED, WHOLE_COUNTRY, Action, Role, same_district

district_code = RegexValidator(r"^\d{4}$", _("A customs district is four digits, as in 5200."))


class User(AbstractUser):
    """A person who works in the portal. Accounts are deactivated, never deleted: history names them."""

    display_name = models.CharField(_("name"), max_length=60)
    district = models.CharField(
        _("customs district"),
        max_length=4,
        validators=[district_code],
        default=WHOLE_COUNTRY,
        help_text=_("Four digits; 0000 is the General Administration, which acts for the whole country."),
    )
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def roles(self) -> frozenset[str]:
        """The roles in force now."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.role_grants.in_force().values_list("role", flat=True)) if self.pk else frozenset()
        return self._roles

    def may(self, action: Action, district: str | None = None) -> bool:
        """Whether this person may do the action, for a firm of the district when one is given."""
        if not self.is_active or not self.roles & ALLOWED[action]:
            return False
        return district is None or same_district(self.district, district)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self) -> "RoleGrantQuerySet":
        """Grants that count: approved and not ended."""
        return self.filter(approved_at__isnull=False, ended_at__isnull=True)

    def waiting(self) -> "RoleGrantQuerySet":
        """Grants of a signing role that wait for a second administrator."""
        return self.filter(approved_at__isnull=True, ended_at__isnull=True)


class RoleGrant(models.Model):
    """A role given to a person, by whom, why, and approved by whom."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    reason = models.CharField(_("reason"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("reason for the end"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(ended_at__isnull=True), name="one_open_grant_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
