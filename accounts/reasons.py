"""Reasons that the program itself writes in history: kept in English, shown in the reader's language."""

from django.utils.translation import gettext, gettext_noop

OWN_PASSWORD_CHANGED = gettext_noop("Own password changed")
MADE_ON_THE_COMMAND_LINE = gettext_noop("Made on the command line")
DEMONSTRATION = gettext_noop("Demonstration")
DEMONSTRATION_ENDED = gettext_noop("Demonstration ended")

WRITTEN_BY_THE_PROGRAM = frozenset({OWN_PASSWORD_CHANGED, MADE_ON_THE_COMMAND_LINE, DEMONSTRATION, DEMONSTRATION_ENDED})


def in_words(reason: str | None) -> str:
    """The reason as a reader sees it; what a person typed stays as it was typed."""
    if not reason:
        return ""
    return gettext(reason) if reason in WRITTEN_BY_THE_PROGRAM else reason
