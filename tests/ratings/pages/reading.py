"""Pages as a person reads them: signed in, in a language, without tags."""

import re

from django.conf import settings
from django.test import Client

from accounts.models import User
from enterprises.models import Enterprise

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def sign_in(user: User, language: str = "en") -> Client:
    """A browser of the person, set to the language."""
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(client: Client, url: str) -> str:
    """What a person reads of the page's own content: no tags, one blank between words."""
    response = client.get(url)
    assert response.status_code == 200, url
    main = response.content.decode().split('<main id="content"', 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", "<main" + main)).replace("&#x27;", "'").replace("&quot;", '"')


def firm_page(firm: Enterprise, on: str = "") -> str:
    """The address of a firm's page, for a day when one is given."""
    return f"/enterprises/enterprise/{firm.pk}/change/" + (f"?on={on}" if on else "")
