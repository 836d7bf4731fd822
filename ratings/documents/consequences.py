"""What an adverse level brings and how it ends, as the rulebook of a day says, in a letter's words."""

from typing import Any

from ratings.documents.wording import cited, figure_in_words
from ratings.levels import ADVERSE, Level
from ratings.regulation.parameters import Figure, Rulebook

Words = dict[str, Any]


def defence_term(rulebook: Rulebook) -> Words:
    """Within how many working days of receipt the firm may state its defence (Order 251 art. 24, carried over).

    Raises LookupError where the rulebook of the day holds no such figure.
    """
    figure = _known(rulebook.figures["defence_working_days"])
    return {"value": figure_in_words(figure), "basis": figure.basis_zh}


def procedure_of(rulebook: Rulebook) -> str:
    """The articles on notice, defence and decision."""
    return cited(rulebook.provision("procedure"))


def consequences_of(level: str, serious_list: bool, grounds: list[str], rulebook: Rulebook) -> Words | None:
    """The measures of an adverse level, and how and when it ends (Order 251 arts. 26-29, 31, carried over); else None."""
    if level not in ADVERSE:
        return None
    serious = serious_list or level == Level.SERIOUSLY_DISCREDITED
    measures, repair = rulebook.provision("measures_discredited"), rulebook.provision("repair")
    rate = figure_in_words(_known(rulebook.figures["inspection_rate_discredited_percent"]))
    text = [f"进出口货物查验率不低于{rate}", "开展加工贸易业务的，全额提供担保", "增加稽查、核查频次"]
    if serious:
        text.append("依法实施联合惩戒")
    months = figure_in_words(_known(rulebook.figures["restoration_months"]))
    ends = [
        f"自等级生效之日起连续{months}未再发生失信情形的，海关恢复为常规企业"
        + ("，并移出严重失信主体名单" if serious else "")
    ]
    ends += ["严重失信的，不适用提前修复"] if serious else _repair(grounds, rulebook)
    return {"measures": text, "measures_basis": cited(measures), "ends": ends, "ends_basis": cited(repair)}


def _repair(grounds: list[str], rulebook: Rulebook) -> list[str]:
    """After how long a firm may apply for repair: each ground has its own time, some have none."""
    lines = []
    for code in grounds:
        title = rulebook.grounds[code].title_zh if code in rulebook.grounds else ""
        figure = rulebook.figures.get(f"repair_months_{code}")
        if figure is not None:
            lines.append(
                f"因“{title}”认定的，纠正失信行为、消除不利影响满{figure_in_words(_known(figure))}后可以申请信用修复"
            )
        elif title:
            lines.append(f"因“{title}”认定的，不适用提前修复")
    return lines


def _known(figure: Figure) -> Figure:
    if figure.value is None:
        raise LookupError(figure.label_zh)
    return figure
