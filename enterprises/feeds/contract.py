"""The contract's tables of files and columns, in Markdown, made from the declaration; docs/feeds.md holds them."""

from collections.abc import Iterable

from enterprises.feeds.columns import Choice
from enterprises.feeds.declaration import FEEDS, Column, Feed


def contract_table() -> str:
    """All files but the optional ones: one line a file; `*` = required, the codes of a column in brackets."""
    return _table(feed for feed in FEEDS if not feed.optional)


def optional_table() -> str:
    """The optional files, in the same way."""
    return _table(feed for feed in FEEDS if feed.optional)


def _table(feeds: Iterable[Feed]) -> str:
    lines = [f"| `{feed.file}` | {', '.join(_column(column) for column in feed.columns)} |" for feed in feeds]
    return "\n".join(["| file | columns |", "|---|---|", *lines])


def _column(column: Column) -> str:
    name = column.name + ("*" if column.required else "")
    if isinstance(column.kind, Choice):
        return f"{name} ({', '.join(f'`{code}`' for code in column.kind.codes)})"
    return name
