"""Reading a partner's list, CSV or XLSX: good rows, bad rows with line, field and sentence, or a refusal of the whole.

Columns (docs/partner-lists.md): code*, name*, tier, status* (active, suspended, revoked), valid_from, valid_to.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from enterprises.feeds.reasons import BadCell, FileRefused, Reason, shown
from mutual_recognition.codes import FormatVerdict, number_verdict, parse_code
from mutual_recognition.models import CodeFormat
from mutual_recognition.partner_lists.entries import Entry

COLUMNS: Final = ("code", "name", "tier", "status", "valid_from", "valid_to")
REQUIRED: Final = frozenset({"code", "name", "status"})
STATUSES: Final = ("active", "suspended", "revoked")
LONGEST: Final = {"name": 300, "tier": 60}
_NOT_KEPT: Final = re.compile("[\x00\ud800-\udfff]")  # what no database holds
LONGEST_KEPT, MOST_KEPT = 2_000, 20  # characters of a cell and cells of a rejected row that are kept
MOST_ROWS: Final = 60_000  # the largest partner has some 20,000 firms
LARGEST_UNPACKED: Final = 200 * 1024 * 1024  # bytes: a workbook of MOST_ROWS needs a tenth of it
_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    IndexError,
    EOFError,
    SyntaxError,  # of which a broken XML document is one
    OSError,
)
_ZIP = b"PK\x03\x04"

CUT_OFF = Reason(
    "文件在一行中间结束：传输中被截断，请重新取得完整文件",
    "the file ends in the middle of a row: it was cut off; get the whole file again",
)
BAD_WORKBOOK = Reason(
    "工作簿无法读取：已损坏或被截断，请重新取得完整文件",
    "the workbook cannot be read: it is damaged or was cut off; get the whole file again",
)
EMPTY = Reason(
    "名单为空：空名单会使该伙伴的全部企业失去互认，因此不予受理",
    "the list holds no firm: an empty list would end the recognition of every firm, so it is refused",
)
NONE_GOOD = Reason("没有一行可以受理", "no row of the list can be taken")
TOO_MANY = Reason(f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows")
NOT_UTF8 = Reason("文件不是 UTF-8 编码", "the file is not UTF-8")
MISSING = Reason("缺少必填的值", "a required value is missing")
NO_CODE = Reason("不是企业代码：应为国别代码加编号，如 SG123456789012", "not a firm's code, as in SG123456789012")
OTHER_PARTNER = Reason("代码属于另一国家或地区", "the code belongs to another country or region")
WRONG_LENGTH = Reason("编号长度与该伙伴的格式不符", "the number has not the length of this partner's codes")
REPEATED = Reason("本名单中已有相同的代码", "the list already had this code")
ENDS_BEFORE = Reason("valid_to 早于 valid_from", "valid_to is before valid_from")
CONTROL = Reason("含有控制字符", "contains a control character")


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken; `number` is its firm's number where it can be read, so that the firm stays as it was."""

    line: int
    column: str
    reason: Reason
    cells: list[str]
    number: str = ""


@dataclass
class ReadList:
    """A list as read: its columns as they came, entries by number, and the rejected rows in their order."""

    columns: list[str] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.entries) + len(self.rejected)


def read_list(content: bytes, code_format: CodeFormat) -> ReadList:
    """The rows of the list of the partner whose codes have this format. Raises FileRefused for what cannot be taken as a whole."""
    rows = table_rows(content)
    header = _header(next(rows, (0, []))[1])
    found = ReadList(header)
    for line, cells in rows:
        if found.rows >= MOST_ROWS:
            raise FileRefused(TOO_MANY)
        _take(found, line, cells, header, code_format)
    if not found.rows:
        raise FileRefused(EMPTY)
    if not found.entries:
        first = found.rejected[0]
        raise FileRefused(
            Reason(
                f"{NONE_GOOD.zh}；第 {first.line} 行：{first.reason.zh}",
                f"{NONE_GOOD.en}; line {first.line}: {first.reason.en}",
            )
        )
    return found


