"""People and the roles they hold."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.reasons import in_words
from accounts.roles import ALLOWED, WHOLE_COUNTRY, Action, Role, same_district

OUTSIDE_HISTORY = frozenset({"password", "last_login", "language"})
REASON_IN_HISTORY = models.CharField(max_length=200, null=True)

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
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("Of mail to them."),
    )
    unlocked_at = models.DateTimeField(_("sign-in unlocked at"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=sorted(OUTSIDE_HISTORY), history_change_reason_field=REASON_IN_HISTORY)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ever, but the stamp of a sign-in, a password hashed anew and a chosen language leave no line in history."""
        fields = kwargs.get("update_fields")
        if fields is not None and set(fields) <= OUTSIDE_HISTORY:
            self.skip_history_when_saving = True
            try:
                super().save(*args, **kwargs)
            finally:
                del self.skip_history_when_saving
        else:
            super().save(*args, **kwargs)

    @property
    def roles(self) -> frozenset[str]:
        """The roles in force now."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.role_grants.in_force().values_list("role", flat=True)) if self.pk else frozenset()
        return self._roles

    def forget_roles(self) -> None:
        """Read the roles again at their next use; after a grant came or went."""
        self.__dict__.pop("_roles", None)

    def may(self, action: Action, district: str | None = None) -> bool:
        """Whether this person may do the action, for a firm of the district when one is given."""
        if not self.is_active or not self.roles & ALLOWED[action]:
            return False
        return district is None or same_district(self.district, district)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Nothing opens by Django's permissions, or by a superuser flag set by hand: `may` alone decides."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As has_perm: closed."""
        return False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Roles are part of it, so that a session ends when they change and not only with the password.
        self.forget_roles()
        return salted_hmac(
            "accounts.User.session", f"{self.password}|{','.join(sorted(self.roles))}", secret=secret, algorithm="sha256"
        ).hexdigest()


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def open(self) -> "RoleGrantQuerySet":
        """Grants in force and grants that wait."""
        return self.filter(ended_at__isnull=True)

    def in_force(self) -> "RoleGrantQuerySet":
        """Grants that count: approved and not ended."""
        return self.filter(approved_at__isnull=False, ended_at__isnull=True)

    def waiting(self) -> "RoleGrantQuerySet":
        """Grants that wait for a second administrator."""
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
    history = HistoricalRecords(history_change_reason_field=REASON_IN_HISTORY)

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

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return in_words(self.reason)

    @property
    def why_ended(self) -> str:
        """The reason for the end in the reader's language."""
        return in_words(self.end_reason)

    @property
    def is_waiting(self) -> bool:
        """Waits for a second administrator."""
        return self.approved_at is None and self.ended_at is None

    @property
    def status(self) -> str:
        """In words: waiting, in force, refused or ended."""
        if self.ended_at is not None:
            return gettext("ended") if self.approved_at else gettext("refused")
        return pgettext("role", "in force") if self.approved_at else gettext("waits for a second administrator")


class Proposal(models.Model):
    """Something that one person proposes and another decides; accounts.services.proposals holds and decides it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("note of the second person"), max_length=300, blank=True)

    class Meta:
        abstract = True


def decided_by_another(*states: str) -> models.Q:
    """The condition that a proposal in one of these states was decided, and not by who proposed it."""
    two_people = models.Q(decided_at__isnull=False, decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))
    within = models.Q(state__in=states) if len(states) > 1 else models.Q(state=states[0])
    return ~within | two_people
