"""Other scripts in Latin letters, as far as a name needs it to be compared: Cyrillic, Greek, kana, Hangul, accents."""

import unicodedata
from typing import Final

_CYRILLIC: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђјљњћџәғқңөұүһ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
            "i",
            "yi",
            "ye",
            "g",
            "u",
            "dj",
            "j",
            "lj",
            "nj",
            "c",
            "dz",
            "a",
            "g",
            "k",
            "n",
            "o",
            "u",
            "u",
            "h",
        ],
        strict=True,
    )
)
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψως",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
            "s",
        ],
        strict=True,
    )
)
_LATIN: Final = {
    "ß": "ss", "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ə": "a", "ŋ": "n",
    "ʼ": "", "’": "'", "‘": "'", "`": "'",
}  # fmt: skip
_KANA_ROWS: Final = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
    "d": "ダヂヅデド", "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ",
    "r": "ラリルレロ",
}  # fmt: skip
_KANA: Final = {
    letter: consonant + vowel for consonant, row in _KANA_ROWS.items() for letter, vowel in zip(row, "aiueo", strict=True)
} | {
    "シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヤ": "ya", "ユ": "yu", "ヨ": "yo",
    "ワ": "wa", "ヲ": "o", "ン": "n", "ー": "", "・": " ", "ヴ": "vu",
}  # fmt: skip
_SMALL_Y: Final = {"ャ": "a", "ュ": "u", "ョ": "o"}
_SMALL_VOWELS: Final = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_INITIALS: Final = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "_", "j", "jj", "ch", "k", "t", "p", "h"]
_MEDIALS: Final = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINALS: Final = [
    "_",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_SIMPLIFIED: Final = str.maketrans(
    "國際貿易電機製鐵運輸實業發產營開關聯華東島灣廣雲業務興榮豐長興億達進進紡織藥鋼鋁銅銀龍馬鳥魚車輪飛倉儲環聖陽陸資訊網絡亞歐灣團環優質興寶萬會員門廠",
    "国际贸易电机制铁运输实业发产营开关联华东岛湾广云业务兴荣丰长兴亿达进进纺织药钢铝铜银龙马鸟鱼车轮飞仓储环圣阳陆资讯网络亚欧湾团环优质兴宝万会员门厂",
)


def latin(text: str) -> str:
    """The text in small letters without accents; letters of scripts that are not known here stay as they are."""
    text = unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).casefold()
    text = "".join(_LATIN.get(letter, letter) for letter in text)
    letters: list[str] = []
    for letter in text:
        if _HANGUL_FIRST <= ord(letter) <= _HANGUL_LAST:
            letters.append(_syllable(ord(letter) - _HANGUL_FIRST))
        elif katakana := _as_katakana(letter):
            _add_kana(letters, katakana)
        else:
            bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
            letters.append(_CYRILLIC.get(letter) or _CYRILLIC.get(bare) or _GREEK.get(bare) or bare)
    return "".join(letters).replace("_", "")


def _syllable(index: int) -> str:
    """A Hangul syllable by the Revised Romanization, letter by letter."""
    initial, rest = divmod(index, 588)
    medial, final = divmod(rest, 28)
    return _INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]


def _as_katakana(letter: str) -> str:
    if "ぁ" <= letter <= "ゖ":
        letter = chr(ord(letter) + 0x60)
    return letter if "ァ" <= letter <= "ー" else ""


def _add_kana(letters: list[str], letter: str) -> None:
    """Small letters change the one before: kya, fa."""
    before = letters[-1] if letters else ""
    if letter in _SMALL_Y and before.endswith("i"):
        glide = "" if before in ("shi", "chi", "ji") else "y"
        letters[-1] = before[:-1] + glide + _SMALL_Y[letter]
    elif letter in _SMALL_VOWELS and before[-1:] in tuple("aiueo"):
        letters[-1] = before[:-1] + _SMALL_VOWELS[letter]
    else:
        letters.append({"ッ": ""}.get(letter, _KANA.get(letter, _SMALL_VOWELS.get(letter, _SMALL_Y.get(letter, letter)))))