def table_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not empty, the header first. Raises FileRefused."""
    if not content.strip():
        raise FileRefused(EMPTY)
    rows = _workbook_rows(content) if content.startswith(_ZIP) else _csv_rows(content)
    return ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))


def _csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(NOT_UTF8) from None
    rows, line, width, last = csv.reader(io.StringIO(text, newline=""), strict=True), 1, 0, 0
    ends_whole = text.endswith("\n")
    try:
        for cells in rows:
            width = width or len(cells)
            last = len(cells)
            yield line, cells
            line = rows.line_num + 1
    except csv.Error:
        raise FileRefused(CUT_OFF) from None
    if not ends_whole and last < width:
        raise FileRefused(CUT_OFF)


def _workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise FileRefused(TOO_MANY)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        width = 0
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = [_cell_text(cell) for cell in cells]
            width = width or len(texts)
            yield line, texts + [""] * (width - len(texts))
    except _DAMAGED:
        raise FileRefused(BAD_WORKBOOK) from None


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _header(cells: list[str]) -> list[str]:
    """The columns in the file's order. Raises FileRefused when one is missing, not known or twice."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in COLUMNS if name in REQUIRED and name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    said = [
        Reason(f"{zh}：{'、'.join(map(shown, found))}", f"{en}: {', '.join(map(shown, found))}")
        for zh, en, found in (
            ("缺少列", "missing column", missing),
            ("未知列", "unknown column", unknown),
            ("重复的列", "repeated column", twice),
        )
        if found
    ]
    if said:
        raise FileRefused(Reason("；".join(each.zh for each in said), "; ".join(each.en for each in said)))
    return names


def _take(found: ReadList, line: int, cells: list[str], header: list[str], code_format: CodeFormat) -> None:
    number = ""
    try:
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            raise BadCell(Reason(f"应有 {len(header)} 个单元格", f"has not the {len(header)} cells of the header"))
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        number = _number(row["code"], code_format)
        if number in found.entries:
            raise BadCell(REPEATED, "code")
        found.entries[number] = _entry(row, number)
    except BadCell as bad:
        kept = [_NOT_KEPT.sub("\ufffd", cell)[:LONGEST_KEPT] for cell in cells[:MOST_KEPT]]
        found.rejected.append(Rejected(line, bad.column, bad.reason, kept, number))


def _number(text: str, code_format: CodeFormat) -> str:
    if not text:
        raise BadCell(MISSING, "code")
    code = parse_code(text)
    if code is None:
        raise BadCell(NO_CODE, "code")
    if code.partner != code_format.prefix:
        raise BadCell(OTHER_PARTNER, "code")
    if number_verdict(code.number, code_format) is FormatVerdict.INVALID:
        raise BadCell(WRONG_LENGTH, "code")
    return code.number


def _entry(row: dict[str, str], number: str) -> Entry:
    texts = {name: _text(row.get(name, ""), name) for name in LONGEST}
    status = row["status"].lower()
    if status not in STATUSES:
        said = shown(row["status"])
        raise BadCell(
            Reason(
                f"未知状态“{said}”，应为：{'、'.join(STATUSES)}", f"unknown status “{said}”; one of {', '.join(STATUSES)}"
            ),
            "status",
        )
    begins, ends = (_day(row.get(name, ""), name) for name in ("valid_from", "valid_to"))
    if begins and ends and ends < begins:
        raise BadCell(ENDS_BEFORE, "valid_to")
    return Entry(number, texts["name"], texts["tier"], status, begins, ends)


def _text(text: str, column: str) -> str:
    if not text and column in REQUIRED:
        raise BadCell(MISSING, column)
    if len(text) > LONGEST[column]:
        raise BadCell(Reason(f"超过 {LONGEST[column]} 个字符", f"longer than {LONGEST[column]} characters"), column)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise BadCell(CONTROL, column)
    return text


def _day(text: str, column: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else _no_day(text, column)
    except ValueError:
        return _no_day(text, column)


def _no_day(text: str, column: str) -> date:
    raise BadCell(Reason(f"日期“{shown(text)}”无效，应为 YYYY-MM-DD", f"“{shown(text)}” is no date YYYY-MM-DD"), column)


def kept_numbers(rejected: Iterable[Rejected]) -> frozenset[str]:
    """The firms whose rows are rejected: they stay as they were."""
    return frozenset(row.number for row in rejected if row.number)
