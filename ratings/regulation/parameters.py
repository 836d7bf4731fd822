"""The law as data: which rulebook is in force on a day, with which figures.

Reads YAML only; knows no database and never asks what day it is. What the legal desk approved in the portal comes in
as overlays (ratings/rulebooks.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from ratings.regulation.loader import load_rulebooks, parse_value
from ratings.regulation.rulebook import (
    STATUSES,
    Figure,
    GroundBasis,
    NoRulebook,
    Provision,
    Rulebook,
    RulebookError,
    RulebookText,
    Value,
)

__all__ = [
    "Figure",
    "GroundBasis",
    "NoRulebook",
    "Overlay",
    "Provision",
    "Rulebook",
    "RulebookError",
    "RulebookText",
    "Value",
    "all_rulebooks",
    "figure_timeline",
    "next_change_after",
    "parse_value",
    "rulebook_on",
    "rulebook_text",
]

DIRECTORY = Path(__file__).parent / "parameters"


@dataclass(frozen=True)
class Overlay:
    """An approved amendment: from `valid_from` on, the figure of the rulebook has this value ("" where unknown).

    `value` is a parsed value or its text; `amendment` is the id of the row that it comes from.
    """

    rulebook: str
    figure: str
    value: Value | str | None
    status: str
    source: str
    valid_from: date
    amendment: int | None = None


@cache
def all_rulebooks() -> tuple[RulebookText, ...]:
    """Every rulebook as shipped, by its first day. Raises RulebookError."""
    return load_rulebooks(DIRECTORY)


def rulebook_text(code: str) -> RulebookText:
    """The shipped rulebook of a code. Raises NoRulebook."""
    for text in all_rulebooks():
        if text.code == code:
            return text
    raise NoRulebook(f"there is no rulebook {code!r}")


def rulebook_on(day: date, overlays: Sequence[Overlay] = ()) -> Rulebook:
    """The rulebook in force on a day, with the figures valid on it. Overlays come in the order of their approval.

    Raises NoRulebook where none is in force, RulebookError for an overlay that does not fit its figure.
    """
    text = _text_on(day)
    mine = [overlay for overlay in overlays if overlay.rulebook == text.code]
    for overlay in mine:
        if overlay.figure not in text.figures:
            raise RulebookError(
                f"{text.code}: amendment {overlay.amendment} names the figure {overlay.figure!r}, which does not exist;"
                " restore the figure in the rulebook's file."
            )
    figures = {code: _on(_timeline(text, code, mine), day) for code in text.figures}
    return Rulebook(
        code=text.code,
        title_zh=text.title_zh,
        title_en=text.title_en,
        valid_from=text.valid_from,
        valid_to=text.valid_to,
        day=day,
        figures=figures,
        grounds={code: _worded(ground, figures) for code, ground in text.grounds.items()},
        provisions=tuple(_told(provision, figures) for provision in text.provisions),
    )


def next_change_after(day: date, overlays: Sequence[Overlay] = ()) -> date | None:
    """The first later day on which the rulebook, or any figure's value or status, is another; None if none is known."""
    days = {text.valid_from for text in all_rulebooks()} | {overlay.valid_from for overlay in overlays}
    days |= {figure.valid_from for text in all_rulebooks() for dated in text.figures.values() for figure in dated}
    today = _version(day, overlays)
    return next((later for later in sorted(days) if later > day and _version(later, overlays) != today), None)


def figure_timeline(rulebook: str, figure: str, overlays: Sequence[Overlay] = ()) -> tuple[Figure, ...]:
    """Every dated value of a figure over the life of its rulebook, amendments included, by date.

    Raises NoRulebook, or KeyError for a figure that the rulebook does not hold.
    """
    return _timeline(rulebook_text(rulebook), figure, [o for o in overlays if o.rulebook == rulebook])


def _text_on(day: date) -> RulebookText:
    texts = all_rulebooks()
    for text in texts:
        if text.covers(day):
            return text
    if day < texts[0].valid_from:
        first = texts[0]
        raise NoRulebook(f"no rulebook is in force on {day}; the first is {first.title_en} from {first.valid_from}")
    raise NoRulebook(f"no rulebook is in force on {day}; the last is {texts[-1].title_en} to {texts[-1].valid_to}")


def _version(day: date, overlays: Sequence[Overlay]) -> str | None:
    try:
        return rulebook_on(day, overlays).version
    except NoRulebook:
        return None


def _timeline(text: RulebookText, code: str, overlays: Iterable[Overlay]) -> tuple[Figure, ...]:
    shipped = text.figures[code]
    mine = [overlay for overlay in overlays if overlay.figure == code and text.covers(overlay.valid_from)]
    if not mine:
        return shipped
    starts = sorted({figure.valid_from for figure in shipped} | {overlay.valid_from for overlay in mine})
    timeline: list[Figure] = []
    for start in starts:
        current = _from_overlays(_on(shipped, start), [o for o in mine if o.valid_from <= start])
        if timeline and _same_entry(timeline[-1], current):
            continue
        if timeline:
            timeline[-1] = replace(timeline[-1], valid_to=start - timedelta(days=1))
        timeline.append(replace(current, valid_from=start, valid_to=text.valid_to))
    return tuple(timeline)


def _from_overlays(shipped: Figure, known: list[Overlay]) -> Figure:
    """The shipped figure, or what the overlay that was approved last makes of it."""
    if not known:
        return shipped
    overlay = known[-1]
    written = "" if overlay.value is None else str(overlay.value)
    if overlay.status not in STATUSES or (overlay.status == "unknown") != (written == ""):
        raise RulebookError(f"{overlay.rulebook}: amendment {overlay.amendment}: value and status do not fit; reject it.")
    try:
        value = parse_value(shipped.unit, written) if written else None
    except ValueError as error:
        raise RulebookError(f"{overlay.rulebook}: amendment {overlay.amendment}: {error}.") from error
    return replace(
        shipped,
        value=value,
        text=written,
        status=overlay.status,
        source_zh=overlay.source,
        source_en=overlay.source,
        amendment=overlay.amendment,
    )


def _same_entry(one: Figure, other: Figure) -> bool:
    """Whether two spans of a figure come from the same shipped value or the same amendment."""
    return (one.amendment, one.text, one.status, one.source_en) == (
        other.amendment,
        other.text,
        other.status,
        other.source_en,
    )


def _on(timeline: Sequence[Figure], day: date) -> Figure:
    return next(figure for figure in reversed(timeline) if figure.valid_from <= day)


def _worded(ground: GroundBasis, figures: Mapping[str, Figure]) -> GroundBasis:
    """The ground with the figures of the day in its wording, and as certain as the least certain of them."""
    zh, en = _words(ground.figures, figures)
    status = max((figures[code].status for code in ground.figures), key=STATUSES.index, default=ground.status)
    return replace(
        ground,
        wording_zh=ground.wording_zh.format(**zh),
        wording_en=ground.wording_en.format(**en),
        status=status,
    )


def _told(provision: Provision, figures: Mapping[str, Figure]) -> Provision:
    """The provision with the figures of the day in its text."""
    zh, en = _words(provision.figures, figures)
    return replace(provision, text_zh=provision.text_zh.format(**zh), text_en=provision.text_en.format(**en))


def _words(codes: Iterable[str], figures: Mapping[str, Figure]) -> tuple[dict[str, str], dict[str, str]]:
    named = [figures[code] for code in codes]
    return {f.code: f.display_zh for f in named}, {f.code: f.display_en for f in named}
