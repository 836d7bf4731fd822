"""Whether two names are of one firm: the name on a declaration and the name on its partner's list.

The rule, in its order:
1. Both names are written in small Latin letters without accents (transliteration.py); `&` is "and", points and apostrophes
   vanish, all else that is no letter or digit parts words. What follows "trading as" is left out.
2. Legal forms (LEGAL_FORMS), "and", "the" and "of" are left out; usual abbreviations are written out (ABBREVIATIONS).
3. Words are brought to a skeleton of their sound (SOUNDS), so that spellings of one transliteration meet.
4. The same words in any order, or the same letters however parted, are the same name. Otherwise each word looks for its
   like: equal, or nearly so (a word of at least FUZZY_FROM letters with the same first letter and at most one edit in
   EDITS_PER letters; where a letter was changed for another, of at least CHANGED_FROM, because short names of different
   firms often differ so). Words with digits and of other scripts must be equal. A word that many firms have (GENERIC)
   weighs GENERIC_WEIGHT, any other WORD_WEIGHT.
5. The share of the weight that met, in percent: at least ALIKE_FROM is alike, at least DOUBTFUL_FROM is for a person to
   look at, who is also shown words that differ in any one letter. Names that differ in a word that only one has are never
   alike when that word weighs WORD_WEIGHT.
6. Names of which one cannot be written in Latin letters (Chinese) against one that can are for a person to look at, and so
   are those of two scripts that share a telling word, since a word may be translated.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mutual_recognition.transliteration import latin

ALIKE_FROM: Final = 88  # percent
DOUBTFUL_FROM: Final = 55  # percent
WORD_WEIGHT: Final = 4
GENERIC_WEIGHT: Final = 1
FUZZY_FROM: Final = 5  # letters of the shorter skeleton
EDITS_PER: Final = 5  # letters for one edit
CHANGED_FROM: Final = 9  # letters of a word in which one may be another

LEFT_OUT: Final = frozenset(["and", "und", "et", "y", "e", "i", "the", "of", "de", "do", "da", "la", "le", "di"])
ABBREVIATIONS: Final = {
    "intl": "international", "int": "international", "internat": "international", "tech": "technology", "technol": "technology",
    "mfg": "manufacturing", "manuf": "manufacturing", "ind": "industries", "inds": "industries", "industry": "industries",
    "industrial": "industries", "trdg": "trading", "logis": "logistics", "log": "logistics", "logistic": "logistics",
    "imp": "import", "exp": "export", "imports": "import", "exports": "export", "grp": "group", "hldg": "holdings",
    "hldgs": "holdings", "holding": "holdings", "svc": "services", "svcs": "services", "service": "services",
    "eng": "engineering", "engrg": "engineering", "elec": "electronics", "electronic": "electronics", "chem": "chemicals",
    "chemical": "chemicals", "pharm": "pharmaceuticals", "pharma": "pharmaceuticals", "pharmaceutical": "pharmaceuticals",
    "bros": "brothers", "natl": "national", "assoc": "associates", "dev": "development", "transp": "transport",
    "transportation": "transport", "fwd": "forwarding", "frt": "freight", "prod": "products", "prods": "products",
    "product": "products", "sys": "systems", "system": "systems", "technologies": "technology", "solution": "solutions",
    "st": "saint", "mt": "mount", "centre": "center", "fibre": "fiber", "colour": "color",
    "harbour": "harbor", "grey": "gray", "aluminium": "aluminum",
}  # fmt: skip
GENERIC: Final = frozenset(
    [
        "international",
        "trading",
        "group",
        "industries",
        "logistics",
        "holdings",
        "import",
        "export",
        "manufacturing",
        "services",
        "technology",
        "products",
        "systems",
        "solutions",
        "enterprise",
        "enterprises",
        "global",
        "worldwide",
        "general",
        "commercial",
        "company",
        "business",
    ]
)
LEGAL_FORMS: Final = tuple(
    sorted(
        (
            "gesellschaft mit beschrankter haftung", "gmbh", "gmbh co kg", "kg", "ag", "aktiengesellschaft", "se", "sa",
            "sociedad anonima", "sociedade anonima", "societe anonyme", "societa per azioni", "spa", "srl", "sarl", "sas", "sl",
            "societa a responsabilita limitata", "societe a responsabilite limitee", "sociedad de responsabilidad limitada",
            "ltda", "limitada", "eireli", "sa de cv", "bv", "besloten vennootschap", "nv", "naamloze vennootschap", "ab",
            "aktiebolag", "as", "aksjeselskap", "aps", "oy", "oyj", "osakeyhtio", "doo", "ad", "kft", "zrt", "sro", "z o o",
            "sp z o o", "sp zoo", "spolka z ograniczona odpowiedzialnoscia", "ooo", "zao", "oao", "pao", "ao", "too", "odo",
            "limited", "ltd", "co", "company", "corporation", "corp", "incorporated", "inc", "llc", "lp", "llp", "plc",
            "pte", "private", "pvt", "pty", "proprietary", "sdn", "bhd", "berhad", "sendirian", "cc", "public company",
            "public limited company", "pcl", "jsc", "pjsc", "ojsc", "cjsc", "joint stock company", "llc fz", "fze", "fzco",
            "fz", "wll", "est", "kk", "kabushiki kaisha", "gk", "godo kaisha", "yk", "yugen kaisha", "jusighoesa", "jusikhoesa",
            "yuhanhoesa", "chusik hoesa", "株式会社", "株式會社", "有限会社", "有限公司", "股份有限公司", "有限责任公司",
            "集团有限公司", "sp z oo", "cia", "compania", "companhia", "cie", "compagnie", 
            "baa", "bam", "eirl", "spa chile", "scs", "ccl", "xxk", "khk", "khkhk", "tov", "ltd sti", "as turkey",
            "a s", "s a", "gmbh cokg", "mbh", "bvba", "sprl", "scrl", "unlimited", "dooel", "aed", "jv",
        ),
        key=lambda form: (-len(form), form),
    )
)  # fmt: skip
_ATTACHED: Final = (
    "株式会社",
    "株式會社",
    "有限会社",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "주식회사",
    "유한회사",
    "(주)",
    "㈜",
    "㈱",
)
_FORMS: Final = re.compile(rf"(?:(?<= )|^)(?:{'|'.join(re.escape(form) for form in LEGAL_FORMS)})(?= |$)")
SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("eo", "u"), ("shch|sch|sh|sz", "s"), ("tch|ch|cz|tsch", "c"), ("kh|gh", "h"), ("ph", "f"), ("th", "t"), ("zh|dzh|dj", "j"),
        ("ts|tz", "c"), ("qu", "kw"), ("ck|k|q", "k"), ("x", "ks"), ("c(?=[aou]|$|[lrt])", "k"),
        ("ae|ä", "a"), ("oe|ö", "o"), ("ue|ü|ou|oo", "u"), ("ee|ie|ei|iy|yi|yy|ij|y|j", "i"), ("w", "v"), ("z", "s"),
        (r"([^\W\d])\1+", r"\1"),
    )
)  # fmt: skip
_TRADING_AS = re.compile(r"(?<=\w)\s+(?:t/a|d/b/a|dba|trading as)\s.*", re.IGNORECASE | re.DOTALL)
_OTHER_SCRIPT = re.compile(r"[^\x00-\x7f]")


class Likeness(StrEnum):
    """What comparing two names says; NOT_GIVEN: there is no name to compare."""

    ALIKE = "alike"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"
    NOT_GIVEN = "not_given"


def name_likeness(given: str, known: str) -> Likeness:
    """Whether the name given is that of the firm known."""
    if not given.strip():
        return Likeness.NOT_GIVEN
    first, second = name_words(given), name_words(known)
    if first == second or sorted(first) == sorted(second):
        return Likeness.ALIKE
    if not first or not second:
        return Likeness.DOUBTFUL
    if _is_other_script(first) != _is_other_script(second):
        return Likeness.DOUBTFUL
    if _joined(given) == _joined(known):
        return Likeness.ALIKE
    share, distinct, telling = _met(first, second, is_near)
    if share >= ALIKE_FROM and not distinct:
        return Likeness.ALIKE
    two_scripts = given.isascii() != known.isascii()
    share = _met(first, second, is_close)[0]
    return Likeness.DOUBTFUL if share >= DOUBTFUL_FROM or (two_scripts and telling) else Likeness.DIFFERENT


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell firms apart, as skeletons of their sound; all its words when it has no other."""
    return tuple(sound(ABBREVIATIONS.get(word, word)) for word in _written_words(name))


