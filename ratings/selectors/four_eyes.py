"""Whether a person did what another must now decide on."""

from django.utils.translation import gettext as _

from accounts.models import User
from ratings.casework.procedure import Act
from ratings.casework.procedures import act_label
from ratings.models import Case


def did_before(person: User, case: Case, act: Act) -> str:
    """Why the person may not do the act, having done what it decides on; empty where nothing stands against it."""
    for name in act.not_after:
        last = case.acts.filter(act=name).last()
        if last is not None and last.by_id == person.pk:
            return _("You did “%(act)s”: a different person decides on it.") % {"act": act_label(name)}
    return ""
