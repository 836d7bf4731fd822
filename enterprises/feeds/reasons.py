"""Why a row or a file is not taken: each reason in Chinese and English.

Reasons are data, kept with the rejected row and read by the people who mend the source, so both languages are stored.
"""

import re
from typing import NamedTuple

from django.utils.translation import get_language

SHOWN = 40  # characters of a bad cell that a reason repeats
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Reason(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        """The sentence in the language in use."""
        return self.en if (get_language() or "").startswith("en") else self.zh


class BadCell(Exception):
    """A cell that makes its row bad."""

    def __init__(self, reason: Reason, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


class FileRefused(Exception):
    """A file that cannot be taken at all; nothing of it is loaded."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


class DeliveryRefused(Exception):
    """A folder that cannot be taken at all; nothing is written."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


def printable(text: str) -> str:
    """The text with what no database or terminal can show replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def shown(cell: str) -> str:
    """A cell as a reason repeats it: printable and short."""
    return printable(cell if len(cell) <= SHOWN else cell[:SHOWN] + "…")


MISSING = Reason("缺少必填的值", "a required value is missing")
NOT_UTF8 = Reason("不是有效的 UTF-8 编码", "not valid UTF-8")
CONTROL = Reason("含有控制字符", "contains a control character")
BLANKS = Reason("首尾有空格", "begins or ends with a blank")
QUOTING = Reason("引号不成对，无法按 RFC 4180 读取", "the quoting is broken: the row cannot be read by RFC 4180")
CUSTOMS_CODE = Reason("海关编码应为 10 位，仅含 0-9 和 A-Z", "a customs code is 10 characters of 0-9 and A-Z")
USCC_SHAPE = Reason(
    "统一社会信用代码应为 18 位规定字符", "a unified social credit code is 18 characters of its alphabet (GB 32100-2015)"
)
USCC_CHECK = Reason("统一社会信用代码的校验码错误", "the check character of the unified social credit code is wrong")
DISTRICT = Reason("关区代码应为 4 位数字", "a customs district is 4 digits")
NEGATIVE = Reason("不得为负数", "must not be negative")
NOT_AMOUNT = Reason(
    "不是金额：应为数字，最多两位小数，不带千位分隔符",
    "not an amount: digits with at most 2 decimals and no thousands separators",
)
TOO_LARGE = Reason("数值过大", "the number is too large")
NOT_COUNT = Reason("不是数量：应为非负整数", "not a count: a whole number of 0 or more")
BOOLEAN = Reason("应为 0 或 1", "must be 0 or 1")
BEFORE_1949 = Reason("日期早于 1949-10-01", "the date is before 1949-10-01")
AFTER_TODAY = Reason("日期晚于今天", "the date is after today")
GROUNDS = Reason("事由代码之间应以一个空格分隔，且不得重复", "ground codes are separated by one blank and not repeated")
DUE_TOO_LATE = Reason("due_on 晚于 started_on 之后 12 个月", "due_on is more than 12 months after started_on")

UNKNOWN_FIRM = Reason("企业未知：没有此海关编码", "the firm is not known: no firm has this customs code")
REJECTED_FIRM = Reason(
    "企业未知：本次交付中该企业的行已被拒收", "the firm is not known: its own row in this delivery was rejected"
)
PORTAL_OWNED = Reason("该记录由本系统作出，交付不得更改", "this record was made in the portal; a delivery cannot change it")
NOT_OF_A_DISTRICT = Reason(
    "全国数据：仅海关总署人员可上传",
    "figures of the whole country: only a person of the General Administration uploads them",
)
OTHER_DISTRICT = Reason("企业不属于上传人的关区", "the firm belongs to another customs district than the person who uploads")


def cells(found: int, expected: int) -> Reason:
    """A row with too many or too few cells."""
    return Reason(f"有 {found} 个单元格，应为 {expected} 个", f"has {found} cells where the header has {expected}")


def unknown_code(cell: str, known: tuple[str, ...]) -> Reason:
    """A cell that is not one of the codes of its column."""
    return Reason(
        f"未知代码“{shown(cell)}”，应为：{'、'.join(known)}",
        f"unknown code “{shown(cell)}”; expected one of {', '.join(known)}",
    )


def too_long(length: int) -> Reason:
    """A text longer than its column."""
    return Reason(f"超过 {length} 个字符", f"longer than {length} characters")


def impossible_date(cell: str) -> Reason:
    """A cell that is no date."""
    return Reason(f"日期“{shown(cell)}”无效，应为 YYYY-MM-DD", f"“{shown(cell)}” is no date of the form YYYY-MM-DD")


def impossible_year(first: int, last: int) -> Reason:
    """A cell that is no year of trade."""
    return Reason(f"年份应在 {first} 至 {last} 之间", f"a year is between {first} and {last}")


def required_once(column: str, unless: str) -> Reason:
    """A value that another column's code makes necessary."""
    return Reason(f"{column} 不为 {unless} 时必填", f"required once {column} is not {unless}")


def wrong_order(column: str, sign: str, other: str) -> Reason:
    """Two dates in the wrong order."""
    zh = {">=": "早于", ">": "不晚于", "<=": "晚于"}[sign]
    en = {">=": "before", ">": "not after", "<=": "after"}[sign]
    return Reason(f"{column} {zh} {other}", f"{column} is {en} {other}")


def more_than(column: str, other: str) -> Reason:
    """A part that is larger than its whole."""
    return Reason(f"{column} 大于 {other}", f"{column} is more than {other}")


def the_same(other: str) -> Reason:
    """A value that must differ from another column's."""
    return Reason(f"不得与 {other} 相同", f"must not be the same as {other}")


def repeated(key: tuple[str, ...]) -> Reason:
    """A key that a good row of the same file already had."""
    names = " + ".join(key)
    return Reason(f"本文件中已有相同的 {names}", f"the file already had this {names}")
