"""What a reader meets on a page in the words of its language, for the tests that no page mixes languages."""

import re
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "code", "textarea"})  # no words, or codes and what a person wrote
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "use", "path", "col", "wbr", "circle", "rect", "line"})
SPOKEN = ("title", "aria-label", "placeholder", "alt")


class Reader(HTMLParser):
    """The texts and links of a page; what is marked as another language, and codes, are left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.links: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = bool(given.get("lang")) and tag != "html" and not str(given["lang"]).startswith(self.language[:2])
        silent = tag in SILENT or other or (bool(self.open) and self.open[-1][1])
        if tag not in VOID:
            self.open.append((tag, silent))
        if given.get("href") and tag == "a":
            self.links.append(str(given["href"]))
        if not silent:
            self.texts += [str(given[name]) for name in SPOKEN if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(" ".join(data.split()))


def shape(address: str) -> str:
    """The address without its numbers and values: pages of one kind have one shape."""
    path, _, query = address.partition("#")[0].partition("?")
    keys = sorted(part.split("=")[0] for part in query.split("&"))
    return re.sub(r"\d+", "#", re.sub(r"/partner/\w\w/", "/partner/#/", path)) + "?" + ",".join(keys)
