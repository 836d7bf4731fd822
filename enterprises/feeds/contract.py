"""The contract's table of files and columns, in Markdown, made from the declaration; docs/feeds.md holds it."""

from enterprises.feeds.columns import Choice
from enterprises.feeds.declaration import FEEDS, Column


def contract_table() -> str:
    """One line a file; `*` = required, the codes of a column in brackets."""
    lines = [f"| `{feed.file}` | {', '.join(_column(column) for column in feed.columns)} |" for feed in FEEDS]
    return "\n".join(["| file | columns |", "|---|---|", *lines])


def _column(column: Column) -> str:
    name = column.name + ("*" if column.required else "")
    if isinstance(column.kind, Choice):
        return f"{name} ({', '.join(f'`{code}`' for code in column.kind.codes)})"
    return name
