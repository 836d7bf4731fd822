"""docs/rulebook.md: the shipped rulebooks as a document, from the same data that judges."""

from collections.abc import Iterator

from ratings.regulation.parameters import all_rulebooks, figure_timeline, rulebook_on
from ratings.regulation.rulebook import Figure, GroundBasis, Provision, Rulebook

STATUS_WORDS = {
    "confirmed": "confirmed 已核实",
    "reported": "reported 待核",
    "carried_over": "carried over 沿用，待核",
    "unknown": "unknown 未知",
}
HEAD = """\
# The rulebooks

<!-- Written by `python manage.py write_rulebook_doc` from ratings/regulation/parameters/. Do not edit by hand. -->

What the portal judges by, article by article, as shipped. Paraphrased, not the official text. Figures that the legal
desk confirmed or amended in the portal lie over these by date and are shown there, with their history.

| status | meaning |
|---|---|
| confirmed 已核实 | seen in two independent sources |
| reported 待核 | one source, or a secondary one |
| carried over 沿用，待核 | the figure of Order 251, applied to Order 282 until its text is checked |
| unknown 未知 | not found: no value, and what needs it is undetermined |
| portal policy 本系统规则 | set by this portal where the law leaves it open: not law |
"""


def rulebook_document() -> str:
    """The whole document, in Markdown."""
    lines = [HEAD]
    for text in all_rulebooks():
        lines += _book(rulebook_on(text.valid_from))
    return "\n".join(lines).rstrip() + "\n"


def _book(book: Rulebook) -> Iterator[str]:
    until = f"to {book.valid_to}" if book.valid_to else "on"
    yield f"## {book.title_en} {book.title_zh}: from {book.valid_from} {until}\n"
    for provision in book.provisions:
        yield f"### {provision.title_en} {provision.title_zh}\n"
        yield f"{provision.basis_en} {provision.basis_zh} · {_status(provision.status, provision.policy)}\n"
        yield f"{provision.text_en}\n\n{provision.text_zh}\n"
        if provision.grounds:
            yield from _grounds(book, provision)
        if provision.figures:
            yield "| figure | code | value | from | to | article | status | source |\n|---|---|---|---|---|---|---|---|"
            for code in provision.figures:
                yield from (_figure(figure) for figure in figure_timeline(book.code, code))
            yield ""


def _grounds(book: Rulebook, provision: Provision) -> Iterator[str]:
    yield "| ground | code | when | level | article | status |\n|---|---|---|---|---|---|"
    for code in provision.grounds:
        ground = book.grounds[code]
        level = f"{ground.level}, serious list" if ground.serious_list else ground.level
        yield (
            f"| {ground.title_en} {ground.title_zh} | `{code}` | {ground.wording_en}<br>{ground.wording_zh} | {level} "
            f"| {_basis(ground)} | {_status(ground.status)} |"
        )
    yield ""


def _figure(figure: Figure) -> str:
    value = figure.display_en if figure.display_en == figure.display_zh else f"{figure.display_en} {figure.display_zh}"
    cells = (
        f"{figure.label_en}<br>{figure.label_zh}",
        f"`{figure.code}`",
        value,
        str(figure.valid_from),
        str(figure.valid_to or "–"),
        _basis(figure),
        _status(figure.status, figure.policy),
        f"{figure.source_en}<br>{figure.source_zh}",
    )
    return f"| {' | '.join(cells)} |"


def _basis(cited: Figure | Provision | GroundBasis) -> str:
    return f"{cited.basis_en}<br>{cited.basis_zh}"


def _status(status: str, policy: bool = False) -> str:
    return "portal policy 本系统规则" if policy else STATUS_WORDS[status]
