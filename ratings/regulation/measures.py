"""What each level brings, as data: the measures of a rulebook's levels, each with its provision, its figures, its status.

`measures/<rulebook>.yaml` says them; a loader as strict as that of the rulebooks reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from ratings.regulation.loader import NAME, Place, check_holes, read_place
from ratings.regulation.parameters import Figure, Provision, Rulebook, rulebook_text
from ratings.regulation.rulebook import STATUSES, RulebookText

DIRECTORY = Path(__file__).with_name("measures")
LEVELS = ("advanced_certified", "certified", "regular", "discredited", "seriously_discredited")


@dataclass(frozen=True)
class MeasureText:
    """A measure as the file has it: where it comes from, its words with figures as {code}, whether it is the waiver."""

    code: str
    provision: str
    zh: str
    en: str
    figures: tuple[str, ...]
    guarantee: bool


@dataclass(frozen=True)
class Measure:
    """A measure as it stands on a day: its words with the day's figures in them, as certain as the least certain of them.

    `guarantee` marks the guarantee waiver, which can be suspended alone.
    """

    code: str
    text_zh: str
    text_en: str
    provision: Provision
    figures: tuple[Figure, ...]
    status: str
    guarantee: bool

    @property
    def basis_zh(self) -> str:
        """The article that it comes from, in Chinese."""
        return self.provision.basis_zh

    @property
    def basis_en(self) -> str:
        """The article that it comes from, in English."""
        return self.provision.basis_en


def measures_of(level: str, rulebook: Rulebook) -> tuple[Measure, ...]:
    """What the level brings on the rulebook's day, in the order of the law; nothing for a level that it does not know."""
    provisions = {provision.code: provision for provision in rulebook.provisions}
    return tuple(_on(text, rulebook, provisions) for text in measure_texts(rulebook.code).get(level, ()))


@cache
def measure_texts(rulebook: str) -> Mapping[str, tuple[MeasureText, ...]]:
    """The measures of a rulebook by level, as shipped. Raises RulebookError, or NoRulebook for an unknown one."""
    return load_measures(DIRECTORY / f"{rulebook}.yaml", rulebook_text(rulebook))


def load_measures(path: Path, rulebook: RulebookText) -> Mapping[str, tuple[MeasureText, ...]]:
    """The measures of a file by level. Raises RulebookError for anything that it does not understand."""
    fields = read_place(path).fields(("rulebook", "levels"))
    if fields["rulebook"].text() != rulebook.code:
        fields["rulebook"].refuse(f"is not {rulebook.code}", "name the rulebook that the file is called after")
    levels: dict[str, tuple[MeasureText, ...]] = {}
    for level, place in fields["levels"].entries().items():
        if level not in LEVELS:
            place.refuse("is no level", f"use one of {', '.join(LEVELS)}")
        measures = tuple(_measure(entry, rulebook) for entry in place.items())
        codes = [measure.code for measure in measures]
        if not codes or len(set(codes)) < len(codes):
            place.refuse("holds nothing, or a measure twice", "give each measure of the level once")
        levels[level] = measures
    return levels


def _measure(place: Place, rulebook: RulebookText) -> MeasureText:
    fields = place.fields(("code", "provision", "zh", "en"), ("guarantee",))
    if not NAME.fullmatch(fields["code"].text()):
        fields["code"].refuse("is not a name", "use small letters, digits and underscores")
    for language in ("zh", "en"):
        check_holes(fields[language], tuple(rulebook.figures))
    zh, en = (_figures(fields[language]) for language in ("zh", "en"))
    if set(zh) != set(en):
        fields["en"].refuse("shows other figures than zh", "show the same figures in both languages")
    return MeasureText(
        code=fields["code"].text(),
        provision=fields["provision"].one_of(tuple(provision.code for provision in rulebook.provisions)),
        zh=fields["zh"].text(),
        en=fields["en"].text(),
        figures=zh,
        guarantee=fields["guarantee"].flag() if "guarantee" in fields else False,
    )


def _figures(place: Place) -> tuple[str, ...]:
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(place.text()) if name)


def _on(text: MeasureText, rulebook: Rulebook, provisions: Mapping[str, Provision]) -> Measure:
    figures = tuple(rulebook.figures[code] for code in text.figures)
    provision = provisions[text.provision]
    return Measure(
        code=text.code,
        text_zh=text.zh.format(**{figure.code: figure.display_zh for figure in figures}),
        text_en=text.en.format(**{figure.code: figure.display_en for figure in figures}),
        provision=provision,
        figures=figures,
        status=max((provision.status, *(figure.status for figure in figures)), key=STATUSES.index),
        guarantee=text.guarantee,
    )