def _joined(name: str) -> str:
    """The letters of a name however it parts them; its abbreviations stay, since parts of words look like them."""
    return sound("".join(_written_words(name)))


def _written_words(name: str) -> list[str]:
    name = _TRADING_AS.sub("", name)
    for form in _ATTACHED:
        name = name.replace(form, " ")
    text = latin(name).replace("&", " and ").replace("+", " and ")
    text = re.sub(r"(?<=\w)[.'](?=\w)|[.']", "", text)
    text = " ".join(re.sub(r"[^\w]+|_", " ", text).split())
    return [word for word in _FORMS.sub("", text).split() or text.split() if word not in LEFT_OUT]


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """The skeleton of a word's sound; words with digits and of other scripts stay as they are."""
    if any(letter.isdigit() for letter in word) or _OTHER_SCRIPT.search(word):
        return word
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


_GENERIC_SOUNDS: Final = frozenset(sound(word) for word in GENERIC)


def _is_other_script(words: tuple[str, ...]) -> bool:
    return any(_OTHER_SCRIPT.search(word) for word in words)


def _weight(word: str) -> int:
    return GENERIC_WEIGHT if word in _GENERIC_SOUNDS else WORD_WEIGHT


def _met(first: tuple[str, ...], second: tuple[str, ...], near: Callable[[str, str], bool]) -> tuple[int, bool, bool]:
    """The share of the weight that met, in percent; whether a telling word has no like; whether one has."""
    left, right = list(first), list(second)
    whole = sum(map(_weight, first)) + sum(map(_weight, second))
    met, telling = 0, False
    for alike in (str.__eq__, near):
        for word in list(left):
            like = next((other for other in right if alike(word, other)), None)
            if like is not None:
                left.remove(word)
                right.remove(like)
                met += _weight(word) + _weight(like)
                telling = telling or _weight(word) == WORD_WEIGHT
    return 100 * met // whole, any(_weight(word) == WORD_WEIGHT for word in left + right), telling


def is_near(first: str, second: str) -> bool:
    """Whether two words are one but for few letters; words with digits or of other scripts never are."""
    shorter = min(len(first), len(second))
    if not (first.isascii() and second.isascii()) or any(letter.isdigit() for letter in first + second):
        return False
    if shorter < FUZZY_FROM or first[0] != second[0]:
        return False
    if len(first) == len(second) < CHANGED_FROM and sorted(first) != sorted(second):
        return False
    return edits(first, second) <= max(1, shorter // EDITS_PER)


def is_close(first: str, second: str) -> bool:
    """Whether a person should look whether two words are one: any letters may differ, one in EDITS_PER or one in all."""
    shorter = min(len(first), len(second))
    is_word = first.isascii() and second.isascii() and not any(letter.isdigit() for letter in first + second)
    return is_word and shorter >= FUZZY_FROM and edits(first, second) <= max(1, shorter // EDITS_PER)


def edits(first: str, second: str) -> int:
    """Letters to insert, leave out, change or swap with their neighbour to make one word of the other."""
    before, row = [0] * (len(second) + 1), list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
