"""The language that a person reads."""

from django.conf import settings

from accounts.models import User


def language_choose(*, by: User, language: str) -> None:
    """Keep the language that a person switched to, for mail to them; one that the portal does not speak changes nothing."""
    if language in dict(settings.LANGUAGES) and language != by.language:
        by.language = language
        by.save(update_fields=["language"])
