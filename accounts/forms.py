"""What administrators and account holders fill in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User, district_code
from accounts.roles import Role
from accounts.services.people import password_change


class SignInForm(AuthenticationForm):
    """The same answer to a wrong name and a wrong password; who knows both is told when a role is missing."""

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not user.roles:
            raise ValidationError(_("This account has no role yet. Ask an administrator."), code="no_role")


class ReasonForm(forms.Form):
    """Every act on an account or a role gives its reason."""

    reason = forms.CharField(label=_("reason"), max_length=200, help_text=_("History keeps it, beside your name."))


class MoveForm(ReasonForm):
    """To another customs district."""

    district = forms.CharField(label=_("new customs district"), max_length=4, validators=[district_code])
    field_order = ["district", "reason"]


class GrantForm(ReasonForm):
    """One more role."""

    role = forms.ChoiceField(label=_("role"), choices=Role.choices)
    field_order = ["role", "reason"]


class CreateForm(ReasonForm):
    """A new account."""

    username = forms.CharField(
        label=_("username"), max_length=150, help_text=_("Letters, digits and @ . + - _; it cannot be changed later.")
    )
    display_name = forms.CharField(label=_("name"), max_length=60)
    district = forms.CharField(
        label=_("customs district"),
        max_length=4,
        validators=[district_code],
        help_text=_("Four digits; 0000 is the General Administration, which acts for the whole country."),
    )
    email = forms.EmailField(label=_("email address"), required=False)
    field_order = ["username", "display_name", "district", "email", "reason"]


class OwnPasswordForm(PasswordChangeForm):
    """One's own password: Django's form, saved by the service so that history knows of it."""

    user: User

    def clean_new_password1(self) -> str:
        """Refuses the password in use."""
        new = self.cleaned_data["new_password1"]
        if new == self.data.get("old_password"):
            raise ValidationError(_("Choose a password that differs from the old one."))
        return new

    def save(self, commit: bool = True) -> User:
        return password_change(by=self.user, old=self.cleaned_data["old_password"], new=self.cleaned_data["new_password1"])
